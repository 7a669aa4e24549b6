package flow

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
)

// SignatureMethod is a signature method by its name in oauth_signature_method.
type SignatureMethod = signature.Method

// ParseSignatureMethod finds a signature method by its exact name; the error lists them all.
func ParseSignatureMethod(name string) (SignatureMethod, error) { return signature.ParseMethod(name) }

// Signing is a request and its signature, explained. Nothing of it was sent. Unless the secrets were asked for, dots stand
// for them: in the signing key, in a PLAINTEXT signature, which is the same, and in headers that hold keys of their own.
type Signing struct {
	SignatureMethod SignatureMethod
	Normalized      string // the parameters encoded, in order and joined, RFC 5849 section 3.4.1.3.2
	BaseString      string // section 3.4.1.1
	Key             string // the HMAC methods' key and PLAINTEXT's signature, section 3.4.2; empty for the RSA methods
	Signature       string
	Nonce           string
	Timestamp       string // seconds since 1970

	// The request as it goes over the wire.
	Method        string
	URL           string
	Placement     string      // where the oauth parameters went: header, query or body
	Authorization string      // the header's value; empty when they went elsewhere
	Header        http.Header // without Authorization
	Body          []byte

	Masked  bool   // dots stand in the request, so that it cannot be sent like this
	Refused string // why countersign itself would not send it; empty when it would
}

// SigningOptions say what is signed beside the request itself. Its zero value is a call like any other.
type SigningOptions struct {
	Nonce       string // empty: a random one
	Timestamp   string // seconds since 1970; empty: the time now
	Callback    string // oauth_callback of a request token's request; empty: none
	Verifier    string // oauth_verifier of an access token's request; empty: none
	ShowSecrets bool
}

// Credentials are what a request is signed with that no connection stands behind.
type Credentials struct {
	ConsumerKey     string
	ConsumerSecret  Secret
	Token           string // empty: there is none yet, or none is needed
	TokenSecret     Secret
	SignatureMethod SignatureMethod
	PrivateKey      Secret // PEM, for the RSA methods
	Placement       string // header, query or body; empty: header
	Realm           string
	OmitVersion     bool // no oauth_version
	BodyHash        bool // oauth_body_hash, where the body is no form
}

// Sign explains the signature of a request under credentials that the person brings. Its target is a whole URL.
func (m *Manager) Sign(creds Credentials, r Request, o SigningOptions) (*Signing, error) {
	return m.bare(creds).Sign(r, o)
}

// bare makes requests that nothing stands behind but their credentials.
func (m *Manager) bare(creds Credentials) *requester {
	q := &requester{token: Token{Key: creds.Token, Secret: creds.TokenSecret}, provider: provider{Config: oauth1.Config{
		ConsumerKey: creds.ConsumerKey, ConsumerSecret: creds.ConsumerSecret,
		Dialect: oauth1.Dialect{
			SignatureMethod: creds.SignatureMethod, PrivateKey: creds.PrivateKey,
			Placement: creds.Placement, Realm: creds.Realm, OmitVersion: creds.OmitVersion, BodyHash: creds.BodyHash,
		},
	}}}
	q.oauth = m.net.client(q.provider.Config, 0)
	return q
}

// Sign explains the signature that Call would send the same request with, made by the same steps.
func (q *requester) Sign(r Request, o SigningOptions) (*Signing, error) {
	signed, err := q.signed(r, o)
	if err != nil {
		return nil, err
	}
	return signed.explain(o.ShowSecrets), nil
}

// signedRequest is a request that is signed and not sent.
type signedRequest struct{ *oauth1.SignedRequest }

// signed is a call signed and not sent.
func (q *requester) signed(r Request, o SigningOptions) (*signedRequest, error) {
	out, err := q.outgoing(r)
	doing := fmt.Sprintf("signing %s %s", out.Method, oauth1.HostAndPath(out.URL))
	if err == nil && out.Unsigned {
		return nil, &StepError{
			Step: StepRequest, What: doing, Err: fmt.Errorf("%s takes the token in a header and wants no signature (signApi: false)", q.provider.Provider),
			Hint: "send it by countersign request; there is no signature to look at",
		}
	}
	out.Nonce, out.Timestamp = o.Nonce, o.Timestamp
	if o.Callback != "" {
		out.OAuth = append(out.OAuth, Param{Name: "oauth_callback", Value: o.Callback})
	}
	if o.Verifier != "" {
		out.OAuth = append(out.OAuth, Param{Name: "oauth_verifier", Value: o.Verifier})
	}
	if err != nil {
		return nil, unsignable(doing, err)
	}
	s, err := q.oauth.Sign(out)
	if err != nil {
		return nil, unsignable(doing, err)
	}
	return &signedRequest{s}, nil
}

func unsignable(doing string, err error) error {
	return &StepError{Step: StepRequest, What: doing, Err: err, Hint: "mend that, and sign again"}
}

// explain is a signed request as a person studies it.
func (s *signedRequest) explain(show bool) *Signing {
	e := &Signing{
		SignatureMethod: s.Method, Normalized: s.Base.Normalized, BaseString: s.Base.String,
		Key: s.Keys.SigningKey(s.Method, show), Signature: s.parameter("oauth_signature"),
		Nonce: s.parameter("oauth_nonce"), Timestamp: s.parameter("oauth_timestamp"), Method: s.Base.Method,
	}
	shown := s.WireRequest
	if !show {
		shown = s.SignedRequest.Masked()
		e.Masked = s.Method == signature.PLAINTEXT || !maps.EqualFunc(shown.Header, s.Header, slices.Equal)
		if s.Method == signature.PLAINTEXT {
			e.Signature = e.Key
		}
	}
	e.URL, e.Placement, e.Authorization, e.Header, e.Body = shown.URL, shown.Placement, shown.Authorization, shown.Header, shown.Body
	if s.SendError != nil {
		e.Refused = s.SendError.Error()
	}
	return e
}

func (s *signedRequest) parameter(name string) string {
	value, _ := s.Parameter(name)
	return value
}

// Given is a request together with everything that its signature is made of.
type SigningInput struct {
	Method          string // empty means GET
	URL             string // whole
	Host            string // the Host header where it differs from the URL's host; else empty
	ContentType     string
	Body            []byte
	OAuth           []Pair // decoded; signed as they are, with none added
	Realm           string
	SignatureMethod string
	ConsumerSecret  Secret
	TokenSecret     Secret
	PrivateKey      Secret // PEM, for the RSA methods
}

// Signed is what becomes of a Given. Nothing is masked: whoever asks has the secrets.
type SigningOutput struct {
	Normalized, BaseString, Signature, Authorization string
}

// SignGiven signs exactly what it is given: no clock, no nonce, no connector.
func SignInput(g SigningInput) (SigningOutput, error) {
	doing := "signing the given request"
	if g.URL == "" {
		return SigningOutput{}, unsignable(doing, errors.New("it has no URL"))
	}
	method, err := signature.ParseMethod(g.SignatureMethod)
	if err != nil {
		return SigningOutput{}, unsignable(doing, err)
	}
	realm, oauth := splitHeader(g.Realm, params(g.OAuth))
	base, sum, err := oauth1.Keys{Consumer: g.ConsumerSecret, Token: g.TokenSecret, PrivateKey: g.PrivateKey}.Sign(method, signature.Request{
		Method: g.Method, URL: g.URL, Host: g.Host, ContentType: g.ContentType, Body: g.Body,
	}, oauth)
	if err != nil {
		return SigningOutput{}, unsignable(doing, err)
	}
	return SigningOutput{
		Normalized: base.Normalized, BaseString: base.String, Signature: sum,
		Authorization: signature.Header(realm, append(oauth, Param{Name: "oauth_signature", Value: sum})),
	}, nil
}

// splitHeader takes out what stands among the oauth parameters of a header but is not signed: a realm, which holds unless
// another is given, and the signature that the header had before.
func splitHeader(realm string, oauth []Param) (string, []Param) {
	kept := slices.DeleteFunc(oauth, func(p Param) bool {
		if p.Name == "realm" {
			realm = cmp.Or(realm, p.Value)
		}
		return p.Name == "realm" || p.Name == "oauth_signature"
	})
	return realm, kept
}
