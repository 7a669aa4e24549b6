package oauth1

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
)

// signedRequest is a request, what its signature was made of, and both together as they go over the wire.
type signedRequest struct {
	out      outgoing
	signs    string // the address that is signed
	method   signature.Method
	base     signature.Base
	oauth    []Param // the signature is the last of them; none when the request goes out unsigned
	keys     Keys
	sent     WireRequest
	exchange *Exchange
}

// signer signs the requests of one consumer.
type signer struct {
	config Config
	now    func() time.Time // the provider's
	random io.Reader
}

// sign computes the signature (RFC 5849 section 3.4) and places the oauth parameters (section 3.5).
func (g signer) sign(out outgoing) (*signedRequest, error) {
	if out.unsigned {
		x := &Exchange{Step: out.step, Method: out.method, URL: out.url, RequestHeader: MaskedHeader(out.header)}
		x.setBody(out.body)
		return &signedRequest{out: out, sent: out.place(nil), exchange: x}, nil
	}
	method, err := signature.ParseMethod(string(cmp.Or(g.config.Dialect.SignatureMethod, signature.HMACSHA1)))
	if err != nil {
		return nil, err
	}
	if out.hasRealm {
		out.realm = g.config.realm(out.url)
	}
	s := &signedRequest{out: out, signs: baseURL(g.config.Dialect, out.url), method: method, keys: keysOf(g.config, out)}
	if s.oauth, err = g.protocolParams(method, out); err != nil {
		return nil, err
	}
	var sum string
	s.base, sum, err = s.keys.Sign(method, signature.Request{
		Method: out.method, URL: s.signs, Host: out.header.Get("Host"),
		ContentType: out.header.Get("Content-Type"), Body: out.body,
	}, s.oauth)
	if err != nil {
		return nil, err
	}
	s.oauth = append(s.oauth, Param{Name: "oauth_signature", Value: sum})
	s.sent = out.place(s.oauth)
	s.exchange = s.describe()
	return s, nil
}

// protocolParams are the oauth parameters of RFC 5849 section 3.1, without the signature.
func (g signer) protocolParams(method signature.Method, out outgoing) ([]Param, error) {
	nonce, timestamp := out.nonce, out.timestamp
	if nonce == "" {
		// 28 hexadecimal digits fit every server seen: one takes 20 to 30 characters, another hexadecimal only.
		random := make([]byte, 14)
		if _, err := io.ReadFull(g.random, random); err != nil {
			return nil, fmt.Errorf("making a nonce: %w", err)
		}
		nonce = hex.EncodeToString(random)
	}
	if timestamp == "" {
		timestamp = strconv.FormatInt(g.now().Unix(), 10)
	}
	params := []Param{
		{Name: "oauth_consumer_key", Value: g.config.ConsumerKey},
		{Name: "oauth_nonce", Value: nonce},
		{Name: "oauth_signature_method", Value: string(method)},
		{Name: "oauth_timestamp", Value: timestamp},
	}
	if out.token != "" || g.config.Dialect.EmptyToken {
		params = append(params, Param{Name: "oauth_token", Value: out.token})
	}
	if !g.config.Dialect.OmitVersion {
		params = append(params, Param{Name: "oauth_version", Value: "1.0"})
	}
	if g.config.Dialect.BodyHash && !out.inForm() && !signature.IsForm(out.header.Get("Content-Type")) {
		params = append(params, Param{Name: "oauth_body_hash", Value: signature.BodyHash(method, out.body)})
	}
	return append(params, out.oauth...), nil
}

// Placed is a request with its oauth parameters in their place.
type WireRequest struct {
	Placement     string // of the oauth parameters: header, query or body
	URL           string
	Header        http.Header // without Authorization
	Authorization string      // its value; empty when the parameters went elsewhere
	Body          []byte
}

// place puts the oauth parameters into the header, the query or the form body: a body that is no form cannot take them, so
// that they go into the header then. None leave the request as it is.
func (o outgoing) place(oauth []Param) WireRequest {
	p := WireRequest{Placement: "header", URL: o.url, Header: o.header.Clone(), Body: o.body}
	switch {
	case len(oauth) == 0:
	case o.placement == "query":
		p.Placement, p.URL = "query", WithQuery(o.url, EncodeParams(oauth))
	case o.inForm():
		body := EncodeParams(oauth)
		if len(o.body) > 0 {
			body = string(o.body) + "&" + body
		}
		p.Placement, p.Body = "body", []byte(body)
		p.Header.Set("Content-Type", FormType)
	default:
		p.Authorization = signature.Header(o.realm, oauth)
	}
	return p
}

// inForm reports whether the oauth parameters go into a form body: the request's own, or one made of them alone, which GET
// and HEAD cannot have.
func (o outgoing) inForm() bool {
	return o.placement == "body" && o.method != http.MethodGet && o.method != http.MethodHead &&
		(len(o.body) == 0 || signature.IsForm(o.header.Get("Content-Type")))
}

// placeMasked is place with some values made dots, which stay dots where the wire would have them encoded.
func (o outgoing) placeMasked(oauth []Param) WireRequest {
	p := o.place(oauth)
	legible := func(text string) string { return strings.ReplaceAll(text, signature.Encode(secret.Dots), secret.Dots) }
	p.URL, p.Authorization, p.Header = legible(p.URL), legible(p.Authorization), MaskedHeader(p.Header)
	if p.Placement == "body" {
		p.Body = []byte(legible(string(p.Body)))
	}
	return p
}

// describe is the request as the trace shows it.
func (s *signedRequest) describe() *Exchange {
	masked := maskedParams(s.oauth, s.method)
	shown := s.out.placeMasked(masked)
	x := &Exchange{
		Step: s.out.step, Method: s.base.Method, URL: shown.URL, SignatureMethod: string(s.method), Placement: shown.Placement,
		BaseURI: s.base.URI, Parameters: maskedParams(s.base.Params(), s.method), BaseString: s.out.conceal(s.base.String),
		Signature: masked[len(masked)-1].Value, Authorization: shown.Authorization,
		RequestHeader: shown.Header, Key: s.keys.shape(s.method),
	}
	x.setBody(shown.Body)
	return x
}

// request is the signed request as net/http sends it.
func (s *signedRequest) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, s.out.method, s.sent.URL, bytes.NewReader(s.sent.Body))
	if err != nil {
		return nil, UnwrapURLError(err)
	}
	req.Header = s.sent.Header
	if h := req.Header.Get("Host"); h != "" {
		req.Host = h
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", UserAgent)
	}
	if s.sent.Authorization != "" {
		req.Header.Set("Authorization", s.sent.Authorization)
	}
	return req, nil
}

// baseURL is the URL that gets signed: that of the request, unless the provider signs another. An origin alone (a server
// behind a proxy that signs http where https is requested) takes the place of the origin; a whole address that of the address.
func baseURL(d Dialect, uri string) string {
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

// Keys are what the signature methods need of both parties.
type Keys struct {
	Consumer, Token secret.Text
	PrivateKey      secret.Text // PEM, for the RSA methods
}

func keysOf(c Config, out outgoing) Keys {
	return Keys{Consumer: c.ConsumerSecret, Token: out.secret, PrivateKey: c.Dialect.PrivateKey}
}

// Sign gives the base string of a request with exactly these oauth parameters, and the signature of it.
func (k Keys) Sign(method signature.Method, r signature.Request, oauth []Param) (signature.Base, string, error) {
	signer, err := signature.NewSigner(method, k.Consumer.Reveal(), k.PrivateKey.Reveal())
	if err != nil {
		return signature.Base{}, "", err
	}
	base, err := signature.NewBase(r, oauth)
	if err != nil {
		return signature.Base{}, "", err
	}
	sum, err := signer.Sign(k.Token.Reveal(), base.String)
	if err != nil {
		return signature.Base{}, "", fmt.Errorf("signing by %s: %w", method, err)
	}
	return base, sum, nil
}

// SigningKey shows the key of the methods that have one as text. Masked, it still tells which of the secrets is empty.
func (k Keys) SigningKey(method signature.Method, show bool) string {
	switch method {
	case signature.RSASHA1, signature.RSASHA256, signature.RSASHA512:
		return ""
	}
	if show {
		return signature.SigningKey(k.Consumer.Reveal(), k.Token.Reveal())
	}
	half := func(s secret.Text) string {
		if s.Empty() {
			return ""
		}
		return "••••"
	}
	return half(k.Consumer) + "&" + half(k.Token)
}

// shape is what a signature was made with, as far as it may be shown: which of the secrets is empty, how long the key is.
func (k Keys) shape(method signature.Method) string {
	switch method {
	case signature.RSASHA1, signature.RSASHA256, signature.RSASHA512:
		return fmt.Sprintf("RSA private key, %d bits", signature.KeyBits(k.PrivateKey.Reveal()))
	}
	return k.SigningKey(method, false)
}

// Signed is a request with its signature, as it would go over the wire. Nothing of it was sent.
type SignedRequest struct {
	WireRequest
	Request   Request
	Method    signature.Method
	SignedURL string         // what is signed as the request's address
	Base      signature.Base // section 3.4.1
	OAuth     []Param        // the signature is the last of them
	Realm     string
	Keys      Keys
	SendError error // why Send would not send it; nil when it would

	out outgoing
}

// Masked is the request with dots in place of what lets a reader act for the person: a PLAINTEXT signature, which is both
// secrets, and keys in headers.
func (s *SignedRequest) Masked() WireRequest {
	masked := slices.Clone(s.OAuth)
	if s.Method == signature.PLAINTEXT {
		masked[len(masked)-1].Value = secret.Dots
	}
	return s.out.placeMasked(masked)
}

// Parameter is the value of an oauth parameter.
func (s *SignedRequest) Parameter(name string) (value string, found bool) {
	i := slices.IndexFunc(s.OAuth, func(p Param) bool { return p.Name == name })
	if i < 0 {
		return "", false
	}
	return s.OAuth[i].Value, true
}
