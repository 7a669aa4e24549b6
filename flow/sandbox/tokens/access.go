package tokens

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

// IssueAccess makes an access token and its secret for an account:
// "1001-<random id>-<MAC of both>", and a secret that follows from the token.
func NewAccessToken(who Account, random []byte) (token, secret string) {
	token = who.ID + "-" + hex.EncodeToString(random)
	token += "-" + sandboxMAC("token", token)
	return token, AccessSecret(token)
}

// ReadAccess finds whose token it is, if a sandbox made it.
func ParseAccessToken(token string) (Account, bool) {
	last := strings.LastIndexByte(token, '-')
	if last < 0 || !hmac.Equal([]byte(sandboxMAC("token", token[:last])), []byte(token[last+1:])) {
		return Account{}, false
	}
	id, _, _ := strings.Cut(token, "-")
	return accountByID(id)
}

// AccessSecret follows from the token.
func AccessSecret(token string) string { return sandboxMAC("secret", token) }

// sandboxMAC is 160 bits in hexadecimal; purpose keeps its uses apart.
func sandboxMAC(purpose, text string) string {
	mac := hmac.New(sha256.New, sandboxKey)
	mac.Write([]byte(purpose + " " + text))
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

// Access is what is remembered of those given out: which have ended, and
// whose a secret is. The tokens themselves need no memory.
type AccessTokens struct {
	mu       sync.Mutex
	bySecret map[string]string
	ended    map[string]string // the problem that says why
}

// Give remembers a token by its secret.
func (t *AccessTokens) Add(token, secret string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bySecret == nil {
		t.bySecret = map[string]string{}
	}
	t.bySecret[secret] = token
}

// OfSecret is "" for a secret that was not given out since the start.
func (t *AccessTokens) BySecret(secret string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bySecret[secret]
}

// End lets a token be refused from now on.
func (t *AccessTokens) Invalidate(token, problem string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended == nil {
		t.ended = map[string]string{}
	}
	t.ended[token] = problem
}

// Why says by which problem a token has ended, "" when it has not.
func (t *AccessTokens) Problem(token string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended[token]
}
