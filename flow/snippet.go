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

// timestampWindow is how far most providers let a timestamp be from their own clock.
const timestampWindow = 5 * time.Minute

// Snippet writes a request for another program.
func (q *requester) Snippet(kind snippet.Kind, r Request, o SigningOptions) (snippet.Snippet, error) {
	failed := func(err error, hint string) (snippet.Snippet, error) {
		return snippet.Snippet{}, snippetError(StepRequest, kind, err, hint)
	}
	if r.Basic != nil {
		return failed(errors.New("it is not signed: it uses a user name and a password"), "Send it with countersign.")
	}
	s, err := q.sign(r, o)
	if err != nil {
		return snippet.Snippet{}, err
	}
	if s.SendError != nil {
		return failed(s.SendError, "countersign would not send it either.")
	}
	if kind.SignsItself() {
		written, err := q.program(s).Write(kind)
		if err != nil {
			return failed(err, "Choose another language, or curl.")
		}
		return written, nil
	}
	if s.Method == signature.PLAINTEXT && !o.ShowSecrets {
		return failed(errors.New("a PLAINTEXT signature would reveal both secrets"), "Choose Go, Python or JavaScript, which read them from the environment.")
	}
	written, err := q.command(s, o.ShowSecrets).Write(kind)
	if err != nil {
		return failed(err, "Choose curl.")
	}
	return written, nil
}

func snippetError(step Step, kind snippet.Kind, err error, hint string) error {
	return &StepError{Step: step, What: "cannot write the request as " + kind.Title(), Err: err, Hint: hint}
}

// Snippet writes a request to an absolute URL with these credentials for another program.
func (m *Manager) Snippet(creds Credentials, kind snippet.Kind, r Request, o SigningOptions) (snippet.Snippet, error) {
	return m.requester(creds).Snippet(kind, r, o)
}

// Snippet writes the exchange's request for another program. Token requests cannot be repeated.
func (x *Exchange) Snippet(kind snippet.Kind) (snippet.Snippet, error) {
	failed := func(err error) (snippet.Snippet, error) {
		return snippet.Snippet{}, snippetError(x.Step, kind, err, "Connect, and copy an API request.")
	}
	if x.sent == nil {
		return failed(fmt.Errorf("the %s request can only be sent once", x.Step))
	}
	c, r := x.sent.from(), x.sent.request
	if c == nil {
		return failed(errors.New("its connection was deleted"))
	}
	if r.BodyFile != "" {
		body, _, err := requestfile.ReadBody(r.BodyFile)
		if err != nil {
			return snippet.Snippet{}, err
		}
		r.Body = body
	}
	return c.Snippet(kind, r, SigningOptions{})
}

// command is a signed request as a command. Without showSecrets, headers that contain keys take them from variables.
func (q *requester) command(s *signedRequest, showSecrets bool) snippet.Command {
	seconds, _ := strconv.ParseInt(s.parameter("oauth_timestamp"), 10, 64) // signing has checked it
	return snippet.Command{
		Method: s.Base.Method, URL: s.URL, Header: snippetHeader(s.Header, !showSecrets), Authorization: s.Authorization, Wrap: true,
		Body: string(s.Body), ValidUntil: time.Unix(seconds, 0).Add(timestampWindow - q.oauth.Skew()),
	}
}

// Curl writes the request as a curl command for a POSIX shell. file is the body's file, if it has one. Binary and long bodies
// are read from there, or from standard input.
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

// program is what a program needs to sign and send the request.
func (q *requester) program(s *signedRequest) snippet.Program {
	header := snippetHeader(s.Header, true)
	if s.Header.Get("User-Agent") == "" { // some services require it, and not every language sends one
		header = append(header, snippet.Header{Name: "User-Agent", Value: oauth1.UserAgent})
	}
	return snippet.Program{
		Connection: q.name, Host: oauth1.Host(s.Request.URL), Method: s.Base.Method, URL: s.Request.URL, SignedURL: s.signedURL(), Header: header,
		Body: string(s.Request.Body), Form: len(s.Request.Body) > 0 && signature.IsForm(s.Request.Header.Get("Content-Type")), SignatureMethod: s.Method,
		BodyHash: s.has("oauth_body_hash"), Token: s.has("oauth_token"), Version: s.has("oauth_version"),
		Placement: s.Placement, Realm: s.Realm, ClockOffset: q.oauth.Skew(),
	}
}

func (s *signedRequest) has(name string) bool {
	_, found := s.Parameter(name)
	return found
}

// signedURL is what a program has to sign if it differs from the URL that it requests: for a Host header, an international
// domain name, a port with leading zeros, or a provider that signs another URL.
func (s *signedRequest) signedURL() string {
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
