package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
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

// accessTokens is what is remembered of those given out: which have ended, and
// whose a secret is. The tokens themselves need no memory.
type accessTokens struct {
	mu       sync.Mutex
	bySecret map[string]string
	ended    map[string]string // the problem that says why
}

func (t *accessTokens) give(token, secret string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bySecret == nil {
		t.bySecret = map[string]string{}
	}
	t.bySecret[secret] = token
}

// ofSecret is "" for a secret that was not given out since the start.
func (t *accessTokens) ofSecret(secret string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bySecret[secret]
}

func (t *accessTokens) end(token, problem string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended == nil {
		t.ended = map[string]string{}
	}
	t.ended[token] = problem
}

// why says by which problem a token has ended, "" when it has not.
func (t *accessTokens) why(token string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended[token]
}
