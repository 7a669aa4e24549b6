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

	"countersign/flow/oauth1/reply"
	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// FormType is the content type of forms.
const FormType = "application/x-www-form-urlencoded"

// UserAgent is sent with every request that has none, because some services reject those.
const UserAgent = "countersign (OAuth 1.0a connection manager)"

// Request is a request to the provider's API.
type Request struct {
	Method      string
	URL         string // absolute, without oauth parameters
	Header      http.Header
	Body        []byte
	Token       string
	TokenSecret secret.Text
	Unsigned    bool           // send it as it is
	OtherOrigin bool           // its origin is not one of the provider's, so it must not get the secrets
	Limit       int64          // for the response body, in bytes
	Progress    func(Progress) // called while the response arrives; may be nil

	// Read interprets the response. It may change its exchange, which is reported afterwards. Send returns its error.
	// May be nil.
	Read func(*Response) error

	Nonce, Timestamp string  // empty: a random nonce, the current time
	OAuth            []Param // additional oauth parameters, such as oauth_verifier
}

// Response is the response to a request.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte
	Length    int64 // of the body as announced by the service; -1: unknown
	Truncated bool  // the body was longer than the request's limit
	Took      time.Duration
	Problem   string // oauth_problem, or what the description amounts to; empty if there is none
	Reply     reply.Reply
	Exchange  *Exchange

	client   *Client
	redactor *redactor // of the secrets in the request
}

// outgoing is a request to a token endpoint or to the API.
type outgoing struct {
	Request
	step      Step
	placement string // header (or ""), query or body
	hasRealm  bool   // if the dialect has one
}

func (c *Client) outgoing(r Request) outgoing {
	return outgoing{Request: r, step: StepRequest, placement: c.config.Dialect.Placement, hasRealm: c.config.Dialect.RealmOn != "token"}
}

// Sign signs a request as Send does, and does not send it.
func (c *Client) Sign(r Request) (*SignedRequest, error) { return sign(c, c.outgoing(r)) }

// Send signs and sends a request, and signs and sends it again if the response says how it would be accepted. A refusal
// is a response, not an error. The error is that of Read, an InterruptedError if the response is incomplete, or a
// StepError if there is none. what is the What of the StepError: "GET api.example.com failed".
func (c *Client) Send(ctx context.Context, what string, r Request) (*Response, error) {
	resp, err := c.do(ctx, what, c.outgoing(r))
	var interrupted *InterruptedError
	if errors.As(err, &interrupted) {
		return nil, interrupted
	}
	return resp, err
}

// do sends a request like Send. Its own errors are StepErrors.
func (c *Client) do(ctx context.Context, what string, out outgoing) (*Response, error) {
	for r := newRetries(c); ; {
		resp, again, err := c.attempt(ctx, what, &out, r)
		if !again {
			return resp, err
		}
	}
}

// attempt sends a request once. No other function reports exchanges. A redirect is a response like any other.
func (c *Client) attempt(ctx context.Context, what string, out *outgoing, r *retries) (resp *Response, again bool, err error) {
	secrets := secretsOf(c.config, out.Request)
	if c.options.Redact != nil {
		c.options.Redact(secrets...)
	}
	signed, err := sign(c, *out)
	if err == nil {
		err = signed.SendError
	}
	if err != nil {
		return nil, false, NoResponse(out.step, what, err)
	}
	req, err := signed.request(ctx)
	if err != nil {
		return nil, false, NoResponse(out.step, what, err)
	}
	x := signed.exchange()
	if c.options.Observer != nil {
		defer func() { c.options.Observer(ctx, *x) }()
	}
	watch := newStopwatch(c.options.Now)
	x.Started, x.ClockSkew = watch.started, c.Skew()
	resp, err = c.roundTrip(req, watch, *out, newRedactor(secrets))
	x.Took, x.Timings = c.options.Now().Sub(x.Started), watch.timings()
	if resp != nil {
		x.Status, x.ResponseHeader = resp.Status, resp.Header
		resp.Took, resp.Exchange = x.Took, x
	}
	if err != nil {
		x.Failure = text.Safe(err.Error(), MaxQuoted)
		return nil, false, NoResponse(out.step, what, err)
	}
	resp.parse(signed)
	x.RedirectedFrom = r.from
	x.ProviderBaseString, x.Problem, x.Advice = out.conceal(resp.Reply.BaseString), resp.Problem, resp.Reply.Advice
	if r.again(out, resp) {
		x.Failure, x.Retried = cmp.Or(resp.Reply.Message, StatusText(resp.Status)), true
		return nil, true, nil
	}
	if out.Read != nil {
		err = out.Read(resp)
	}
	return resp, false, err
}

// roundTrip sends a request and receives its response. If the response is incomplete, it returns what there is with an
// InterruptedError.
func (c *Client) roundTrip(req *http.Request, watch *stopwatch, out outgoing, redactor *redactor) (*Response, error) {
	client := http.Client{
		Transport:     c.options.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), watch.hooks())))
	if err != nil {
		return nil, masked(UnwrapURLError(err))
	}
	defer resp.Body.Close()
	watch.headerReceived()
	in := &Response{Status: resp.StatusCode, Header: resp.Header, Length: resp.ContentLength, client: c, redactor: redactor}
	body := io.Reader(resp.Body)
	if in.Status >= 300 {
		in.redactHeader()
		body = redactor.reader(body)
	}
	report := func(body []byte) {
		if out.Progress != nil {
			out.Progress(Progress{Status: in.Status, Header: in.Header, Length: in.Length, Body: body})
		}
	}
	report(nil)
	in.Body, in.Truncated, err = receive(body, in.Length, out.Limit, report)
	if err != nil {
		return in, &InterruptedError{in, err}
	}
	return in, nil
}

// maskedError is an error whose text contained secrets.
type maskedError struct {
	text string
	error
}

func (e maskedError) Error() string { return e.text }
func (e maskedError) Unwrap() error { return e.error }

// masked hides secrets in the text of an error: net/http quotes a reply that is not HTTP.
func masked(err error) error {
	if text := reply.Mask(err.Error()); text != err.Error() {
		return maskedError{text, err}
	}
	return err
}

// checkSafe returns an error if the request would expose secrets on the network.
func (c *Client) checkSafe(out outgoing) error {
	u, err := checkScheme(out.URL, c.options.AllowHTTP)
	switch {
	case err != nil:
		return err
	case c.config.Dialect.SignatureMethod != signature.PLAINTEXT || out.Unsigned:
		return nil
	case u.Scheme != "https" && !IsLoopback(u.Hostname()):
		return fmt.Errorf("%w and requires https (RFC 5849 section 3.4.4)", errPlaintext)
	case out.OtherOrigin:
		return fmt.Errorf("%w, and %s does not belong to the provider", errPlaintext, Host(out.URL))
	}
	return nil
}

var errPlaintext = errors.New("PLAINTEXT sends both secrets in clear text")

// checkScheme accepts https URLs, and http ones of this machine or if allowed: tokens must not be sent in clear text.
func checkScheme(uri string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return nil, errors.New("invalid URL")
	case u.Host == "":
		return nil, fmt.Errorf("not an absolute URL: %q", text.Safe(uri, 80))
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("not an https or http URL: %q", text.Safe(uri, 80))
	case u.Scheme == "http" && !IsLoopback(u.Hostname()) && !allowHTTP:
		return nil, fmt.Errorf("%w: %s", errPlainHTTP, u.Host)
	}
	return u, nil
}

var errPlainHTTP = errors.New("plain http would send tokens in clear text")

// IsLoopback reports whether a host name is this machine.
func IsLoopback(hostname string) bool {
	ip := net.ParseIP(hostname)
	return hostname == "localhost" || ip != nil && ip.IsLoopback()
}

// EncodeParams encodes parameters as a query or a form. It encodes as signatures do (RFC 5849 section 3.6), because
// some providers compare the raw text.
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

// WithQuery adds a query to a URL, which may have one already, and removes the fragment.
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

// SameOrigin reports whether two URLs have the same scheme, host and port; default ports may be omitted.
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
