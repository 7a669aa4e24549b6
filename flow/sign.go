package flow

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countersign/flow/signature"
)

// signedRequest is a request, what its signature was made of, and both together as they go over the wire.
type signedRequest struct {
	out      outgoing
	signs    string // the address that is signed
	method   signature.Method
	base     signature.Base
	oauth    []signature.Param // the signature is the last of them; none when the request goes out unsigned
	sent     placed
	exchange *Exchange
}

// sign computes the signature (RFC 5849 section 3.4) and places the oauth parameters (section 3.5).
func (cl *client) sign(c Config, out outgoing) (*signedRequest, error) {
	if out.unsigned {
		return &signedRequest{out: out, sent: out.place(nil), exchange: &Exchange{
			Step: out.step, Method: out.method, URL: out.url, RequestHeader: maskedHeader(out.header), RequestBody: out.body,
			call: out.call,
		}}, nil
	}
	method, err := signature.ParseMethod(c.Dialect.SignatureMethod)
	if err != nil {
		return nil, err
	}
	if out.hasRealm {
		out.realm = c.realm(out.url)
	}
	s := &signedRequest{out: out, signs: baseURL(c, out), method: method}
	if s.oauth, err = cl.protocolParams(c, method, out); err != nil {
		return nil, err
	}
	var sum string
	s.base, sum, err = secretsOf(c, out).sign(method, signature.Request{
		Method: out.method, URL: s.signs, Host: out.header.Get("Host"),
		ContentType: out.header.Get("Content-Type"), Body: out.body,
	}, s.oauth)
	if err != nil {
		return nil, err
	}
	s.oauth = append(s.oauth, signature.Param{Name: "oauth_signature", Value: sum})
	s.sent = out.place(s.oauth)
	s.exchange = s.describe()
	s.exchange.Key = secretsOf(c, out).shape(method)
	return s, nil
}

// realm is what the Authorization header of a request to uri has as such (RFC 5849 section 3.5.1); it is no part of the
// signature.
func (c Config) realm(uri string) string {
	if c.Dialect.RealmURI {
		uri, _, _ = strings.Cut(uri, "?")
		return uri
	}
	return c.Dialect.Realm
}

// secrets are what the signature methods need of both parties.
type secrets struct {
	consumer, token Secret
	privateKey      Secret // PEM, for the RSA methods
}

func secretsOf(c Config, out outgoing) secrets {
	return secrets{consumer: c.ConsumerSecret, token: out.secret, privateKey: NewSecret(c.Dialect.PrivateKey)}
}

// sign gives the base string of a request with exactly these oauth parameters, and the signature of it.
func (s secrets) sign(method signature.Method, r signature.Request, oauth []signature.Param) (signature.Base, string, error) {
	signer, err := signature.NewSigner(method, s.consumer.Reveal(), s.privateKey.Reveal())
	if err != nil {
		return signature.Base{}, "", err
	}
	base, err := signature.NewBase(r, oauth)
	if err != nil {
		return signature.Base{}, "", err
	}
	sum, err := signer.Sign(s.token.Reveal(), base.String)
	if err != nil {
		return signature.Base{}, "", fmt.Errorf("signing by %s: %w", method, err)
	}
	return base, sum, nil
}

// protocolParams are the oauth parameters of RFC 5849 section 3.1, without the signature.
func (cl *client) protocolParams(c Config, method signature.Method, out outgoing) ([]signature.Param, error) {
	nonce, timestamp := out.nonce, out.timestamp
	if nonce == "" {
		// 28 hexadecimal digits fit every server seen: one takes 20 to 30 characters, another hexadecimal only.
		random := make([]byte, 14)
		if _, err := io.ReadFull(cl.random, random); err != nil {
			return nil, fmt.Errorf("making a nonce: %w", err)
		}
		nonce = hex.EncodeToString(random)
	}
	if timestamp == "" {
		timestamp = strconv.FormatInt(cl.now().Add(c.clock.offset()).Unix(), 10)
	}
	params := []signature.Param{
		{Name: "oauth_consumer_key", Value: c.ConsumerKey},
		{Name: "oauth_nonce", Value: nonce},
		{Name: "oauth_signature_method", Value: string(method)},
		{Name: "oauth_timestamp", Value: timestamp},
	}
	if out.token != "" || c.Dialect.EmptyToken {
		params = append(params, signature.Param{Name: "oauth_token", Value: out.token})
	}
	if c.Dialect.SendVersion() {
		params = append(params, signature.Param{Name: "oauth_version", Value: "1.0"})
	}
	if c.Dialect.BodyHash && !out.inForm() && !signature.IsForm(out.header.Get("Content-Type")) {
		params = append(params, signature.Param{Name: "oauth_body_hash", Value: signature.BodyHash(method, out.body)})
	}
	return append(params, out.oauth...), nil
}

// placed is a request with its oauth parameters in their place.
type placed struct {
	placement     string // header, query or body
	url           string
	header        http.Header // without Authorization
	authorization string      // its value; empty when the parameters went elsewhere
	body          []byte
}

// place puts the oauth parameters into the header, the query or the form body: a body that is no form cannot take them, so
// that they go into the header then. None leave the request as it is.
func (o outgoing) place(oauth []signature.Param) placed {
	p := placed{placement: "header", url: o.url, header: o.header.Clone(), body: o.body}
	switch {
	case len(oauth) == 0:
	case o.placement == "query":
		p.placement, p.url = "query", withQuery(o.url, encodePairs(pairs(oauth)))
	case o.inForm():
		body := encodePairs(pairs(oauth))
		if len(o.body) > 0 {
			body = string(o.body) + "&" + body
		}
		p.placement, p.body = "body", []byte(body)
		p.header.Set("Content-Type", formType)
	default:
		p.authorization = signature.Header(o.realm, oauth)
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
func (o outgoing) placeMasked(oauth []signature.Param) placed {
	p := o.place(oauth)
	legible := func(text string) string { return strings.ReplaceAll(text, signature.Encode(dots), dots) }
	p.url, p.authorization, p.header = legible(p.url), legible(p.authorization), maskedHeader(p.header)
	if p.placement == "body" {
		p.body = []byte(legible(string(p.body)))
	}
	return p
}

// describe is the request as the trace shows it.
func (s *signedRequest) describe() *Exchange {
	masked := maskedParams(s.oauth, s.method)
	shown := s.out.placeMasked(masked)
	return &Exchange{
		Step: s.out.step, Method: s.base.Method, URL: shown.url, SignatureMethod: string(s.method), Placement: shown.placement,
		BaseURI: s.base.URI, Parameters: pairs(maskedParams(s.base.Params(), s.method)), BaseString: s.out.conceal(s.base.String),
		Signature: masked[len(masked)-1].Value, Authorization: shown.authorization,
		RequestHeader: shown.header, RequestBody: shown.body, call: s.out.call,
	}
}

// request is the signed request as net/http sends it.
func (s *signedRequest) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, s.out.method, s.sent.url, bytes.NewReader(s.sent.body))
	if err != nil {
		return nil, cause(err)
	}
	req.Header = s.sent.header
	if h := req.Header.Get("Host"); h != "" {
		req.Host = h
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", userAgent)
	}
	if s.sent.authorization != "" {
		req.Header.Set("Authorization", s.sent.authorization)
	}
	return req, nil
}

// baseURL is the URL that gets signed: the one called, unless the provider signs another. An origin alone (a server behind a
// proxy that signs http where https is called) takes the place of the origin; a whole address that of the address.
func baseURL(c Config, out outgoing) string {
	other, err := url.Parse(c.Dialect.SignatureBaseURI)
	called, err2 := url.Parse(out.url)
	if c.Dialect.SignatureScheme != "" && err2 == nil {
		called.Scheme = c.Dialect.SignatureScheme
		out.url = called.String()
	}
	if c.Dialect.SignatureBaseURI == "" || err != nil || err2 != nil {
		return out.url
	}
	if other.Path == "" || other.Path == "/" {
		called.Scheme, called.Host = other.Scheme, other.Host
		return called.String()
	}
	return withQuery(c.Dialect.SignatureBaseURI, called.RawQuery)
}
