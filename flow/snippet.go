package flow

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/flow/signature"
	"countersign/flow/snippet"
)

// usualWindow is how far most providers let a timestamp be from their own clock.
const usualWindow = 5 * time.Minute

// Snippet writes the call that Call would send.
func (c *Connection) Snippet(kind snippet.Kind, r Request) (snippet.Snippet, error) {
	return c.SnippetWith(kind, r, SigningOptions{})
}

// SnippetWith is Snippet with a signature of one's own choice, which only commands have.
func (c *Connection) SnippetWith(kind snippet.Kind, r Request, o SigningOptions) (snippet.Snippet, error) {
	doing := "writing the call as " + kind.Title()
	unfit := func(err error, hint string) (snippet.Snippet, error) {
		return snippet.Snippet{}, &StepError{Step: StepCall, Doing: doing, Err: err, Hint: hint}
	}
	if r.Basic != nil {
		return unfit(errors.New("it goes out with a name and a password, and is not signed"), "send it by countersign")
	}
	s, err := c.signed(r, o)
	if err != nil {
		return snippet.Snippet{}, err
	}
	if err := c.conns.client.checkSafe(c.config, s.out); err != nil {
		return unfit(err, "countersign would not send it either")
	}
	if kind.SignsItself() {
		written, err := c.program(s).Write(kind)
		if err != nil {
			return unfit(err, "take another language, or curl")
		}
		return written, nil
	}
	if s.method == "PLAINTEXT" && !o.ShowSecrets {
		return unfit(errors.New("with PLAINTEXT the signature is both secrets, in clear"),
			"take Go, Python or JavaScript, which read them from the environment")
	}
	written, err := c.command(s, o.ShowSecrets).Write(kind)
	if err != nil {
		return unfit(err, "take curl")
	}
	return written, nil
}

// Snippet writes a call under credentials that the person brings. Its target is a whole URL.
func (m *Manager) Snippet(creds Credentials, kind snippet.Kind, r Request, o SigningOptions) (snippet.Snippet, error) {
	return m.bare(creds).SnippetWith(kind, r, o)
}

// Snippet writes the call that was made here, to be made again. The token steps are not for repeating: what they are signed
// with ends with the dance.
func (x *Exchange) Snippet(kind snippet.Kind) (snippet.Snippet, error) {
	if x.call == nil {
		return snippet.Snippet{}, &StepError{
			Step: x.Step, Doing: "writing the call as " + kind.Title(), Err: fmt.Errorf("this is the %s step, which is good once", x.Step),
			Hint: "connect, and copy a call of the connection",
		}
	}
	return x.call.conn.Snippet(kind, x.call.request)
}

// Callable reports whether the exchange is a call, which can be made again.
func (x *Exchange) Callable() bool { return x.call != nil }

// BodySize is how long the call's body is, in bytes.
func (x *Exchange) BodySize() int { return len(x.RequestBody) }

// command is the signed request as plain data. Unless the secrets are to be shown, a header that holds a key of its own takes
// it from a variable.
func (c *Connection) command(s *signedRequest, show bool) snippet.Command {
	seconds, _ := strconv.ParseInt(s.parameter("oauth_timestamp"), 10, 64) // sign has made it of a number
	return snippet.Command{
		Method: s.base.Method, URL: s.sent.url, Header: snippetHeader(s.sent.header, !show), Authorization: s.sent.authorization, Wrap: true,
		Body: string(s.sent.body), Until: time.Unix(seconds, 0).Add(usualWindow - c.config.clock.offset()),
	}
}

// Curl writes the request as a command for a POSIX shell. file is where its body is, if it is in one; a body that is no text
// of a moderate length is taken from there, or comes through a pipe.
func (s *Signing) Curl(file string) string {
	return snippet.Command{
		Method: s.Method, URL: s.URL, Header: snippetHeader(s.Header, false), Authorization: s.Authorization, Body: string(s.Body),
	}.Curl(file)
}

func snippetHeader(header http.Header, hide bool) []snippet.Header {
	var list []snippet.Header
	masked := maskedHeader(header)
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			h := snippet.Header{Name: name, Value: value}
			if hide && masked.Get(name) == dots {
				h.Value, h.Secret = "", true
			}
			list = append(list, h)
		}
	}
	return list
}

// program is what a program needs to make the call.
func (c *Connection) program(s *signedRequest) snippet.Program {
	header := snippetHeader(s.sent.header, true)
	if s.sent.header.Get("User-Agent") == "" { // some services refuse one without, and not every language sends one
		header = append(header, snippet.Header{Name: "User-Agent", Value: userAgent})
	}
	return snippet.Program{
		Connection: c.Entry.Name, Host: host(s.out.url), Method: s.base.Method, URL: s.out.url, Signed: s.signedAddress(), Header: header,
		Body: string(s.out.body), Form: len(s.out.body) > 0 && signature.IsForm(s.out.header.Get("Content-Type")), SignatureMethod: s.method,
		BodyHash: s.has("oauth_body_hash"), Token: s.has("oauth_token"), Version: s.has("oauth_version"),
		Placement: s.sent.placement, Realm: s.out.realm, Ahead: c.config.clock.offset(),
	}
}

func (s *signedRequest) has(name string) bool {
	return slices.ContainsFunc(s.oauth, func(p signature.Param) bool { return p.Name == name })
}

// signedAddress is what a program signs in place of the address that it calls, where the provider signs another or its own
// code could not tell: a Host header, an international name, a port with zeros.
func (s *signedRequest) signedAddress() string {
	u, err := url.Parse(s.out.url)
	if err != nil {
		return s.out.url
	}
	port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if s.base.URI == u.Scheme+"://"+strings.TrimSuffix(strings.ToLower(u.Host), port)+path && s.out.url == s.signs && u.User == nil {
		return ""
	}
	_, query, _ := strings.Cut(s.signs, "?")
	return withQuery(s.base.URI, query)
}
