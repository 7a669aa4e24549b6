package oauth1

import (
	"bytes"
	"crypto/tls"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// Exchange is one request and its response, as far as they may be shown and kept: plain data without the response's body. A
// PLAINTEXT signature, the verifier, the session handle and the credentials in a token reply are masked.
type Exchange struct {
	Step            Step
	Method          string
	URL             string // as it went over the wire
	SignatureMethod string
	Placement       string  // where the oauth parameters went: header, query or body
	BaseURI         string  // base string URI, RFC 5849 section 3.4.1.2
	Parameters      []Param // decoded, in the order of the base string
	BaseString      string  // section 3.4.1.1
	Signature       string
	Key             string      // what it was signed with: dots for the secrets of the HMAC methods, the kind of key for RSA
	Authorization   string      // the header's value; empty when the parameters went elsewhere
	RequestHeader   http.Header // without Authorization
	RequestBody     []byte      // at most BodyKept bytes of it
	RequestSize     int         // of the whole body, in bytes

	Started            time.Time
	ClockSkew          time.Duration // what was added to this machine's clock for the timestamp
	Took               time.Duration
	Timings            Timings // what it took so long with
	Status             int     // 0 when no response came
	ResponseHeader     http.Header
	TokenFields        []Param // the fields of a token reply, masked
	ProviderBaseString string  // the provider's own base string, when it sent one
	Problem            string  // oauth_problem, as the provider named it
	Advice             string  // oauth_problem_advice
	ProviderMessage    string  // a refusal in words, where the provider names no problem
	Failure            string  // why no response came, or why it was refused
	Retried            bool    // the response asked for another request, which followed
}

// BodyKept is how much of a request's body an exchange holds, in bytes.
const MaxRecordedBody = 64 << 10

// setBody keeps the beginning of a body, and not the room that the whole of it is in.
func (x *Exchange) setBody(body []byte) {
	x.RequestSize = len(body)
	x.RequestBody = bytes.Clone(body[:min(len(body), MaxRecordedBody)])
}

// KeyWords say what the parts of Key are.
func (x *Exchange) DescribeKey() string {
	consumer, token, both := strings.Cut(x.Key, "&")
	if !both {
		return ""
	}
	words := "consumer secret & token secret"
	hasToken := slices.ContainsFunc(x.Parameters, func(p Param) bool { return p.Name == "oauth_token" && p.Value != "" })
	switch {
	case token == "" && !hasToken && x.Step == StepRequestToken:
		words = "consumer secret & (nothing: there is no token yet)"
	case token == "" && !hasToken:
		words = "consumer secret & (nothing: there is no token)"
	case token == "":
		words = "consumer secret & (nothing: the token's secret is empty)"
	}
	if consumer == "" {
		words = strings.Replace(words, "consumer secret", "(nothing: the consumer secret is empty)", 1)
	}
	return words
}

// Place is where an exchange went, without its query: host and path.
func (x *Exchange) HostAndPath() string {
	u, err := url.Parse(x.URL)
	if err != nil {
		return Host(x.URL)
	}
	return text.Safe(u.Host+u.EscapedPath(), 300)
}

// maskedParams hides what would let a reader act for the person: the signature of PLAINTEXT is both secrets in clear, a
// verifier may still be unused, a session handle gives new tokens.
func maskedParams(params []Param, method signature.Method) []Param {
	out := slices.Clone(params)
	for i, p := range out {
		switch {
		case IsSecretParam(p.Name),
			p.Name == "oauth_signature" && method == signature.PLAINTEXT:
			out[i].Value = secret.Dots
		}
	}
	return out
}

// Concealed reports whether a parameter lets a reader act for the person.
func IsSecretParam(name string) bool { return name == "oauth_verifier" || name == SessionHandle }

// conceal hides the same in a base string, ours or the provider's, where a value stands encoded twice: once as a value,
// once as part of the whole.
func (o outgoing) conceal(base string) string {
	for _, p := range o.oauth {
		if IsSecretParam(p.Name) && p.Value != "" {
			base = strings.ReplaceAll(base, signature.Encode(signature.Encode(p.Value)), secret.Dots)
		}
	}
	return base
}

// MaskedHeader hides the keys that a header may hold, and the token itself where a service takes it so.
func MaskedHeader(h http.Header) http.Header {
	out := h.Clone()
	for name := range out {
		if IsSecretName(name) || strings.EqualFold(name, "Authorization") || strings.EqualFold(name, "Cookie") {
			out[name] = []string{secret.Dots}
		}
	}
	return out
}

// Times are how long the parts of an exchange took, one after the other. What did not happen took no time.
type Timings struct {
	Reused    bool // the connection stood already, so that there was no looking up, connecting or TLS
	DNS       time.Duration
	Connect   time.Duration
	TLS       time.Duration
	FirstByte time.Duration // from the connection on until the answer began
	Body      time.Duration // from there on until its body was whole
}

// stopwatch takes the times of one exchange. net/http calls it from several goroutines, and may do so after the exchange is
// over: a connection that came too late is kept for the next one.
type stopwatch struct {
	now     func() time.Time
	started time.Time

	mu                sync.Mutex
	reused            bool
	dns, connect, tls span
	connected, answer time.Time
}

// span is a part of an exchange.
type span struct{ from, to time.Time }

func (s *span) begin(now time.Time) {
	if s.from.IsZero() {
		*s = span{from: now}
	}
}

// took is how long it took, or how long it had been going on at the end.
func (s span) took(end time.Time) time.Duration {
	switch {
	case s.from.IsZero():
		return 0
	case s.to.IsZero():
		return end.Sub(s.from)
	}
	return s.to.Sub(s.from)
}

func newStopwatch(now func() time.Time) *stopwatch { return &stopwatch{now: now, started: now()} }

// hooks are what net/http calls.
func (w *stopwatch) hooks() *httptrace.ClientTrace {
	at := func(note func(now time.Time)) {
		w.mu.Lock()
		defer w.mu.Unlock()
		note(w.now())
	}
	return &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { at(w.dns.begin) },
		DNSDone:      func(httptrace.DNSDoneInfo) { at(func(now time.Time) { w.dns.to = now }) },
		ConnectStart: func(_, _ string) { at(w.connect.begin) },
		ConnectDone: func(_, _ string, err error) { // of several addresses, the first that answers
			at(func(now time.Time) {
				if err == nil && w.connect.to.IsZero() {
					w.connect.to = now
				}
			})
		},
		TLSHandshakeStart: func() { at(w.tls.begin) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { at(func(now time.Time) { w.tls.to = now }) },
		GotConn: func(info httptrace.GotConnInfo) { // a second time where the first had been closed by the other side
			at(func(now time.Time) { w.reused, w.connected = info.Reused, now })
		},
		GotFirstResponseByte: func() { at(func(now time.Time) { w.answer = now }) },
	}
}

// answered notes that the answer began, for a transport that calls no hooks.
func (w *stopwatch) answered() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.connected.IsZero() {
		w.connected = w.started
	}
	if w.answer.IsZero() {
		w.answer = w.now()
	}
}

// times are the parts of an exchange that is over.
func (w *stopwatch) times() Timings {
	w.mu.Lock()
	defer w.mu.Unlock()
	end := w.now()
	t := Timings{
		Reused: w.reused, FirstByte: span{w.connected, w.answer}.took(end), Body: span{from: w.answer}.took(end),
	}
	if !t.Reused { // else these belong to a connection that came too late
		t.DNS, t.Connect, t.TLS = w.dns.took(end), w.connect.took(end), w.tls.took(end)
	}
	return t
}

// Part is one of an exchange's times, by its name.
type Phase struct {
	Name string
	Took time.Duration
}

// Parts are the times in their order.
func (t Timings) Phases() []Phase {
	return []Phase{{"DNS", t.DNS}, {"connect", t.Connect}, {"TLS", t.TLS}, {"first byte", t.FirstByte}, {"body", t.Body}}
}
