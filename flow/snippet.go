package flow

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/internal/text"
)

// SnippetKind is a way to write a call down for another program.
type SnippetKind string

// The kinds. curl and HTTPie get a signature made now, which is good once; the languages sign by themselves.
const (
	SnippetCurl       SnippetKind = "curl"
	SnippetHTTPie     SnippetKind = "httpie"
	SnippetGo         SnippetKind = "go"
	SnippetPython     SnippetKind = "python"
	SnippetJavaScript SnippetKind = "javascript"
)

// SnippetKinds are all of them, the most used first.
func SnippetKinds() []SnippetKind {
	return []SnippetKind{SnippetCurl, SnippetHTTPie, SnippetGo, SnippetPython, SnippetJavaScript}
}

// ParseSnippetKind finds a kind by its name; the error lists them all.
func ParseSnippetKind(name string) (SnippetKind, error) {
	if k := SnippetKind(strings.ToLower(name)); slices.Contains(SnippetKinds(), k) {
		return k, nil
	}
	return "", fmt.Errorf("a call cannot be written as %q: there are %s", text.Safe(name, 40), joined(SnippetKinds()))
}

func joined(kinds []SnippetKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// Title is the name as people write it.
func (k SnippetKind) Title() string {
	return map[SnippetKind]string{
		SnippetCurl: "curl", SnippetHTTPie: "HTTPie", SnippetGo: "Go", SnippetPython: "Python", SnippetJavaScript: "JavaScript",
	}[k]
}

// SignsItself tells code that signs at each run from a command with a signature made now.
func (k SnippetKind) SignsItself() bool { return k != SnippetCurl && k != SnippetHTTPie }

// usualWindow is how far most providers let a timestamp be from their own clock.
const usualWindow = 5 * time.Minute

// Snippet is a call, written for another program. It holds no secret: a command has nothing but the signature, and code
// reads the secrets from its environment.
type Snippet struct {
	Kind  SnippetKind
	Text  string
	Until time.Time // until when the signature is good, where the provider keeps to the usual window; zero for code
	Run   string    // how code is run with the connection's secrets in its environment; empty for commands
	Needs []string  // variables for headers that hold keys of their own, which must be set first
}

// Advice is what a person needs to know about it.
func (s Snippet) Advice() string {
	set := ""
	if len(s.Needs) > 0 {
		set = " A header of this call holds a key: set " + strings.Join(s.Needs, " and ") + "."
	}
	if !s.Kind.SignsItself() {
		return fmt.Sprintf("It is signed already: good once, and usually for 5 minutes, until %s.", s.Until.Format(time.TimeOnly)) + set
	}
	return "It signs by itself, at every run, and takes the secrets from its environment." + set + " Run it by " + s.Run + "."
}

// Snippet writes the call that Call would send.
func (c *Connection) Snippet(kind SnippetKind, r Request) (Snippet, error) {
	return c.SnippetWith(kind, r, SigningOptions{})
}

// SnippetWith is Snippet with a signature of one's own choice, which only commands have.
func (c *Connection) SnippetWith(kind SnippetKind, r Request, o SigningOptions) (Snippet, error) {
	doing := "writing the call as " + kind.Title()
	unfit := func(err error, hint string) (Snippet, error) {
		return Snippet{}, &StepError{Step: StepCall, Doing: doing, Err: err, Hint: hint}
	}
	if r.Basic != nil {
		return unfit(errors.New("it goes out with a name and a password, and is not signed"), "send it by countersign")
	}
	s, err := c.signed(r, o)
	if err != nil {
		return Snippet{}, err
	}
	if err := c.conns.client.checkSafe(c.config, s.out); err != nil {
		return unfit(err, "countersign would not send it either")
	}
	if kind.SignsItself() {
		text, needs, err := c.code(kind, s)
		if err != nil {
			return unfit(err, "take another language, or curl")
		}
		return Snippet{Kind: kind, Text: text, Run: c.runLine(kind), Needs: needs}, nil
	}
	if s.method == "PLAINTEXT" && !o.ShowSecrets {
		return unfit(errors.New("with PLAINTEXT the signature is both secrets, in clear"),
			"take Go, Python or JavaScript, which read them from the environment")
	}
	w := s.wire(o.ShowSecrets)
	text := w.curl("")
	if kind == SnippetHTTPie {
		if text, err = w.httpie(); err != nil {
			return unfit(err, "take curl")
		}
	}
	seconds, _ := strconv.ParseInt(s.parameter("oauth_timestamp"), 10, 64) // sign has made it of a number
	until := time.Unix(seconds, 0).Add(usualWindow - c.config.clock.offset())
	return Snippet{Kind: kind, Text: text, Until: until, Needs: w.needs()}, nil
}

// Snippet writes a call under credentials that the person brings. Its target is a whole URL.
func (m *Manager) Snippet(creds Credentials, kind SnippetKind, r Request, o SigningOptions) (Snippet, error) {
	return m.bare(creds).SnippetWith(kind, r, o)
}

// Snippet writes the call that was made here, to be made again. The token steps are not for repeating: what they are signed
// with ends with the dance.
func (x *Exchange) Snippet(kind SnippetKind) (Snippet, error) {
	if x.call == nil {
		return Snippet{}, &StepError{
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

// wire is a request as a program is to send it.
type wire struct {
	method, url string
	header      []wireHeader // sorted by name; Authorization the last
	body        string
}

// wireHeader is a header line, whose value may be a secret that stands in a variable instead.
type wireHeader struct {
	Name, Value, Variable string
	Broken                bool // the value goes over lines, where that changes nothing
}

// wire is the signed request. Unless the secrets are to be shown, a header that holds a key of its own takes it from a
// variable.
func (s *signedRequest) wire(show bool) wire {
	w := wire{method: s.base.Method, url: s.sent.url, header: wireHeaders(s.sent.header, !show), body: string(s.sent.body)}
	if s.sent.authorization != "" {
		w.header = append(w.header, wireHeader{Name: "Authorization", Value: s.sent.authorization, Broken: true})
	}
	return w
}

func wireHeaders(header http.Header, hide bool) []wireHeader {
	var list []wireHeader
	masked := maskedHeader(header)
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			h := wireHeader{Name: name, Value: value}
			if hide && masked.Get(name) == dots {
				h.Value, h.Variable = "", variableName(name)
			}
			list = append(list, h)
		}
	}
	return list
}

func (w wire) needs() []string { return variables(w.header) }

func variables(header []wireHeader) (names []string) {
	for _, h := range header {
		if h.Variable != "" && !slices.Contains(names, h.Variable) {
			names = append(names, h.Variable)
		}
	}
	return names
}

// variableName is a header's name as environments have it: X-Api-Key as X_API_KEY.
func variableName(header string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(header))
	if name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	return name
}
