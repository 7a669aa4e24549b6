package sandbox

import (
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"sync"
	"time"
)

// How long a request token serves, how long it is remembered so that a late one
// gets a true answer, and how many wrong verifiers close it: an out-of-band
// verifier is short and could be guessed otherwise.
const (
	requestTokenLife   = 10 * time.Minute
	requestTokenMemory = time.Hour
	maxWrongVerifiers  = 5
)

// Why a request token can't be answered or exchanged.
var (
	errTokenUnknown  = errors.New("request token unknown")
	errTokenExpired  = errors.New("request token expired")
	errTokenAnswered = errors.New("request token answered already")
	errTokenUsed     = errors.New("request token exchanged already")
	errTokenClosed   = errors.New("request token closed after wrong verifiers")
	errNotAnswered   = errors.New("request token not answered yet")
	errRefused       = errors.New("access refused by the person")
	errVerifier      = errors.New("verifier does not match")
)

// requestToken is one dance under way (RFC 5849 section 2.1, "temporary
// credentials").
type requestToken struct {
	token, secret string
	callback      *callback // nil: out-of-band; a service may hear of it on the authorize link
	verifier      string    // made with the token, shown only after consent
	issued        time.Time
	answer        answer
	account       account // with allowed
	misses        int
}

type answer int

const (
	unanswered answer = iota
	allowed
	refused
	exchanged
)

// requestTokens live in memory: a dance does not go on after a restart.
type requestTokens struct {
	now   func() time.Time
	fresh func(int) ([]byte, error)
	shape string // of a verifier that is shown to a person

	mu  sync.Mutex
	all map[string]*requestToken
}

func newRequestTokens(now func() time.Time, fresh func(int) ([]byte, error)) *requestTokens {
	return &requestTokens{now: now, fresh: fresh, all: map[string]*requestToken{}}
}

// issue makes a request token and forgets those long past.
func (t *requestTokens) issue(c *callback) (requestToken, error) {
	random, err := t.fresh(16 + 16 + 8)
	if err != nil {
		return requestToken{}, err
	}
	issued := requestToken{
		token:    hex.EncodeToString(random[:16]),
		secret:   hex.EncodeToString(random[16:32]),
		verifier: hex.EncodeToString(random[32:]),
		callback: c,
		issued:   t.now(),
	}
	if c == nil {
		issued.verifier = shaped(t.shape, random[32:])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for token, old := range t.all {
		if issued.issued.Sub(old.issued) > requestTokenMemory {
			delete(t.all, token)
		}
	}
	kept := issued
	t.all[issued.token] = &kept
	return issued, nil
}

// find gives what is known of a request token, whatever became of it.
func (t *requestTokens) find(token string) (requestToken, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known := t.all[token]; known != nil {
		return *known, true
	}
	return requestToken{}, false
}

// open finds a request token that still waits for the person's answer.
func (t *requestTokens) open(token string) (requestToken, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, err := t.waiting(token)
	if err != nil {
		return requestToken{}, err
	}
	return *known, nil
}

// decide takes the person's answer, which can be given once, and where the
// browser goes with it.
func (t *requestTokens) decide(token string, a answer, who account, c *callback) (requestToken, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, err := t.waiting(token)
	if err != nil {
		return requestToken{}, err
	}
	known.answer, known.account, known.callback = a, who, c
	return *known, nil
}

// waiting is called with the lock held.
func (t *requestTokens) waiting(token string) (*requestToken, error) {
	known := t.all[token]
	switch {
	case known == nil:
		return nil, errTokenUnknown
	case known.answer != unanswered:
		return nil, errTokenAnswered
	case t.expired(known):
		return nil, errTokenExpired
	}
	return known, nil
}

// exchange uses a request token up; of several that try, one succeeds. proves
// judges the verifier that belongs to it.
func (t *requestTokens) exchange(token string, proves func(verifier string) bool) (account, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known := t.all[token]
	switch {
	case known == nil:
		return account{}, errTokenUnknown
	case known.answer == exchanged:
		return account{}, errTokenUsed
	case known.misses >= maxWrongVerifiers:
		return account{}, errTokenClosed
	case known.answer == refused:
		return account{}, errRefused
	case t.expired(known):
		return account{}, errTokenExpired
	case known.answer == unanswered:
		return account{}, errNotAnswered
	case !proves(known.verifier):
		known.misses++
		return account{}, errVerifier
	}
	known.answer = exchanged
	return known.account, nil
}

func (t *requestTokens) expired(known *requestToken) bool {
	return t.now().Sub(known.issued) >= requestTokenLife
}

// sameAs judges a verifier by the one that came.
func sameAs(given string) func(verifier string) bool {
	return func(verifier string) bool { return subtle.ConstantTimeCompare([]byte(verifier), []byte(given)) == 1 }
}

// shaped makes a verifier of the shape that Verifier.Shape describes.
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
