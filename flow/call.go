package flow

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"countersign/flow/requestfile"
	"countersign/flow/signature"
	"countersign/internal/text"
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
	Progress func(Arrival)
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

// Call signs a request (RFC 5849 section 3) and sends it. The error means that no answer came, or not all of it, which then
// holds a Cut; a refusal is an answer, and its Trouble explains it. A token that is about to end, or that the service calls expired, is renewed first, once.
func (c *Connection) Call(ctx context.Context, r Request) (*Response, error) {
	if c.Connector.Sandbox() {
		if err := c.conns.sandboxes.ensure(ctx, c.config.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	r.Progress = tries(r.Progress)
	token := c.current()
	if end := token.expires; !end.IsZero() && c.conns.client.now().After(end.Add(-renewBefore)) && c.Renewable() {
		if err := c.renewIf(ctx, token.Key); err != nil {
			return nil, err
		}
	}
	in, v, doing, err := c.send(ctx, r)
	if err == nil && v.key == keyExpired && c.Renewable() {
		in.exchange.Failure = cmp.Or(v.message, statusText(in.status))
		c.conns.client.traffic.add(*in.exchange)
		if err := c.renewIf(ctx, token.Key); err != nil {
			return nil, err
		}
		in, v, doing, err = c.send(ctx, r)
	}
	if err != nil {
		return nil, err
	}
	c.noteUse(context.WithoutCancel(ctx), in.exchange.Started)
	return c.response(doing, in, v), nil
}

// send sends a call once, as far as renewal goes, and says what its answer comes to.
func (c *Connection) send(ctx context.Context, r Request) (*incoming, verdict, string, error) {
	out, err := c.outgoing(r)
	doing := fmt.Sprintf("calling %s %s", out.method, place(out.url))
	if err != nil {
		return nil, verdict{}, doing, &StepError{Step: StepCall, Doing: doing, Err: err, Hint: "mend the request and send it again"}
	}
	in, p, err := c.conns.client.converse(ctx, c.config, out)
	var cut *cutOff
	switch {
	case errors.As(err, &cut):
		return nil, verdict{}, doing, c.cut(doing, cut)
	case err != nil:
		return nil, verdict{}, doing, c.conns.client.unanswered(StepCall, doing, err)
	}
	v, err := c.judge(in, p)
	if err != nil {
		err = &StepError{Step: StepCall, Doing: doing, Err: err, Hint: "mend the responseHandlers of the connector's makeApiClient"}
	}
	return in, v, doing, err
}

// outgoing turns a person's request into one for the wire: the target on its base, the connector's own query and headers
// where the request says nothing else, the body with its type.
func (c *Connection) outgoing(r Request) (outgoing, error) {
	token := c.current()
	out := outgoing{
		step: StepCall, method: strings.ToUpper(r.Method), header: http.Header{}, token: token.Key, secret: token.Secret,
		placement: c.config.Dialect.Placement, hasRealm: c.config.Dialect.RealmOnAPI(), limit: bodyLimit, unsigned: !c.config.Dialect.SignsAPI(),
		call:     &sentCall{c, r},
		progress: r.Progress,
	}
	if out.method == "" {
		out.method = http.MethodGet
	}
	var own bool
	if out.url, own = c.resolve(r.Target); own {
		c.addDefaults(&out, r)
	} else {
		out.foreign = c.client().BaseURI != "" && !c.config.names(out.url)
	}
	out.url = withQuery(out.url, encodePairs(r.Query))
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, "Authorization") && !out.unsigned {
			return out, errors.New("the Authorization header is made by signing; leave it out")
		}
		if !validHeader(h) {
			return out, fmt.Errorf("the header %q cannot be sent", text.Safe(h.Name, 40))
		}
		out.header.Add(h.Name, h.Value)
	}
	if r.Basic != nil {
		out.unsigned = true
		out.header.Set("Authorization", r.Basic.authorization())
	}
	return out, out.setBody(r)
}

// addDefaults adds what makeApiClient gives to every call of its base: query parameters and headers that the request does
// not name itself. They are signed like the rest.
func (c *Connection) addDefaults(out *outgoing, r Request) {
	api := c.client()
	_, query, _ := strings.Cut(out.url, "?")
	named := append(signature.ParseForm(query), params(r.Query)...)
	var add []Pair
	for _, p := range api.Query {
		if !slices.ContainsFunc(named, func(q signature.Param) bool { return q.Name == p.Name }) {
			add = append(add, p)
		}
	}
	out.url = withQuery(out.url, encodePairs(add))
	// The signature has the Authorization header to itself where it stands there.
	if basic := api.User != "" || api.Password != ""; basic && (out.unsigned || out.placement == "query" || out.placement == "body") {
		out.header.Set("Authorization", Basic{api.User, NewSecret(api.Password)}.authorization())
	}
	for _, h := range api.Header {
		if !slices.ContainsFunc(r.Header, func(o Pair) bool { return strings.EqualFold(o.Name, h.Name) }) {
			out.header.Add(h.Name, h.Value)
		}
	}
}

// resolve puts a target on the connection's base. own says that the result is of the base's origin: what makeApiClient adds
// (an API key, say) is for that service alone.
func (c *Connection) resolve(target string) (uri string, own bool) {
	target = wireText(strings.TrimSpace(target))
	if requestfile.IsAbsolute(target) {
		return target, sameOrigin(target, c.client().BaseURI)
	}
	base := c.client().BaseURI
	if target == "" || strings.HasPrefix(target, "?") {
		return base + target, true
	}
	return strings.TrimRight(base, "/") + "/" + strings.TrimLeft(target, "/"), true
}

func (o *outgoing) setBody(r Request) error {
	kind := o.header.Get("Content-Type")
	switch {
	case len(r.Form) > 0 && len(r.Body) > 0:
		return errors.New("a request has a form or a body, not both")
	case len(r.Form) > 0:
		o.body, kind = []byte(encodePairs(r.Form)), cmp.Or(kind, formType)
	case len(r.Body) > 0:
		o.body, kind = r.Body, cmp.Or(kind, guessType(r.Body))
	default:
		return nil
	}
	o.header.Set("Content-Type", kind)
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
		return formType
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

func params(list []Pair) []signature.Param {
	out := make([]signature.Param, len(list))
	for i, p := range list {
		out[i] = signature.Param{Name: p.Name, Value: p.Value}
	}
	return out
}
