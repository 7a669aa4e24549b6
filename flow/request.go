package flow

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/specs"
)

const (
	// bodyLimit bounds an answer's body, in bytes.
	bodyLimit = 200 << 20
	// jsonType is what a body is sent as when it reads as JSON and nobody said what it is.
	jsonType = "application/json"
)

// Request is a call of the service's API, as a person writes it.
type Request struct {
	Method   string // empty means GET
	Target   string // on the connection's BaseURI, or a whole http or https URL
	Query    []Pair // added to the target's own query, in this order, repeated names and all
	Header   []Pair
	Form     []Pair // a form body; excludes Body
	Body     []byte // its content type is guessed unless Header says it: JSON, a form, plain text
	Basic    *Basic // in place of the signature; nil: the request is signed
	BodyFile string // where Body was read from, for the history; the call itself does not look at it
	// Progress is told what has come of the answer while it comes, by the goroutine that called. nil: nobody is.
	Progress func(Progress)
}

// Basic is HTTP Basic authentication (RFC 7617).
type Basic struct {
	User     string
	Password Secret
}

// authorization is the header's value, RFC 7617 section 2.
func (b Basic) authorization() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(b.User+":"+b.Password.Reveal()))
}

// requester makes a person's requests into signed ones, with the token as it is now.
type requester struct {
	name     string // of the connection; empty where there is none
	provider provider
	oauth    *oauth1.Client

	mu    sync.Mutex
	token Token
	api   specs.APIClient
}

// BaseURI is what relative targets stand on.
func (q *requester) BaseURI() string { return q.client().BaseURI }

// client is what makeApiClient gave; a renewal may change it between two calls.
func (q *requester) client() specs.APIClient {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.api
}

// current is the token as it is now; a renewal may change it between two calls.
func (q *requester) current() Token {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.token
}

func (q *requester) setToken(t Token) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.token = t
}

// Credentials are what the connection's calls are signed with now, for another program that signs itself.
func (q *requester) Credentials() Credentials {
	t, d := q.current(), q.provider.Dialect
	return Credentials{
		ConsumerKey: q.provider.ConsumerKey, ConsumerSecret: q.provider.ConsumerSecret, Token: t.Key, TokenSecret: t.Secret,
		SignatureMethod: cmp.Or(d.SignatureMethod, signature.HMACSHA1), PrivateKey: NewSecret(signature.KeyPEM(d.PrivateKey.Reveal())),
		Placement: d.Placement, Realm: d.Realm, OmitVersion: d.OmitVersion, BodyHash: d.BodyHash,
	}
}

// TokenFields are the further fields of the provider's token reply.
func (q *requester) TokenFields() []TokenField { return slices.Clone(q.current().Extra) }

// outgoing turns a person's request into one for the wire: the target on its base, the connector's own query and headers
// where the request says nothing else, the body with its type.
func (q *requester) outgoing(r Request) (oauth1.Request, error) {
	token := q.current()
	out := oauth1.Request{
		Method: cmp.Or(strings.ToUpper(r.Method), http.MethodGet), Header: http.Header{}, Token: token.Key, TokenSecret: token.Secret,
		Limit: bodyLimit, Unsigned: q.provider.dialect.UnsignedAPI, Progress: r.Progress,
	}
	var own bool
	if out.URL, own = q.resolve(r.Target); own {
		q.addDefaults(&out, r)
	} else {
		out.OtherOrigin = q.client().BaseURI != "" && !q.provider.HasOrigin(out.URL)
	}
	out.URL = oauth1.WithQuery(out.URL, encodePairs(r.Query))
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, "Authorization") && !out.Unsigned {
			return out, errors.New("the Authorization header is made by signing; leave it out")
		}
		if !validHeader(h) {
			return out, fmt.Errorf("the header %q cannot be sent", text.Safe(h.Name, 40))
		}
		out.Header.Add(h.Name, h.Value)
	}
	if r.Basic != nil {
		out.Unsigned = true
		out.Header.Set("Authorization", r.Basic.authorization())
	}
	return out, setBody(&out, r)
}

// addDefaults adds what makeApiClient gives to every call of its base: query parameters and headers that the request does
// not name itself. They are signed like the rest.
func (q *requester) addDefaults(out *oauth1.Request, r Request) {
	api := q.client()
	_, query, _ := strings.Cut(out.URL, "?")
	named := append(signature.ParseForm(query), params(r.Query)...)
	var add []Pair
	for _, p := range api.Query {
		if !slices.ContainsFunc(named, func(q Param) bool { return q.Name == p.Name }) {
			add = append(add, p)
		}
	}
	out.URL = oauth1.WithQuery(out.URL, encodePairs(add))
	// The signature has the Authorization header to itself where it stands there.
	if basic := api.User != "" || api.Password != ""; basic && (out.Unsigned || q.provider.Dialect.Placement == "query" || q.provider.Dialect.Placement == "body") {
		out.Header.Set("Authorization", Basic{api.User, NewSecret(api.Password)}.authorization())
	}
	for _, h := range api.Header {
		if !slices.ContainsFunc(r.Header, func(o Pair) bool { return strings.EqualFold(o.Name, h.Name) }) {
			out.Header.Add(h.Name, h.Value)
		}
	}
}

// resolve puts a target on the connection's base. own says that the result is of the base's origin: what makeApiClient adds
// (an API key, say) is for that service alone.
func (q *requester) resolve(target string) (uri string, own bool) {
	target = wireText(strings.TrimSpace(target))
	if requestfile.IsAbsolute(target) {
		return target, oauth1.SameOrigin(target, q.client().BaseURI)
	}
	base := q.client().BaseURI
	if target == "" || strings.HasPrefix(target, "?") {
		return base + target, true
	}
	return strings.TrimRight(base, "/") + "/" + strings.TrimLeft(target, "/"), true
}

func setBody(out *oauth1.Request, r Request) error {
	kind := out.Header.Get("Content-Type")
	switch {
	case len(r.Form) > 0 && len(r.Body) > 0:
		return errors.New("a request has a form or a body, not both")
	case len(r.Form) > 0:
		out.Body, kind = []byte(encodePairs(r.Form)), cmp.Or(kind, oauth1.FormType)
	case len(r.Body) > 0:
		out.Body, kind = r.Body, cmp.Or(kind, guessType(r.Body))
	default:
		return nil
	}
	out.Header.Set("Content-Type", kind)
	return nil
}

// guessType says what a body is that nobody named: JSON when it parses as such, a form when it is one line of name=value,
// else text.
func guessType(body []byte) string {
	text := strings.TrimSpace(string(body))
	switch {
	case json.Valid(body):
		return jsonType
	case strings.Contains(text, "=") && !strings.ContainsAny(text, " \t\r\n<{"):
		return oauth1.FormType
	case utf8.Valid(body):
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// wireText percent-encodes what cannot stand in a request line (white space, control characters, text that is not ASCII)
// and leaves all else as the person wrote it, since the signature covers exactly what is sent.
func wireText(target string) string {
	var b strings.Builder
	for i := range len(target) {
		if ch := target[i]; ch <= ' ' || ch >= 0x7f || strings.IndexByte("\"<>\\^`{|}", ch) >= 0 {
			fmt.Fprintf(&b, "%%%02X", ch)
		} else {
			b.WriteByte(ch)
		}
	}
	return b.String()
}

func validHeader(h Pair) bool {
	token := func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("()<>@,;:\\\"/[]?={}", r)
	}
	return h.Name != "" && !strings.ContainsFunc(h.Name, token) && !strings.ContainsAny(h.Value, "\r\n\x00")
}
