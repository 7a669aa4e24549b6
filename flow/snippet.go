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

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
	"countersign/flow/snippet"
)

// usualWindow is how far most providers let a timestamp be from their own clock.
const usualWindow = 5 * time.Minute

// Snippet writes the call that Call would send.
func (q *requester) Snippet(kind snippet.Kind, r Request) (snippet.Snippet, error) {
	return q.SnippetWith(kind, r, SigningOptions{})
}

// SnippetWith is Snippet with a signature of one's own choice, which only commands have.
func (q *requester) SnippetWith(kind snippet.Kind, r Request, o SigningOptions) (snippet.Snippet, error) {
	doing := "writing the call as " + kind.Title()
	unfit := func(err error, hint string) (snippet.Snippet, error) {
		return snippet.Snippet{}, &StepError{Step: StepRequest, What: doing, Err: err, Hint: hint}
	}
	if r.Basic != nil {
		return unfit(errors.New("it goes out with a name and a password, and is not signed"), "send it by countersign")
	}
	s, err := q.signed(r, o)
	if err != nil {
		return snippet.Snippet{}, err
	}
	if s.SendError != nil {
		return unfit(s.SendError, "countersign would not send it either")
	}
	if kind.SignsItself() {
		written, err := q.program(s).Write(kind)
		if err != nil {
			return unfit(err, "take another language, or curl")
		}
		return written, nil
	}
	if s.Method == signature.PLAINTEXT && !o.ShowSecrets {
		return unfit(errors.New("with PLAINTEXT the signature is both secrets, in clear"),
			"take Go, Python or JavaScript, which read them from the environment")
	}
	written, err := q.command(s, o.ShowSecrets).Write(kind)
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
	unfit := func(err error) (snippet.Snippet, error) {
		return snippet.Snippet{}, &StepError{
			Step: x.Step, What: "writing the call as " + kind.Title(), Err: err, Hint: "connect, and copy a call of the connection",
		}
	}
	if x.sent == nil {
		return unfit(fmt.Errorf("this is the %s step, which is good once", x.Step))
	}
	c, r := x.sent.from(), x.sent.request
	if c == nil {
		return unfit(errors.New("its connection was deleted"))
	}
	if r.BodyFile != "" {
		body, _, err := requestfile.ReadBody(r.BodyFile)
		if err != nil {
			return snippet.Snippet{}, err
		}
		r.Body = body
	}
	return c.Snippet(kind, r)
}

// command is the signed request as plain data. Unless the secrets are to be shown, a header that holds a key of its own takes
// it from a variable.
func (q *requester) command(s *signedRequest, show bool) snippet.Command {
	seconds, _ := strconv.ParseInt(s.parameter("oauth_timestamp"), 10, 64) // sign has made it of a number
	return snippet.Command{
		Method: s.Base.Method, URL: s.URL, Header: snippetHeader(s.Header, !show), Authorization: s.Authorization, Wrap: true,
		Body: string(s.Body), ValidUntil: time.Unix(seconds, 0).Add(usualWindow - q.oauth.Skew()),
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
	masked := oauth1.MaskedHeader(header)
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
func (q *requester) program(s *signedRequest) snippet.Program {
	header := snippetHeader(s.Header, true)
	if s.Header.Get("User-Agent") == "" { // some services refuse one without, and not every language sends one
		header = append(header, snippet.Header{Name: "User-Agent", Value: oauth1.UserAgent})
	}
	return snippet.Program{
		Connection: q.name, Host: oauth1.Host(s.Request.URL), Method: s.Base.Method, URL: s.Request.URL, SignedURL: s.signedAddress(), Header: header,
		Body: string(s.Request.Body), Form: len(s.Request.Body) > 0 && signature.IsForm(s.Request.Header.Get("Content-Type")), SignatureMethod: s.Method,
		BodyHash: s.has("oauth_body_hash"), Token: s.has("oauth_token"), Version: s.has("oauth_version"),
		Placement: s.Placement, Realm: s.Realm, ClockOffset: q.oauth.Skew(),
	}
}

func (s *signedRequest) has(name string) bool {
	_, found := s.Parameter(name)
	return found
}

// signedAddress is what a program signs in place of the address that it calls, where the provider signs another or its own
// code could not tell: a Host header, an international name, a port with zeros.
func (s *signedRequest) signedAddress() string {
	u, err := url.Parse(s.Request.URL)
	if err != nil {
		return s.Request.URL
	}
	port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if s.Base.URI == u.Scheme+"://"+strings.TrimSuffix(strings.ToLower(u.Host), port)+path && s.Request.URL == s.SignedURL && u.User == nil {
		return ""
	}
	_, query, _ := strings.Cut(s.SignedURL, "?")
	return oauth1.WithQuery(s.Base.URI, query)
}
