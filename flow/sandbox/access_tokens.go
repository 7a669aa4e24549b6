package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// sandboxKey makes access tokens. It is fixed and public, so that a token stays
// good when the sandbox is started again, with nothing kept on disk; there is
// nothing behind it to protect.
var sandboxKey = []byte("countersign sandbox access tokens")

// issueAccessToken makes an access token and its secret for an account:
// "1001-<random id>-<MAC of both>", and a secret that follows from the token.
func issueAccessToken(who account, random []byte) (token, secret string) {
	token = who.ID + "-" + hex.EncodeToString(random)
	token += "-" + sandboxMAC("token", token)
	return token, accessTokenSecret(token)
}

// readAccessToken finds whose token it is, if a sandbox made it.
func readAccessToken(token string) (account, bool) {
	last := strings.LastIndexByte(token, '-')
	if last < 0 || !hmac.Equal([]byte(sandboxMAC("token", token[:last])), []byte(token[last+1:])) {
		return account{}, false
	}
	id, _, _ := strings.Cut(token, "-")
	return accountByID(id)
}

func accessTokenSecret(token string) string { return sandboxMAC("secret", token) }

// sandboxMAC is 160 bits in hexadecimal; purpose keeps its uses apart.
func sandboxMAC(purpose, text string) string {
	mac := hmac.New(sha256.New, sandboxKey)
	mac.Write([]byte(purpose + " " + text))
	return hex.EncodeToString(mac.Sum(nil)[:20])
}
