package oauth1

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// FormType is the content type of forms.
const FormType = "application/x-www-form-urlencoded"

// UserAgent goes out on every request; some services refuse one without.
const UserAgent = "countersign (OAuth 1.0a connection manager)"

// Request is a request of the provider's API.
type Request struct {
	Method      string
	URL         string // as it goes over the wire, without oauth parameters
	Header      http.Header
	Body        []byte
	Token       string
	TokenSecret secret.Text
	Unsigned    bool           // it goes out as it is
	OtherOrigin bool           // it goes to an origin that belongs to nobody whom the secrets are for
	Limit       int64          // of the response's body, in bytes
	Progress    func(Progress) // is told what has come of the response while it comes; nil: nobody is

	// Read says what the response comes to, before its exchange is reported: it may write into that. nil: it is what it is.
	Read func(*Response) error

	// What Sign needs beyond a request that is to be sent.
	Nonce, Timestamp string  // empty: a random one, the time now
	OAuth            []Param // oauth parameters beyond the usual ones
}

func (c *Client) outgoing(r Request) outgoing {
	return outgoing{
		step: StepRequest, method: r.Method, url: r.URL, header: r.Header, body: r.Body, token: r.Token, secret: r.TokenSecret,
		placement: c.config.Dialect.Placement, hasRealm: c.config.hasRealm() && c.config.Dialect.RealmOn != "token",
		limit: r.Limit, progress: r.Progress, unsigned: r.Unsigned, otherOrigin: r.OtherOrigin,
		nonce: r.Nonce, timestamp: r.Timestamp, oauth: r.OAuth,
	}
}

// Response is what came back.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte
	Length    int64 // of the body, as the service announced it; -1: it did not
	Truncated bool  // the body was longer than the request's limit
	Took      time.Duration
	Problem   string // oauth_problem; empty where the provider names none
	Exchange  *Exchange

	in     *incoming
	client *Client
}

// Refusal is the error of a response that does not give what was asked for, why in our words.
func (r *Response) Refusal(step Step, doing string, why error) *StepError {
	return newRefusal(r.client, step, doing, r.in, why)
}

// Send signs a request and sends it, and again, signed afresh, where the response says how it would be accepted. The error
// is a Cut when the response ended early, and a StepError when there is none; a refusal is a response.
func (c *Client) Send(ctx context.Context, doing string, r Request) (*Response, error) {
	var resp *Response
	var failed error // of Read
	_, err := c.do(ctx, c.outgoing(r), func(in *incoming, p problem) error {
		resp = c.response(in)
		resp.Problem = p.name
		if r.Read != nil {
			failed = r.Read(resp)
		}
		return failed
	})
	var cut *cutOff
	switch {
	case errors.As(err, &cut):
		return nil, &InterruptedError{Response: c.response(cut.in), Err: cut.cause}
	case failed == nil && err != nil:
		return nil, NoResponse(StepRequest, doing, err)
	}
	return resp, err
}

func (c *Client) response(in *incoming) *Response {
	return &Response{
		Status: in.status, Header: in.header, Body: in.body, Length: in.length, Truncated: in.truncated, Took: in.exchange.Took,
		Exchange: in.exchange, in: in, client: c,
	}
}

// Sign signs a request by the steps that Send takes.
func (c *Client) Sign(r Request) (*SignedRequest, error) {
	if r.Unsigned {
		return nil, errors.New("it is not to be signed")
	}
	s, err := c.signer().sign(c.outgoing(r))
	if err != nil {
		return nil, err
	}
	return &SignedRequest{
		WireRequest: s.sent, Request: r, Method: s.method, SignedURL: s.signs, Base: s.base, OAuth: s.oauth, Realm: s.out.realm, Keys: s.keys,
		SendError: c.checkSafe(s.out), out: s.out,
	}, nil
}

// outgoing is one request that is to be signed: of a token endpoint or of the API.
type outgoing struct {
	step        Step
	method      string
	url         string // as it goes over the wire, without oauth parameters
	header      http.Header
	body        []byte
	token       string
	secret      secret.Text    // the token's
	oauth       []Param        // beyond the usual ones: oauth_callback, oauth_verifier
	placement   string         // header, query or body
	hasRealm    bool           // as the dialect has it
	realm       string         // set when it is signed
	limit       int64          // of the response's body, in bytes
	progress    func(Progress) // may be nil
	unsigned    bool           // the token goes out some other way
	otherOrigin bool           // to an origin that the config names nowhere

	nonce, timestamp string // to sign again what was signed before; empty: a random one, the time now
}

// incoming is its response.
type incoming struct {
	status    int
	header    http.Header
	body      []byte
	length    int64 // as the service announced it; -1: it did not
	truncated bool
	exchange  *Exchange
	redactor  *redactor // of what the request was signed with; nil: there is nothing to hide
}

// do sends a request, and sends it again, signed afresh, where the response itself says how it would be accepted. read says
// what the last response comes to, before its exchange is reported; an error of its own is the error of do.
func (c *Client) do(ctx context.Context, out outgoing, read func(*incoming, problem) error) (*incoming, error) {
	r := newRetries(c)
	for {
		in, again, err := c.attempt(ctx, &out, r, read)
		if !again {
			return in, err
		}
	}
}

// attempt sends a request once. This is the only place that reports exchanges. A redirect is a response like any other. The
// error is of the kind "no response came", a cutOff, or that of read.
func (c *Client) attempt(ctx context.Context, out *outgoing, r *retries, read func(*incoming, problem) error) (in *incoming, again bool, err error) {
	if err := c.checkSafe(*out); err != nil {
		return nil, false, err
	}
	if c.options.Redact != nil {
		c.options.Redact(secretsOf(c.config, *out)...)
	}
	signed, err := c.signer().sign(*out)
	if err != nil {
		return nil, false, err
	}
	req, err := signed.request(ctx)
	if err != nil {
		return nil, false, err
	}
	x := signed.exchange
	if c.options.Observer != nil {
		defer func() { c.options.Observer(ctx, *x) }()
	}
	watch := newStopwatch(c.options.Now)
	x.Started, x.ClockSkew = watch.started, c.Skew()
	in, err = c.roundTrip(req, watch, *out, newRedactor(secretsOf(c.config, *out)))
	x.Took, x.Timings = c.options.Now().Sub(x.Started), watch.times()
	if in != nil {
		x.Status, x.ResponseHeader = in.status, in.header
		in.exchange = x
	}
	if err != nil {
		x.Failure = text.Safe(err.Error(), MaxQuoted)
		return in, false, err
	}
	p := in.problem()
	x.ProviderBaseString, x.Problem, x.Advice = out.conceal(p.base), p.name, p.advice
	if r.again(out, in, p) {
		x.Failure, x.Retried = cmp.Or(p.said(), StatusText(in.status)), true
		return in, true, nil
	}
	return in, false, read(in, p)
}

// roundTrip sends a request and receives its response, of which out says how much is wanted and who is told meanwhile. With
// a cutOff, what had come is there too.
func (c *Client) roundTrip(req *http.Request, watch *stopwatch, out outgoing, redactor *redactor) (*incoming, error) {
	client := http.Client{
		Transport:     c.options.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), watch.hooks())))
	if err != nil {
		return nil, UnwrapURLError(err)
	}
	defer resp.Body.Close()
	watch.answered()
	in := &incoming{status: resp.StatusCode, header: resp.Header, length: resp.ContentLength, redactor: redactor}
	body := io.Reader(resp.Body)
	if in.status >= 300 {
		in.concealHeader()
		body = redactor.reader(body)
	}
	tell := func(body []byte) {
		if out.progress != nil {
			out.progress(Progress{Status: in.status, Header: in.header, Length: in.length, Body: body})
		}
	}
	tell(nil)
	in.body, in.truncated, err = receive(body, in.length, out.limit, tell)
	if err != nil {
		return in, &cutOff{in, err}
	}
	return in, nil
}

// checkSafe keeps secrets from travelling in clear.
func (c *Client) checkSafe(out outgoing) error {
	if err := checkScheme(out.url, c.options.AllowHTTP); err != nil {
		return err
	}
	if c.config.Dialect.SignatureMethod != signature.PLAINTEXT || out.unsigned {
		return nil
	}
	secure := strings.HasPrefix(strings.ToLower(out.url), "https:") || IsLoopback(hostname(out.url))
	switch {
	case !secure:
		return fmt.Errorf("%w and needs https (RFC 5849 section 3.4.4)", errPlaintext)
	case out.otherOrigin:
		return fmt.Errorf("%w, and the connector does not know %s", errPlaintext, Host(out.url))
	}
	return nil
}

var errPlaintext = errors.New("PLAINTEXT sends both secrets in clear")

// checkScheme keeps signed requests, whose answers hold secrets, off plain http, but for this machine itself.
func checkScheme(uri string, allowHTTP bool) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return errors.New("the address cannot be read as a URL")
	case u.Host == "":
		return fmt.Errorf("%q is no whole URL (https://…)", text.Safe(uri, 80))
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return fmt.Errorf("%q is neither https nor http", text.Safe(u.Scheme, 20))
	case IsLoopback(u.Hostname()), allowHTTP:
		return nil
	}
	return fmt.Errorf("%s is plain http, over which tokens travel in clear: %w", u.Host, errPlainHTTP)
}

var errPlainHTTP = errors.New("refused; write https, or set COUNTERSIGN_ALLOW_HTTP=1 for a network that you trust")

// IsLoopback reports whether a host is this machine.
func IsLoopback(hostname string) bool {
	ip := net.ParseIP(hostname)
	return hostname == "localhost" || ip != nil && ip.IsLoopback()
}

// EncodeParams writes parameters as a query or a form, percent-encoded as RFC 5849 section 3.6 has it: a signature computed over
// one spelling and a request sent in another is the commonest way to be refused.
func EncodeParams(list []Param) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(signature.Encode(p.Name))
		b.WriteByte('=')
		b.WriteString(signature.Encode(p.Value))
	}
	return b.String()
}

// WithQuery adds to a URL that may have a query already, and keeps its fragment off the wire.
func WithQuery(uri, query string) string {
	uri, _, _ = strings.Cut(uri, "#")
	switch {
	case query == "":
		return uri
	case !strings.Contains(uri, "?"):
		return uri + "?" + query
	case strings.HasSuffix(uri, "?"), strings.HasSuffix(uri, "&"):
		return uri + query
	}
	return uri + "&" + query
}

func hostname(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// SameOrigin compares scheme, host and port, the ports that go without saying included.
func SameOrigin(a, b string) bool {
	origin := func(uri string) string {
		u, err := url.Parse(uri)
		if err != nil {
			return ""
		}
		port := u.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
		}
		return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
	}
	return origin(a) != "" && origin(a) == origin(b)
}
