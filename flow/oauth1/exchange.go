package oauth1

import (
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

// Exchange is one request and its response as plain data that may be displayed and saved, without the response's body.
// A PLAINTEXT signature, the verifier, the session handle and the credentials in a token response are masked.
type Exchange struct {
	Step            Step
	Method          string
	URL             string // as sent
	SignatureMethod string
	Placement       string  // of the oauth parameters: header, query or body
	BaseURI         string  // base string URI, RFC 5849 section 3.4.1.2
	Parameters      []Param // decoded, in the order of the base string
	BaseString      string  // section 3.4.1.1
	Signature       string
	Key             string      // the signing key: dots for the secrets, or the kind of RSA key
	Authorization   string      // the header's value; empty if the parameters are elsewhere
	RequestHeader   http.Header // without Authorization
	RequestBody     []byte      // its first MaxRecordedBody bytes
	RequestSize     int         // of the whole body, in bytes

	Started            time.Time
	ClockSkew          time.Duration // added to this machine's clock for the timestamp
	Took               time.Duration
	Timings            Timings
	Status             int // 0 if there is no response
	ResponseHeader     http.Header
	TokenFields        []Param // the fields of a token response, masked
	ProviderBaseString string  // the base string in the provider's refusal
	Problem            string  // oauth_problem
	Advice             string  // oauth_problem_advice
	ProviderMessage    string  // the text of a refusal without oauth_problem
	Failure            string  // why there is no response, or why it is a refusal
	RedirectedFrom     string  // the URL that was requested first; empty without a redirect
	Retried            bool    // the request was sent again because of the response
}

// MaxRecordedBody is how much of a request body an exchange contains, in bytes.
const MaxRecordedBody = 64 << 10

// DescribeKey says what the two parts of Key are; "" for RSA keys.
func (x *Exchange) DescribeKey() string {
	consumer, token, both := strings.Cut(x.Key, "&")
	if !both {
		return ""
	}
	first, second := "consumer secret", "token secret"
	if consumer == "" {
		first = "empty (no consumer secret)"
	}
	if token == "" {
		second = "empty (no token)"
		if slices.ContainsFunc(x.Parameters, func(p Param) bool { return p.Name == "oauth_token" && p.Value != "" }) {
			second = "empty (no token secret)"
		}
	}
	return first + " & " + second
}

// HostAndPath returns the host and the path of the request.
func (x *Exchange) HostAndPath() string {
	u, err := url.Parse(x.URL)
	if err != nil {
		return Host(x.URL)
	}
	return text.Safe(u.Host+u.EscapedPath(), 300)
}

// maskParams masks what would let a reader act for the user: a PLAINTEXT signature, which is both secrets, a verifier,
// which may be unused, and a session handle, which gives new tokens.
func maskParams(params []Param, method signature.Method) []Param {
	out := slices.Clone(params)
	for i, p := range out {
		if IsSecretParam(p.Name) || p.Name == "oauth_signature" && method == signature.PLAINTEXT {
			out[i].Value = secret.Dots
		}
	}
	return out
}

// IsSecretParam reports whether a signed parameter lets a reader act for the user.
func IsSecretParam(name string) bool { return name == "oauth_verifier" || name == SessionHandle }

// conceal masks the same in a base string, where values are encoded twice.
func (o outgoing) conceal(base string) string {
	for _, p := range o.OAuth {
		if IsSecretParam(p.Name) && p.Value != "" {
			base = strings.ReplaceAll(base, signature.Encode(signature.Encode(p.Value)), secret.Dots)
		}
	}
	return base
}

// MaskedHeader masks keys in a header, and tokens of services that expect them there.
func MaskedHeader(h http.Header) http.Header {
	out := h.Clone()
	for name := range out {
		if IsSecretName(name) || strings.EqualFold(name, "Authorization") || strings.EqualFold(name, "Cookie") {
			out[name] = []string{secret.Dots}
		}
	}
	return out
}

// Timings are the durations of the phases of an exchange, in order. A phase that did not happen took no time.
type Timings struct {
	Reused    bool // reused connection: no DNS lookup, TCP connect or TLS handshake
	DNS       time.Duration
	Connect   time.Duration
	TLS       time.Duration
	FirstByte time.Duration // from the connection to the first byte of the response
	Body      time.Duration // from there to the last byte
}

// Phase is a phase of an exchange.
type Phase struct {
	Name string
	Took time.Duration
}

// Phases returns the phases in order.
func (t Timings) Phases() []Phase {
	return []Phase{{"DNS", t.DNS}, {"connect", t.Connect}, {"TLS", t.TLS}, {"first byte", t.FirstByte}, {"body", t.Body}}
}

// stopwatch measures the phases of an exchange. net/http calls its hooks from several goroutines, and may do so after
// the exchange: a connection that was opened too late is kept for the next request.
type stopwatch struct {
	now     func() time.Time
	started time.Time

	mu                   sync.Mutex
	reused               bool
	dns, connect, tls    span
	connected, firstByte time.Time
}

type span struct{ from, to time.Time }

func (s *span) begin(now time.Time) {
	if s.from.IsZero() {
		s.from = now
	}
}

func (s *span) finish(now time.Time) {
	if s.to.IsZero() {
		s.to = now
	}
}

// took returns how long it took, until now if it has not finished.
func (s span) took(now time.Time) time.Duration {
	if s.from.IsZero() {
		return 0
	}
	s.finish(now)
	return s.to.Sub(s.from)
}

func newStopwatch(now func() time.Time) *stopwatch { return &stopwatch{now: now, started: now()} }

func (w *stopwatch) hooks() *httptrace.ClientTrace {
	at := func(record func(now time.Time)) {
		w.mu.Lock()
		defer w.mu.Unlock()
		record(w.now())
	}
	return &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { at(w.dns.begin) },
		DNSDone:      func(httptrace.DNSDoneInfo) { at(w.dns.finish) },
		ConnectStart: func(_, _ string) { at(w.connect.begin) },
		ConnectDone: func(_, _ string, err error) { // for each address; the first that is reached counts
			if err == nil {
				at(w.connect.finish)
			}
		},
		TLSHandshakeStart: func() { at(w.tls.begin) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { at(w.tls.finish) },
		GotConn: func(info httptrace.GotConnInfo) { // again if the first connection was closed by the server
			at(func(now time.Time) { w.reused, w.connected = info.Reused, now })
		},
		GotFirstResponseByte: func() { at(func(now time.Time) { w.firstByte = now }) },
	}
}

// headerReceived sets the times that a transport without hooks does not set.
func (w *stopwatch) headerReceived() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.connected.IsZero() {
		w.connected = w.started
	}
	if w.firstByte.IsZero() {
		w.firstByte = w.now()
	}
}

// timings returns the phases of an exchange that is complete.
func (w *stopwatch) timings() Timings {
	w.mu.Lock()
	defer w.mu.Unlock()
	end := w.now()
	t := Timings{
		Reused: w.reused, FirstByte: span{w.connected, w.firstByte}.took(end), Body: span{from: w.firstByte}.took(end),
	}
	if !t.Reused { // else these belong to a connection that was opened too late
		t.DNS, t.Connect, t.TLS = w.dns.took(end), w.connect.took(end), w.tls.took(end)
	}
	return t
}
