package flow

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countersign/flow/signature"
)

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
	if method == signature.PLAINTEXT && !strings.HasPrefix(strings.ToLower(out.url), "https:") && !loopback(hostname(out.url)) {
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
		{Name: "oauth_timestamp", Value: strconv.FormatInt(m.Now().Add(c.clock.offset()).Unix(), 10)},
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
		BaseURI: base.URI, Parameters: pairs(maskedParams(base.Params(), m)), BaseString: base.String,
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

// baseURL is the URL that gets signed: the one called, unless the provider signs another. An origin alone (a server behind a
// proxy that signs http where https is called) takes the place of the origin; a whole address that of the address.
func baseURL(c Config, out outgoing) string {
	other, err := url.Parse(c.Dialect.SignatureBaseURI)
	called, err2 := url.Parse(out.url)
	if c.Dialect.SignatureBaseURI == "" || err != nil || err2 != nil {
		return out.url
	}
	if other.Path == "" || other.Path == "/" {
		called.Scheme, called.Host = other.Scheme, other.Host
		return called.String()
	}
	return withQuery(c.Dialect.SignatureBaseURI, called.RawQuery)
}
