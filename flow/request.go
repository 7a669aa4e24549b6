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
	maxBody  = 200 << 20 // bytes of a response
	jsonType = "application/json"
)

// Request is an API request as the user writes it.
type Request struct {
	Method   string // empty means GET
	Target   string // relative to the connection's BaseURI, or an absolute http or https URL
	Query    []Pair // added to the target's own query, in this order; names may repeat
	Header   []Pair
	Form     []Pair // a form body; excludes Body
	Body     []byte // JSON, form or text: its content type is guessed unless Header has one
	Basic    *Basic // replaces the signature; nil: the request is signed
	BodyFile string // the file that Body was read from, for the history
	// Progress is called while the response arrives, by the goroutine that called Send. It may be nil.
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

// requester signs the user's requests with the current token.
type requester struct {
	name     string // of the connection; may be empty
	provider provider
	oauth    *oauth1.Client

	mu    sync.Mutex
	token Token
	api   specs.APIClient
}

// BaseURI is the URL that relative targets are resolved against.
func (q *requester) BaseURI() string { return q.client().BaseURI }

// client is the result of makeApiClient; a refresh may change it between two requests.
func (q *requester) client() specs.APIClient {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.api
}

// current is the current token; a refresh may change it between two requests.
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

// Credentials are the current credentials, for a program that signs its own requests.
func (q *requester) Credentials() Credentials {
	t, d := q.current(), q.provider.Dialect
	return Credentials{
		ConsumerKey: q.provider.ConsumerKey, ConsumerSecret: q.provider.ConsumerSecret, Token: t.Key, TokenSecret: t.Secret,
		SignatureMethod: cmp.Or(d.SignatureMethod, signature.HMACSHA1), PrivateKey: NewSecret(signature.KeyPEM(d.PrivateKey.Reveal())),
		Placement: d.Placement, Realm: d.Realm, OmitVersion: d.OmitVersion, BodyHash: d.BodyHash,
	}
}

// TokenFields are the other fields of the provider's token response.
func (q *requester) TokenFields() []TokenField { return slices.Clone(q.current().Extra) }

// outgoing makes the request for the wire: the target resolved, the connector's query and headers added unless the request has
// its own, the body with its type.
func (q *requester) outgoing(r Request) (oauth1.Request, error) {
	token := q.current()
	out := oauth1.Request{
		Method: cmp.Or(strings.ToUpper(r.Method), http.MethodGet), Header: http.Header{}, Token: token.Key, TokenSecret: token.Secret,
		Limit: maxBody, Unsigned: q.provider.dialect.UnsignedAPI, Progress: r.Progress,
	}
	var sameOrigin bool
	if out.URL, sameOrigin = q.resolve(r.Target); sameOrigin {
		q.addDefaults(&out, r)
	} else {
		out.OtherOrigin = q.client().BaseURI != "" && !q.provider.HasOrigin(out.URL)
	}
	out.URL = oauth1.WithQuery(out.URL, encodePairs(r.Query))
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, "Authorization") && !out.Unsigned {
			return out, errors.New("signing sets the Authorization header; remove it")
		}
		if !validHeader(h) {
			return out, fmt.Errorf("invalid header %q", text.Safe(h.Name, 40))
		}
		out.Header.Add(h.Name, h.Value)
	}
	if r.Basic != nil {
		out.Unsigned = true
		out.Header.Set("Authorization", r.Basic.authorization())
	}
	return out, setBody(&out, r)
}

// addDefaults adds makeApiClient's query parameters and headers, except those that the request has itself.
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
	// Unless the signature is in the Authorization header.
	if basic := api.User != "" || api.Password != ""; basic && (out.Unsigned || slices.Contains([]string{"query", "body"}, q.provider.Dialect.Placement)) {
		out.Header.Set("Authorization", Basic{api.User, NewSecret(api.Password)}.authorization())
	}
	for _, h := range api.Header {
		if !slices.ContainsFunc(r.Header, func(o Pair) bool { return strings.EqualFold(o.Name, h.Name) }) {
			out.Header.Add(h.Name, h.Value)
		}
	}
}

// resolve makes a target absolute. What makeApiClient adds, an API key for example, is only for URLs of the base's origin.
func (q *requester) resolve(target string) (uri string, sameOrigin bool) {
	target = escape(strings.TrimSpace(target))
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
	contentType := out.Header.Get("Content-Type")
	switch {
	case len(r.Form) > 0 && len(r.Body) > 0:
		return errors.New("both a form and a body")
	case len(r.Form) > 0:
		out.Body, contentType = []byte(encodePairs(r.Form)), cmp.Or(contentType, oauth1.FormType)
	case len(r.Body) > 0:
		out.Body, contentType = r.Body, cmp.Or(contentType, guessType(r.Body))
	default:
		return nil
	}
	out.Header.Set("Content-Type", contentType)
	return nil
}

// guessType guesses a body's content type: JSON if it is valid, a form for one line of name=value, else text.
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

// escape percent-encodes what cannot be in a request line (white space, control characters, non-ASCII text). Everything else
// is sent as written: the signature covers exactly that.
func escape(target string) string {
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
	notToken := func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("()<>@,;:\\\"/[]?={}", r)
	}
	return h.Name != "" && !strings.ContainsFunc(h.Name, notToken) && !strings.ContainsAny(h.Value, "\r\n\x00")
}
