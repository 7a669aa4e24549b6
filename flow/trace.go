package flow

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"countersign/flow/signature"
)

// traceLength is how many exchanges are remembered.
const traceLength = 100

// Exchange is one signed request and its answer, as far as they may be shown: a PLAINTEXT signature, the verifier, the
// session handle and the credentials in a token reply are masked.
type Exchange struct {
	Step            Step
	Method          string
	URL             string // as it went over the wire
	SignatureMethod string
	Placement       string // where the oauth parameters went: header, query or body
	BaseURI         string // base string URI, RFC 5849 section 3.4.1.2
	Parameters      []Pair // decoded, in the order of the base string
	BaseString      string // section 3.4.1.1
	Signature       string
	Key             string      // what it was signed with: dots for the secrets of the HMAC methods, the kind of key for RSA
	Authorization   string      // the header's value; empty when the parameters went elsewhere
	RequestHeader   http.Header // without Authorization
	RequestBody     []byte

	Started        time.Time
	ClockSkew      time.Duration // what was added to this machine's clock for the timestamp
	Took           time.Duration
	Times          Times // what it took so long with
	Status         int   // 0 when no answer came
	ResponseHeader http.Header
	Reply          []Pair // the fields of a token reply, masked
	ProviderBase   string // the provider's own base string, when it sent one
	Problem        string // oauth_problem, as the provider named it
	Advice         string // oauth_problem_advice
	Said           string // a refusal in words, where the provider names no problem
	Failure        string // why no answer came, or why it was refused

	call *sentCall // of a call: what it was made of
}

// sentCall is a call as it was asked for.
type sentCall struct {
	conn    *Connection
	request Request
}

// Traffic remembers the latest exchanges of this run.
type Traffic struct {
	mu   sync.Mutex
	kept []Exchange
	told func(Exchange) // of each, as it is added; nil: nobody wants to know
}

func (t *Traffic) add(e Exchange) {
	if t.told != nil {
		t.told(e)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.kept) == traceLength {
		t.kept = slices.Delete(t.kept, 0, 1)
	}
	t.kept = append(t.kept, e)
}

// List gives what was said on the wire since the start, the newest last, the secrets masked. It is bounded.
func (t *Traffic) List() []Exchange {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.kept)
}

// maskedParams hides what would let a reader act for the person: the signature of PLAINTEXT is both secrets in clear, a
// verifier may still be unused, a session handle gives new tokens.
func maskedParams(params []signature.Param, method signature.Method) []signature.Param {
	out := slices.Clone(params)
	for i, p := range out {
		switch {
		case concealed(p.Name),
			p.Name == "oauth_signature" && method == signature.PLAINTEXT:
			out[i].Value = dots
		}
	}
	return out
}

func concealed(name string) bool { return name == "oauth_verifier" || name == sessionHandle }

// conceal hides the same in a base string, ours or the provider's, where a value stands encoded twice: once as a value,
// once as part of the whole.
func (o outgoing) conceal(base string) string {
	for _, p := range o.oauth {
		if concealed(p.Name) && p.Value != "" {
			base = strings.ReplaceAll(base, signature.Encode(signature.Encode(p.Value)), dots)
		}
	}
	return base
}

// maskedHeader hides what makeApiClient may put into headers: API keys, and the token itself where a service takes it so.
func maskedHeader(h http.Header) http.Header {
	out := h.Clone()
	for name := range out {
		if secretName(name) || strings.EqualFold(name, "Authorization") || strings.EqualFold(name, "Cookie") {
			out[name] = []string{dots}
		}
	}
	return out
}

// pairs turns the signature package's parameters into the ones that front ends know.
func pairs(params []signature.Param) []Pair {
	out := make([]Pair, len(params))
	for i, p := range params {
		out[i] = Pair{Name: p.Name, Value: p.Value}
	}
	return out
}
