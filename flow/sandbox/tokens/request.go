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

// How long a request token serves, how long it is remembered so that a late one
// gets a true answer, and how many wrong verifiers close it: an out-of-band
// verifier is short and could be guessed otherwise.
const (
	requestTokenLife   = 10 * time.Minute
	requestTokenMemory = time.Hour
	MaxWrongVerifiers  = 5
)

// Why a request token can't be answered or exchanged.
var (
	ErrUnknown          = errors.New("request token unknown")
	ErrExpired          = errors.New("request token expired")
	ErrAlreadyDecided   = errors.New("request token answered already")
	ErrAlreadyExchanged = errors.New("request token exchanged already")
	ErrTooManyAttempts  = errors.New("request token closed after wrong verifiers")
	ErrUndecided        = errors.New("request token not answered yet")
	ErrDenied           = errors.New("access refused by the person")
	ErrWrongVerifier    = errors.New("verifier does not match")
)

// Request is one dance under way (RFC 5849 section 2.1, "temporary
// credentials").
type RequestToken struct {
	Token, Secret string
	Callback      *url.URL // nil: out-of-band; a service may hear of it on the authorize link
	Verifier      string   // made with the token, shown only after consent
	Decision      Decision
	Account       Account // with Allowed

	issued time.Time
	misses int
}

// Answer is what became of a request token.
type Decision int

// What became of it.
const (
	Undecided Decision = iota
	Allowed
	Denied
	Exchanged
)

// Requests are request tokens under way. They live in memory: a dance does not go on after a restart.
type RequestTokens struct {
	now   func() time.Time
	fresh func(int) ([]byte, error)
	shape string // of a verifier that is shown to a person

	mu  sync.Mutex
	all map[string]*RequestToken
}

// NewRequests is an empty memory. fresh gives random bytes, and shape is that of a verifier that a person types.
func NewRequestTokens(now func() time.Time, fresh func(int) ([]byte, error), shape string) *RequestTokens {
	return &RequestTokens{now: now, fresh: fresh, shape: shape, all: map[string]*RequestToken{}}
}

// Issue makes a request token and forgets those long past.
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

// Find gives what is known of a request token, whatever became of it.
func (t *RequestTokens) Find(token string) (RequestToken, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.all[token]; known != nil {
		return *known, true
	}
	return RequestToken{}, false
}

// Open finds a request token that still waits for the person's answer.
func (t *RequestTokens) Open(token string) (RequestToken, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, err := t.waiting(token)
	if err != nil {
		return RequestToken{}, err
	}
	return *known, nil
}

// Decide takes the person's answer, which can be given once, and where the
// browser goes with it.
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

// waiting is called with the lock held.
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

// Exchange uses a request token up; of several that try, one succeeds. proves
// judges the verifier that belongs to it.
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

// SameAs judges a verifier by the one that came.
func EqualTo(given string) func(verifier string) bool {
	return func(verifier string) bool { return subtle.ConstantTimeCompare([]byte(verifier), []byte(given)) == 1 }
}

// shaped makes a verifier: in the shape 9 is a digit, a a lower-case hexadecimal digit, A an upper-case letter or
// digit, and the rest stands for itself.
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
