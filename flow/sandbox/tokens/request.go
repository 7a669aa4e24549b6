package tokens

import (
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/url"
	"sync"
	"time"
)

// A request token is valid for requestTokenLife, and remembered for requestTokenMemory to explain its status. A verifier that
// the user enters is short, so wrong ones are limited.
const (
	requestTokenLife   = 10 * time.Minute
	requestTokenMemory = time.Hour
	MaxWrongVerifiers  = 5
)

// Reasons why a request token can't be authorized or exchanged.
var (
	ErrUnknown          = errors.New("unknown request token")
	ErrExpired          = errors.New("request token expired")
	ErrAlreadyDecided   = errors.New("request token already decided")
	ErrAlreadyExchanged = errors.New("request token already exchanged")
	ErrTooManyAttempts  = errors.New("too many wrong verifiers")
	ErrUndecided        = errors.New("request token not decided yet")
	ErrDenied           = errors.New("access denied by the user")
	ErrWrongVerifier    = errors.New("wrong verifier")
)

// RequestToken is a running authorization (RFC 5849 section 2.1, "temporary credentials").
type RequestToken struct {
	Token, Secret string
	Callback      *url.URL // nil: out-of-band, or in the authorize link
	Verifier      string   // shown only after consent
	Decision      Decision
	Account       Account // with Allowed

	issued time.Time
	misses int
}

// Decision is the status of a request token.
type Decision int

// The decisions.
const (
	Undecided Decision = iota
	Allowed
	Denied
	Exchanged
)

// RequestTokens are the request tokens in memory.
type RequestTokens struct {
	now   func() time.Time
	fresh func(int) ([]byte, error)
	shape string // of a verifier that is shown to a person

	mu  sync.Mutex
	all map[string]*RequestToken
}

// NewRequestTokens returns an empty RequestTokens. fresh returns random bytes; shape is that of a verifier (see shaped).
func NewRequestTokens(now func() time.Time, fresh func(int) ([]byte, error), shape string) *RequestTokens {
	return &RequestTokens{now: now, fresh: fresh, shape: shape, all: map[string]*RequestToken{}}
}

// Issue returns a new request token, and forgets old ones.
func (t *RequestTokens) Issue(c *url.URL) (RequestToken, error) {
	random, err := t.fresh(16 + 16 + 8)
	if err != nil {
		return RequestToken{}, err
	}
	issued := RequestToken{
		Token:    hex.EncodeToString(random[:16]),
		Secret:   hex.EncodeToString(random[16:32]),
		Verifier: hex.EncodeToString(random[32:]),
		Callback: c,
		issued:   t.now(),
	}
	if c == nil {
		issued.Verifier = shaped(t.shape, random[32:])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for token, old := range t.all {
		if issued.issued.Sub(old.issued) > requestTokenMemory {
			delete(t.all, token)
		}
	}
	kept := issued
	t.all[issued.Token] = &kept
	return issued, nil
}

// Find returns a request token in any state.
func (t *RequestTokens) Find(token string) (RequestToken, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.all[token]; known != nil {
		return *known, true
	}
	return RequestToken{}, false
}

// Open returns an undecided request token.
func (t *RequestTokens) Open(token string) (RequestToken, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, err := t.waiting(token)
	if err != nil {
		return RequestToken{}, err
	}
	return *known, nil
}

// Decide records the user's decision, which is final, and the callback.
func (t *RequestTokens) Decide(token string, a Decision, who Account, c *url.URL) (RequestToken, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, err := t.waiting(token)
	if err != nil {
		return RequestToken{}, err
	}
	known.Decision, known.Account, known.Callback = a, who, c
	return *known, nil
}

// waiting returns an undecided request token. The caller holds the lock.
func (t *RequestTokens) waiting(token string) (*RequestToken, error) {
	known := t.all[token]
	switch {
	case known == nil:
		return nil, ErrUnknown
	case known.Decision != Undecided:
		return nil, ErrAlreadyDecided
	case t.expired(known):
		return nil, ErrExpired
	}
	return known, nil
}

// Exchange exchanges a request token, once. proves checks the verifier.
func (t *RequestTokens) Exchange(token string, proves func(verifier string) bool) (Account, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known := t.all[token]
	switch {
	case known == nil:
		return Account{}, ErrUnknown
	case known.Decision == Exchanged:
		return Account{}, ErrAlreadyExchanged
	case known.misses >= MaxWrongVerifiers:
		return Account{}, ErrTooManyAttempts
	case known.Decision == Denied:
		return Account{}, ErrDenied
	case t.expired(known):
		return Account{}, ErrExpired
	case known.Decision == Undecided:
		return Account{}, ErrUndecided
	case !proves(known.Verifier):
		known.misses++
		return Account{}, ErrWrongVerifier
	}
	known.Decision = Exchanged
	return known.Account, nil
}

func (t *RequestTokens) expired(known *RequestToken) bool {
	return t.now().Sub(known.issued) >= requestTokenLife
}

// EqualTo returns a check for a verifier, in constant time.
func EqualTo(given string) func(verifier string) bool {
	return func(verifier string) bool { return subtle.ConstantTimeCompare([]byte(verifier), []byte(given)) == 1 }
}

// shaped returns a verifier: in the shape, 9 is a digit, a a lower-case hexadecimal digit, A an upper-case letter or digit,
// anything else is literal.
func shaped(shape string, random []byte) string {
	alphabets := map[byte]string{'9': "0123456789", 'a': "0123456789abcdef", 'A': "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}
	drawn := sha512.Sum512(random)
	verifier := []byte(shape)
	for i, kind := range verifier {
		if alphabet, ok := alphabets[kind]; ok {
			verifier[i] = alphabet[int(drawn[i%len(drawn)])%len(alphabet)]
		}
	}
	return string(verifier)
}
