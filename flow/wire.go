package flow

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countersign/flow/signature"
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
	realm     string
	limit     int64 // of the answer's body, in bytes
	unsigned  bool  // the token goes out some other way (dialect signApi: false)
}

// incoming is its answer.
type incoming struct {
	status    int
	header    http.Header
	body      []byte
	truncated bool
	exchange  *Exchange
}

// send signs a request afresh (a new nonce, the time now) and sends it once. A redirect is an answer like any other: its
// target would be another request, which nobody signed (and following it would hand a valid signature to whoever it
// names). The error is of the kind "no answer came"; a refusal is an answer.
func (m *Manager) send(ctx context.Context, c Config, out outgoing) (*incoming, error) {
	m.defaults()
	if err := m.checkScheme(out.url); err != nil {
		return nil, err
	}
	signed, err := m.sign(c, out)
	if err != nil {
		return nil, err
	}
	req, err := signed.request(ctx)
	if err != nil {
		return nil, err
	}
	ex := signed.exchange
	ex.Started = m.Now()
	in, err := m.roundTrip(req, out.limit)
	ex.Took = m.Now().Sub(ex.Started)
	if err != nil {
		err = cause(err)
		ex.Failure = Safe(err.Error(), saidLimit)
		m.trace.add(*ex)
		return nil, err
	}
	ex.Status, ex.ResponseHeader = in.status, in.header
	in.exchange = ex
	return in, nil
}

func (m *Manager) roundTrip(req *http.Request, limit int64) (*incoming, error) {
	client := http.Client{
		Transport:     m.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	in := &incoming{status: resp.StatusCode, header: resp.Header, body: body}
	if int64(len(body)) > limit {
		in.body, in.truncated = body[:limit], true
	}
	return in, nil
}

// checkScheme keeps signed requests, whose answers hold secrets, off plain http, but for this machine itself.
func (m *Manager) checkScheme(uri string) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil:
		return errors.New("the address cannot be read as a URL")
	case u.Host == "":
		return fmt.Errorf("%q is no whole URL (https://…)", Safe(uri, 80))
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return fmt.Errorf("%q is neither https nor http", Safe(u.Scheme, 20))
	case loopback(u.Hostname()), m.AllowHTTP:
		return nil
	}
	return fmt.Errorf("%s is plain http, over which tokens travel in clear: %w", u.Host, errPlainHTTP)
}

var errPlainHTTP = errors.New("refused; write https, or set COUNTERSIGN_ALLOW_HTTP=1 for a network that you trust")

func loopback(hostname string) bool {
	ip := net.ParseIP(hostname)
	return hostname == "localhost" || ip != nil && ip.IsLoopback()
}

// signedRequest is a request with its oauth parameters put where the provider wants them.
type signedRequest struct {
	outgoing
	authorization string
	exchange      *Exchange
}

// sign computes the signature (RFC 5849 section 3.4) and places the oauth parameters (section 3.5).
func (m *Manager) sign(c Config, out outgoing) (*signedRequest, error) {
	method, err := signature.ParseMethod(c.Dialect.SignatureMethod)
	if err != nil {
		return nil, err
	}
	if method == signature.PLAINTEXT && strings.HasPrefix(out.url, "http:") && !loopback(hostname(out.url)) {
		return nil, errors.New("PLAINTEXT sends both secrets in clear and needs https (RFC 5849 section 3.4.4)")
	}
	signer, err := signature.NewSigner(method, c.ConsumerSecret.Reveal(), c.Dialect.PrivateKey)
	if err != nil {
		return nil, err
	}
	if out.unsigned {
		return &signedRequest{outgoing: out, exchange: &Exchange{
			Step: out.step, Method: out.method, URL: out.url, RequestHeader: maskedHeader(out.header), RequestBody: out.body,
		}}, nil
	}
	oauth, err := m.protocolParams(c, method, out)
	if err != nil {
		return nil, err
	}
	base, err := signature.NewBase(signature.Request{
		Method: out.method, URL: baseURL(c, out), Host: out.header.Get("Host"),
		ContentType: out.header.Get("Content-Type"), Body: out.body,
	}, oauth)
	if err != nil {
		return nil, err
	}
	sum, err := signer.Sign(out.secret.Reveal(), base.String)
	if err != nil {
		return nil, fmt.Errorf("signing by %s: %w", method, err)
	}
	s := &signedRequest{outgoing: out}
	s.header = out.header.Clone()
	oauth = append(oauth, signature.Param{Name: "oauth_signature", Value: sum})
	placement := s.place(oauth)
	s.exchange = s.describe(method, placement, base, oauth)
	return s, nil
}

// protocolParams are the oauth parameters of RFC 5849 section 3.1, without the signature.
func (m *Manager) protocolParams(c Config, method signature.Method, out outgoing) ([]signature.Param, error) {
	// 28 hexadecimal digits fit every server seen: one takes 20 to 30 characters, another hexadecimal only.
	nonce := make([]byte, 14)
	if _, err := io.ReadFull(m.Random, nonce); err != nil {
		return nil, fmt.Errorf("making a nonce: %w", err)
	}
	params := []signature.Param{
		{Name: "oauth_consumer_key", Value: c.ConsumerKey},
		{Name: "oauth_nonce", Value: hex.EncodeToString(nonce)},
		{Name: "oauth_signature_method", Value: string(method)},
		{Name: "oauth_timestamp", Value: strconv.FormatInt(m.Now().Unix(), 10)},
	}
	if out.token != "" || c.Dialect.EmptyToken {
		params = append(params, signature.Param{Name: "oauth_token", Value: out.token})
	}
	if c.Dialect.SendVersion() {
		params = append(params, signature.Param{Name: "oauth_version", Value: "1.0"})
	}
	if c.Dialect.BodyHash && !signature.IsForm(out.header.Get("Content-Type")) {
		params = append(params, signature.Param{Name: "oauth_body_hash", Value: signature.BodyHash(method, out.body)})
	}
	return append(params, out.oauth...), nil
}

// place puts the oauth parameters into the header, the query or the form body, and says which it was: a body that is no
// form cannot take them, so that they go into the header then.
func (s *signedRequest) place(oauth []signature.Param) string {
	switch {
	case s.placement == "query":
		s.url = withQuery(s.url, encodePairs(pairs(oauth)))
		return "query"
	case s.placement == "body" && s.method != http.MethodGet && (len(s.body) == 0 || signature.IsForm(s.header.Get("Content-Type"))):
		body := encodePairs(pairs(oauth))
		if len(s.body) > 0 {
			body = string(s.body) + "&" + body
		}
		s.body = []byte(body)
		s.header.Set("Content-Type", formType)
		return "body"
	}
	s.authorization = signature.Header(s.realm, oauth)
	return "header"
}

// describe is the request as the trace shows it.
func (s *signedRequest) describe(m signature.Method, placement string, base signature.Base, oauth []signature.Param) *Exchange {
	ex := &Exchange{
		Step: s.step, Method: base.Method, URL: s.url, SignatureMethod: string(m), Placement: placement,
		BaseURI: base.URI, Parameters: pairs(maskedParams(base.Params, m)), BaseString: base.String,
		RequestHeader: maskedHeader(s.header), RequestBody: s.body,
	}
	masked := maskedParams(oauth, m)
	ex.Signature = masked[len(masked)-1].Value
	for _, p := range s.oauth {
		if p.Name == "oauth_verifier" { // encoded twice: once as a value, once as part of the base string
			ex.BaseString = strings.ReplaceAll(base.String, signature.Encode(signature.Encode(p.Value)), dots)
		}
	}
	switch placement {
	case "header":
		ex.Authorization = signature.Header(s.realm, masked)
	case "query":
		ex.URL = withQuery(s.outgoing.url, encodePairs(pairs(masked)))
	case "body":
		ex.RequestBody = []byte(encodePairs(pairs(masked)))
	}
	return ex
}

// request is the signed request as net/http sends it.
func (s *signedRequest) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, s.method, s.url, bytes.NewReader(s.body))
	if err != nil {
		return nil, cause(err)
	}
	req.Header = s.header
	if h := s.header.Get("Host"); h != "" {
		req.Host = h
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", userAgent)
	}
	if s.authorization != "" {
		req.Header.Set("Authorization", s.authorization)
	}
	return req, nil
}

// baseURL is the URL that gets signed: the one called, unless the provider signs another.
func baseURL(c Config, out outgoing) string {
	if c.Dialect.SignatureBaseURI == "" {
		return out.url
	}
	_, query, _ := strings.Cut(out.url, "?")
	return withQuery(c.Dialect.SignatureBaseURI, query)
}

func hostname(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return u.Hostname()
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
