package tokens

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
)

// sandboxKey authenticates access tokens. It is constant and public, so that tokens stay valid after a restart.
var sandboxKey = []byte("countersign sandbox access tokens")

// NewAccessToken returns an access token and its secret: "1001-<random id>-<MAC of both>", and a secret derived from it.
func NewAccessToken(who Account, random []byte) (token, secret string) {
	token = who.ID + "-" + hex.EncodeToString(random)
	token += "-" + sandboxMAC("token", token)
	return token, AccessSecret(token)
}

// ParseAccessToken returns the account of a token, if a sandbox issued it.
func ParseAccessToken(token string) (Account, bool) {
	last := strings.LastIndexByte(token, '-')
	if last < 0 || !hmac.Equal([]byte(sandboxMAC("token", token[:last])), []byte(token[last+1:])) {
		return Account{}, false
	}
	id, _, _ := strings.Cut(token, "-")
	return findAccount(func(a Account) bool { return a.ID == id })
}

// AccessSecret returns the secret of a token.
func AccessSecret(token string) string { return sandboxMAC("secret", token) }

// sandboxMAC is 160 bits in hexadecimal, separate for each purpose.
func sandboxMAC(purpose, text string) string {
	mac := hmac.New(sha256.New, sandboxKey)
	mac.Write([]byte(purpose + " " + text))
	return hex.EncodeToString(mac.Sum(nil)[:20])
}

// AccessTokens remembers the secrets and invalidated tokens. The tokens themselves need no memory.
type AccessTokens struct {
	mu       sync.Mutex
	bySecret map[string]string
	ended    map[string]string // by the problem to report
}

// Add remembers the secret of a token.
func (t *AccessTokens) Add(token, secret string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.bySecret == nil {
		t.bySecret = map[string]string{}
	}
	t.bySecret[secret] = token
}

// BySecret returns the token of a secret, or "" if it was not issued since the start.
func (t *AccessTokens) BySecret(secret string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bySecret[secret]
}

// Invalidate makes a token invalid, with the problem to report.
func (t *AccessTokens) Invalidate(token, problem string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended == nil {
		t.ended = map[string]string{}
	}
	t.ended[token] = problem
}

// Problem returns why a token is invalid, or "".
func (t *AccessTokens) Problem(token string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended[token]
}
