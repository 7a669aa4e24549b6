package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"

	"countersign/flow/signature"
	"countersign/internal/text"
)

const formType = "application/x-www-form-urlencoded"

// userAgent goes out on every request; some services refuse one without.
const userAgent = "countersign (OAuth 1.0a connection manager)"

// outgoing is one request that is to be signed: a token step or a call of the API.
type outgoing struct {
	step      Step
	method    string
	url       string // as it goes over the wire, without oauth parameters
	header    http.Header
	body      []byte
	token     string
	secret    Secret            // the token's
	oauth     []signature.Param // beyond the usual ones: oauth_callback, oauth_verifier
	placement string            // header, query or body
	hasRealm  bool              // as the dialect has it
	realm     string            // set when it is signed
	limit     int64             // of the answer's body, in bytes
	progress  func(Arrival)     // may be nil
	unsigned  bool              // the token goes out some other way (dialect signApi: false)
	foreign   bool              // to an origin that the connector names nowhere
	call      *sentCall         // nil: a token step

	nonce, timestamp string // to sign again what was signed before; empty: a random one, the time now
}

// incoming is its answer.
type incoming struct {
	status    int
	header    http.Header
	body      []byte
	length    int64 // as the service announced it; -1: it did not
	truncated bool
	exchange  *Exchange
	echoed    *echoes // of what the request was signed with; nil: there can be none
}

// send signs a request afresh (a new nonce, the time now) and sends it once. A redirect is an answer like any other. The
// error is of the kind "no answer came", or a cutOff; a refusal is an answer.
func (cl *client) send(ctx context.Context, c Config, out outgoing) (*incoming, error) {
	cl.debug.hideRequest(c, out)
	if err := cl.checkSafe(c, out); err != nil {
		return nil, err
	}
	signed, err := cl.sign(c, out)
	if err != nil {
		return nil, err
	}
	req, err := signed.request(ctx)
	if err != nil {
		return nil, err
	}
	ex := signed.exchange
	watch := newStopwatch(cl.now)
	ex.Started, ex.ClockSkew = watch.started, c.clock.offset()
	in, err := cl.roundTrip(req, watch, out, newEchoes(c, out))
	ex.Took, ex.Times = cl.now().Sub(ex.Started), watch.times()
	if in != nil {
		ex.Status, ex.ResponseHeader = in.status, in.header
		in.exchange = ex
	}
	if err != nil {
		ex.Failure = text.Safe(err.Error(), saidLimit)
		cl.traffic.add(*ex)
		return nil, err
	}
	return in, nil
}

// roundTrip sends a request and receives its answer, of which out says how much is wanted and who is told meanwhile. With a
// cutOff, what had come is there too.
func (cl *client) roundTrip(req *http.Request, watch *stopwatch, out outgoing, echoed *echoes) (*incoming, error) {
	client := http.Client{
		Transport:     cl.transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), watch.hooks())))
	if err != nil {
		return nil, cause(err)
	}
	defer resp.Body.Close()
	watch.answered()
	in := &incoming{status: resp.StatusCode, header: resp.Header, length: resp.ContentLength, echoed: echoed}
	body := io.Reader(resp.Body)
	if echoed != nil && in.status >= 300 {
		in.concealHeader()
		body = echoed.reader(body)
	}
	tell := func(body []byte) {
		if out.progress != nil {
			out.progress(Arrival{Status: in.status, Header: in.header, Length: in.length, Body: body})
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
func (cl *client) checkSafe(c Config, out outgoing) error {
	if err := cl.checkScheme(out.url); err != nil {
		return err
	}
	if c.Dialect.SignatureMethod != string(signature.PLAINTEXT) || out.unsigned {
		return nil
	}
	secure := strings.HasPrefix(strings.ToLower(out.url), "https:") || loopback(hostname(out.url))
	switch {
	case !secure:
		return fmt.Errorf("%w and needs https (RFC 5849 section 3.4.4)", errPlaintext)
	case out.foreign:
		return fmt.Errorf("%w, and the connector does not know %s", errPlaintext, host(out.url))
	}
	return nil
}

var errPlaintext = errors.New("PLAINTEXT sends both secrets in clear")

// names reports whether the config names an address of uri's origin.
func (c Config) names(uri string) bool {
	return sameOrigin(uri, c.RequestTokenURI) || sameOrigin(uri, c.AuthorizeURI) || sameOrigin(uri, c.TokenURI) ||
		sameOrigin(uri, c.Dialect.Discovery.URI)
}

// checkScheme keeps signed requests, whose answers hold secrets, off plain http, but for this machine itself.
func (cl *client) checkScheme(uri string) error {
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
	case loopback(u.Hostname()), cl.allowHTTP:
		return nil
	}
	return fmt.Errorf("%s is plain http, over which tokens travel in clear: %w", u.Host, errPlainHTTP)
}

var errPlainHTTP = errors.New("refused; write https, or set COUNTERSIGN_ALLOW_HTTP=1 for a network that you trust")

func loopback(hostname string) bool {
	ip := net.ParseIP(hostname)
	return hostname == "localhost" || ip != nil && ip.IsLoopback()
}

// encodePairs writes pairs as a query or a form, percent-encoded as RFC 5849 section 3.6 has it: a signature computed over
// one spelling and a request sent in another is the commonest way to be refused.
func encodePairs(list []Pair) string {
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

// withQuery adds to a URL that may have a query already, and keeps its fragment off the wire.
func withQuery(uri, query string) string {
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

// sameOrigin compares scheme, host and port, the ports that go without saying included.
func sameOrigin(a, b string) bool {
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
