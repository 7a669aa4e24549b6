package oauth1

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
)

// SignedRequest is a request with its signature.
type SignedRequest struct {
	WireRequest
	Request   Request
	Method    signature.Method
	SignedURL string         // the URL that is signed
	Base      signature.Base // RFC 5849 section 3.4.1
	OAuth     []Param        // the signature is the last one; none if the request is sent unsigned
	Realm     string
	Keys      Keys
	SendError error // why Send would not send it, or nil

	out outgoing
}

// WireRequest is a request as it is sent.
type WireRequest struct {
	Placement     string // of the oauth parameters: header, query or body
	URL           string
	Header        http.Header // without Authorization
	Authorization string      // its value; empty if the parameters are elsewhere
	Body          []byte
}

// sign computes the signature (RFC 5849 section 3.4) and places the oauth parameters (section 3.5).
func sign(c *Client, out outgoing) (*SignedRequest, error) {
	d := c.config.Dialect
	s := &SignedRequest{
		Request: out.Request, Method: cmp.Or(d.SignatureMethod, signature.HMACSHA1), SignedURL: signedURL(d, out.URL),
		Keys: Keys{Consumer: c.config.ConsumerSecret, Token: out.TokenSecret, PrivateKey: d.PrivateKey, Unencoded: d.Deviations.UnencodedSecrets}, SendError: c.checkSafe(out), out: out,
	}
	if !out.Unsigned {
		if out.hasRealm {
			s.Realm = c.config.realm(out.URL)
		}
		oauth, err := protocolParams(c, s.Method, out)
		if err != nil {
			return nil, err
		}
		var sum string
		s.Base, sum, err = s.Keys.Sign(s.Method, c.config.Dialect.Deviations.signed(signature.Request{
			Method: out.Method, URL: s.SignedURL, Host: out.Header.Get("Host"),
			ContentType: out.Header.Get("Content-Type"), Body: out.Body,
		}), oauth)
		if err != nil {
			return nil, err
		}
		s.OAuth = append(oauth, Param{Name: "oauth_signature", Value: sum})
	}
	s.WireRequest = s.place(s.OAuth)
	return s, nil
}

// protocolParams returns the oauth parameters of RFC 5849 section 3.1, without the signature.
func protocolParams(c *Client, method signature.Method, out outgoing) ([]Param, error) {
	nonce := out.Nonce
	if nonce == "" {
		var err error
		if nonce, err = newNonce(c.options.Random, c.config.Dialect.Deviations.NonceFormat); err != nil {
			return nil, err
		}
	}
	now := c.options.Now().Add(c.Skew()).Unix()
	params := []Param{
		{Name: "oauth_consumer_key", Value: c.config.ConsumerKey},
		{Name: "oauth_nonce", Value: nonce},
		{Name: "oauth_signature_method", Value: string(method)},
		{Name: "oauth_timestamp", Value: cmp.Or(out.Timestamp, strconv.FormatInt(now, 10))},
	}
	if out.Token != "" || c.config.Dialect.EmptyToken {
		params = append(params, Param{Name: "oauth_token", Value: out.Token})
	}
	if !c.config.Dialect.OmitVersion {
		params = append(params, Param{Name: "oauth_version", Value: "1.0"})
	}
	if c.config.Dialect.BodyHash && !out.inForm() && !signature.IsForm(out.Header.Get("Content-Type")) {
		params = append(params, Param{Name: "oauth_body_hash", Value: signature.BodyHash(method, out.Body)})
	}
	return append(params, out.OAuth...), nil
}

// place puts oauth parameters into the header, the query or the form body. They go into the header if the body is not a
// form.
func (s *SignedRequest) place(oauth []Param) WireRequest {
	o := s.out
	w := WireRequest{Placement: "header", URL: o.URL, Header: o.Header.Clone(), Body: o.Body}
	if w.Header == nil {
		w.Header = http.Header{}
	}
	switch {
	case len(oauth) == 0:
	case o.placement == "query":
		w.Placement, w.URL = "query", WithQuery(o.URL, EncodeParams(oauth))
	case o.inForm():
		body := EncodeParams(oauth)
		if len(o.Body) > 0 {
			body = string(o.Body) + "&" + body
		}
		w.Placement, w.Body = "body", []byte(body)
		w.Header.Set("Content-Type", FormType)
	default:
		w.Authorization = signature.Header(s.Realm, oauth)
	}
	return w
}

// inForm reports whether the oauth parameters go into the body: a form, or one made of them alone. GET and HEAD have
// none.
func (o outgoing) inForm() bool {
	return o.placement == "body" && o.Method != http.MethodGet && o.Method != http.MethodHead &&
		(len(o.Body) == 0 || signature.IsForm(o.Header.Get("Content-Type")))
}

// Masked returns the request as it is sent, with dots instead of a PLAINTEXT signature, which is both secrets, and of
// keys in headers.
func (s *SignedRequest) Masked() WireRequest {
	masked := slices.Clone(s.OAuth)
	if s.Method == signature.PLAINTEXT {
		masked[len(masked)-1].Value = secret.Dots
	}
	return s.placeMasked(masked)
}

func (s *SignedRequest) placeMasked(masked []Param) WireRequest {
	w := s.place(masked)
	unescape := func(text string) string { return strings.ReplaceAll(text, signature.Encode(secret.Dots), secret.Dots) }
	w.URL, w.Authorization, w.Header = unescape(w.URL), unescape(w.Authorization), MaskedHeader(w.Header)
	if w.Placement == "body" {
		w.Body = []byte(unescape(string(w.Body)))
	}
	return w
}

// Parameter returns the value of an oauth parameter.
func (s *SignedRequest) Parameter(name string) (value string, found bool) {
	i := slices.IndexFunc(s.OAuth, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return "", false
	}
	return s.OAuth[i].Value, true
}

// exchange returns the exchange that this request starts.
func (s *SignedRequest) exchange() *Exchange {
	masked := maskParams(s.OAuth, s.Method)
	w := s.placeMasked(masked)
	x := &Exchange{
		Step: s.out.step, Method: s.out.Method, URL: w.URL, RequestHeader: w.Header, RequestSize: len(w.Body),
		RequestBody: bytes.Clone(w.Body[:min(len(w.Body), MaxRecordedBody)]),
	}
	if len(s.OAuth) > 0 {
		x.Method, x.SignatureMethod, x.Placement, x.Authorization = s.Base.Method, string(s.Method), w.Placement, w.Authorization
		x.BaseURI, x.Parameters, x.BaseString = s.Base.URI, maskParams(s.Base.Params(), s.Method), s.out.conceal(s.Base.String)
		x.Key, x.Signature = s.Keys.describe(s.Method), masked[len(masked)-1].Value
	}
	return x
}

// request returns the request for net/http.
func (s *SignedRequest) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, s.out.Method, s.URL, bytes.NewReader(s.Body))
	if err != nil {
		return nil, UnwrapURLError(err)
	}
	req.Header = s.Header
	req.Host = cmp.Or(req.Header.Get("Host"), req.Host)
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", UserAgent)
	}
	if s.Authorization != "" {
		req.Header.Set("Authorization", s.Authorization)
	}
	return req, nil
}

// signedURL returns the URL to sign: that of the request, unless the dialect has another. If that is an origin only (a
// server behind a proxy may verify http where https is requested), it replaces the origin.
func signedURL(d Dialect, uri string) string {
	other, err := url.Parse(d.SignatureBaseURI)
	requested, err2 := url.Parse(uri)
	if d.SignatureScheme != "" && err2 == nil {
		requested.Scheme = d.SignatureScheme
		uri = requested.String()
	}
	if d.SignatureBaseURI == "" || err != nil || err2 != nil {
		return uri
	}
	if other.Path == "" || other.Path == "/" {
		requested.Scheme, requested.Host = other.Scheme, other.Host
		return requested.String()
	}
	return WithQuery(d.SignatureBaseURI, requested.RawQuery)
}

// Keys are the secrets that the signature methods use.
type Keys struct {
	Consumer, Token secret.Text
	PrivateKey      secret.Text // PEM, for the RSA methods
	Unencoded       bool        // the secrets are not percent-encoded in the key
}

// Sign returns the base string and the signature of a request with exactly these oauth parameters.
func (k Keys) Sign(method signature.Method, r signature.Request, oauth []Param) (signature.Base, string, error) {
	signer, err := signature.NewSigner(method, k.Consumer.Reveal(), k.PrivateKey.Reveal())
	if err != nil {
		return signature.Base{}, "", err
	}
	base, err := signature.NewBase(r, oauth)
	if err != nil {
		return signature.Base{}, "", err
	}
	sum, err := k.sign(signer, base.String)
	if err != nil {
		return signature.Base{}, "", fmt.Errorf("cannot sign with %s: %w", method, err)
	}
	return base, sum, nil
}

// SigningKey returns the key of the HMAC methods and PLAINTEXT, or "" for the RSA methods. Masked, it still shows which
// of the secrets is empty.
func (k Keys) SigningKey(method signature.Method, show bool) string {
	half := func(s secret.Text) string {
		if s.Empty() {
			return ""
		}
		return "••••"
	}
	switch {
	case isRSA(method):
		return ""
	case show:
		return signature.SigningKey(k.Consumer.Reveal(), k.Token.Reveal())
	}
	return half(k.Consumer) + "&" + half(k.Token)
}

// describe returns the key as far as it may be displayed.
func (k Keys) describe(method signature.Method) string {
	if isRSA(method) {
		return fmt.Sprintf("RSA private key, %d bits", signature.KeyBits(k.PrivateKey.Reveal()))
	}
	return k.SigningKey(method, false)
}

func isRSA(method signature.Method) bool { return strings.HasPrefix(string(method), "RSA-") }
