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

// SignatureMethod is the value of oauth_signature_method.
type SignatureMethod = signature.Method

// ParseSignatureMethod finds a signature method by its exact name. The error lists them all.
func ParseSignatureMethod(name string) (SignatureMethod, error) { return signature.ParseMethod(name) }

// Signing is a signed request with the parts of its signature. Nothing was sent. Unless SigningOptions.ShowSecrets is set,
// secrets are masked: in the signing key, in a PLAINTEXT signature, and in headers that contain keys.
type Signing struct {
	SignatureMethod SignatureMethod
	Normalized      string // the normalized parameters, RFC 5849 section 3.4.1.3.2
	BaseString      string // section 3.4.1.1
	Key             string // the key of HMAC methods, the signature of PLAINTEXT, section 3.4.2; empty for RSA methods
	Signature       string
	Nonce           string
	Timestamp       string // Unix time in seconds

	// The request as it would be sent.
	Method        string
	URL           string
	Placement     string      // of the oauth parameters: header, query or body
	Authorization string      // the header's value; empty for the other placements
	Header        http.Header // without Authorization
	Body          []byte

	Masked  bool   // the request contains masked secrets
	Refused string // why countersign would not send it; empty if it would
}

// SigningOptions add to a request what is signed with it. The zero value is for an API request.
type SigningOptions struct {
	Nonce       string // empty: a random one
	Timestamp   string // Unix time in seconds; empty: now
	Callback    string // oauth_callback, for a request token; empty: none
	Verifier    string // oauth_verifier, for an access token; empty: none
	ShowSecrets bool
}

// Credentials sign a request without a connection.
type Credentials struct {
	ConsumerKey     string
	ConsumerSecret  Secret
	Token           string // empty: none
	TokenSecret     Secret
	SignatureMethod SignatureMethod
	PrivateKey      Secret // PEM, for the RSA methods
	Placement       string // header, query or body; empty: header
	Realm           string
	OmitVersion     bool // no oauth_version
	BodyHash        bool // oauth_body_hash, unless the body is a form
}

// Sign signs a request to an absolute URL with these credentials, without sending it.
func (m *Manager) Sign(creds Credentials, r Request, o SigningOptions) (*Signing, error) {
	return m.requester(creds).Sign(r, o)
}

// requester signs with bare credentials.
func (m *Manager) requester(creds Credentials) *requester {
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

// Sign signs a request as Send would, without sending it.
func (q *requester) Sign(r Request, o SigningOptions) (*Signing, error) {
	s, err := q.sign(r, o)
	if err != nil {
		return nil, err
	}
	e := &Signing{
		SignatureMethod: s.Method, Normalized: s.Base.Normalized, BaseString: s.Base.String,
		Key: s.Keys.SigningKey(s.Method, o.ShowSecrets), Signature: s.parameter("oauth_signature"),
		Nonce: s.parameter("oauth_nonce"), Timestamp: s.parameter("oauth_timestamp"), Method: s.Base.Method,
	}
	shown := s.WireRequest
	if !o.ShowSecrets {
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
	return e, nil
}

type signedRequest struct{ *oauth1.SignedRequest }

func (q *requester) sign(r Request, o SigningOptions) (*signedRequest, error) {
	out, err := q.outgoing(r)
	what := fmt.Sprintf("cannot sign %s %s", out.Method, oauth1.HostAndPath(out.URL))
	if err == nil && out.Unsigned {
		return nil, &StepError{
			Step: StepRequest, What: what, Err: fmt.Errorf("%s uses the token in a header instead of a signature (signApi: false)", q.provider.Provider),
			Hint: "Use countersign request to send it.",
		}
	}
	out.Nonce, out.Timestamp = o.Nonce, o.Timestamp
	if o.Callback != "" {
		out.OAuth = append(out.OAuth, Param{Name: "oauth_callback", Value: o.Callback})
	}
	if o.Verifier != "" {
		out.OAuth = append(out.OAuth, Param{Name: "oauth_verifier", Value: o.Verifier})
	}
	var signed *oauth1.SignedRequest
	if err == nil {
		signed, err = q.oauth.Sign(out)
	}
	if err != nil {
		return nil, cannotSign(what, err)
	}
	return &signedRequest{signed}, nil
}

func cannotSign(what string, err error) error {
	return &StepError{Step: StepRequest, What: what, Err: err, Hint: "Fix the input and sign again."}
}

func (s *signedRequest) parameter(name string) string {
	value, _ := s.Parameter(name)
	return value
}

// SigningInput is a request with everything that its signature depends on.
type SigningInput struct {
	Method          string // empty means GET
	URL             string // absolute
	Host            string // the Host header if it differs from the URL's host
	ContentType     string
	Body            []byte
	OAuth           []Pair // decoded; signed as they are, nothing is added
	Realm           string
	SignatureMethod string
	ConsumerSecret  Secret
	TokenSecret     Secret
	PrivateKey      Secret // PEM, for the RSA methods
}

// SigningOutput is the signature of a SigningInput, not masked.
type SigningOutput struct {
	Normalized, BaseString, Signature, Authorization string
}

// SignInput signs exactly what it is given, without clock, nonce or connector.
func SignInput(in SigningInput) (SigningOutput, error) {
	const what = "cannot sign the request"
	if in.URL == "" {
		return SigningOutput{}, cannotSign(what, errors.New("missing URL"))
	}
	method, err := signature.ParseMethod(in.SignatureMethod)
	if err != nil {
		return SigningOutput{}, cannotSign(what, err)
	}
	// The parameters may be those of a header: its realm is not signed, nor is its old signature.
	realm := in.Realm
	oauth := slices.DeleteFunc(params(in.OAuth), func(p Param) bool {
		if p.Name == "realm" {
			realm = cmp.Or(realm, p.Value)
		}
		return p.Name == "realm" || p.Name == "oauth_signature"
	})
	base, sum, err := oauth1.Keys{Consumer: in.ConsumerSecret, Token: in.TokenSecret, PrivateKey: in.PrivateKey}.Sign(method, signature.Request{
		Method: in.Method, URL: in.URL, Host: in.Host, ContentType: in.ContentType, Body: in.Body,
	}, oauth)
	if err != nil {
		return SigningOutput{}, cannotSign(what, err)
	}
	return SigningOutput{
		Normalized: base.Normalized, BaseString: base.String, Signature: sum,
		Authorization: signature.Header(realm, append(oauth, Param{Name: "oauth_signature", Value: sum})),
	}, nil
}
