package snippet

import (
	_ "embed"
	"fmt"
	"go/format"
	"strings"
	"text/template"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
)

// The programs that sign by themselves, with what comes with the language alone: the usual libraries lose repeated
// parameters, sign some forms only, or send another spelling than they signed.
var (
	//go:embed go.tmpl
	goTemplate string
	//go:embed python.tmpl
	pythonTemplate string
	//go:embed javascript.tmpl
	javaScriptTemplate string

	templates = map[Kind]*template.Template{
		Go:         parse(Go, goTemplate, template.FuncMap{"text": goText}),
		Python:     parse(Python, pythonTemplate, template.FuncMap{"text": pythonText, "header": headerText(pythonText), "bytes": pythonBytes}),
		JavaScript: parse(JavaScript, javaScriptTemplate, template.FuncMap{"text": javaScriptText, "header": headerText(javaScriptText), "bytes": javaScriptBytes}),
	}
)

func parse(kind Kind, content string, literals template.FuncMap) *template.Template {
	return template.Must(template.New(string(kind)).Funcs(literals).Parse(content))
}

// Program is a request that a program signs and sends. Texts are as they go over the wire.
type Program struct {
	Connection string // its name; empty: there is none
	Host       string // names the service where there is no connection
	Method     string
	URL        string
	SignedURL  string // the address that is signed, where it is not the one called; else empty
	Header     []Header
	Body       string
	Form       bool // the body is part of what is signed

	SignatureMethod signature.Method
	BodyHash        bool
	Token, Version  bool   // oauth_token and oauth_version are sent
	Placement       string // of the oauth parameters: header, query or body
	Realm           string
	ClockOffset     time.Duration // by which the provider's clock is ahead of this machine's
}

// fields are what a template fills in.
type fields struct {
	About                     []string // comment lines
	Method, URL, Signed, Body string
	Header                    []field
	Form, BodyHash            bool
	Token, Version            bool
	SignatureMethod           string
	Hash                      string // sha1, sha256 or sha512: of the signature method
	Digest                    string // the same as Go's crypto package has it
	Plaintext, RSA            bool
	Placement                 string
	Realm                     string // as it stands before the parameters in the header, with a comma behind it
	Ahead                     int    // seconds
}

// field is a header as a template sees it.
type field struct{ Name, Value, Variable string }

// Write writes a program that signs and sends the request.
func (p Program) Write(kind Kind) (Snippet, error) {
	header := p.Header
	if kind != Go {
		header = oncePerName(header)
	}
	needs := variables(header)
	f := fields{
		About: p.about(kind, needs), Method: p.Method, URL: p.URL, Signed: p.SignedURL, Body: p.Body, Form: p.Form, BodyHash: p.BodyHash,
		Token: p.Token, Version: p.Version, SignatureMethod: string(p.SignatureMethod), Hash: "sha1", Digest: "SHA1",
		Plaintext: p.SignatureMethod == signature.PLAINTEXT, RSA: strings.HasPrefix(string(p.SignatureMethod), "RSA-"),
		Placement: p.Placement, Realm: realmPrefix(p.Realm), Ahead: int(p.ClockOffset / time.Second),
	}
	if _, bits, found := strings.Cut(f.SignatureMethod, "-SHA"); found && bits != "1" {
		f.Hash, f.Digest = "sha"+bits, "SHA"+bits
	}
	for _, h := range header {
		f.Header = append(f.Header, field{h.Name, h.Value, h.EnvVar()})
	}
	var b strings.Builder
	if err := templates[kind].Execute(&b, f); err != nil {
		return Snippet{}, fmt.Errorf("filling in the program: %w", err)
	}
	s := Snippet{Kind: kind, Text: b.String(), Run: p.run(kind), EnvVars: needs}
	if kind == Go {
		formatted, err := format.Source([]byte(s.Text))
		if err != nil {
			return Snippet{}, fmt.Errorf("formatting the program: %w", err)
		}
		s.Text = string(formatted)
	}
	return s, nil
}

func (p Program) about(kind Kind, needs []string) []string {
	of := p.Host
	if p.Connection != "" {
		of = p.Connection
	}
	lines := []string{
		fmt.Sprintf("A call of %s, signed afresh at every run by %s (OAuth 1.0a, RFC 5849).", text.Safe(of, 60), p.SignatureMethod),
		"Its secrets come from the environment: " + p.run(kind),
	}
	if len(needs) > 0 {
		lines = append(lines, "Set "+strings.Join(needs, " and ")+" as well, which countersign does not give to programs.")
	}
	return lines
}

// run is how a program gets the connection's secrets.
func (p Program) run(kind Kind) string {
	program := map[Kind]string{Go: "go run call.go", Python: "python3 call.py", JavaScript: "node call.mjs"}[kind]
	name := "NAME"
	if p.Connection != "" {
		name = shellQuote(text.Safe(p.Connection, 100))
	}
	return "countersign run " + name + " -- " + program
}

// realmPrefix is what a realm adds to the Authorization header, before the parameters.
func realmPrefix(realm string) string {
	if realm == "" {
		return ""
	}
	return strings.TrimPrefix(signature.Header(realm, nil), "OAuth ") + ", "
}

// oncePerName joins the values of repeated headers, as RFC 9110 section 5.3 allows: some languages keep headers by name.
func oncePerName(header []Header) []Header {
	var out []Header
	for _, h := range header {
		if i := len(out) - 1; i >= 0 && out[i].Name == h.Name && !h.Secret {
			out[i].Value += ", " + h.Value
			continue
		} else if i >= 0 && out[i].Name == h.Name {
			continue
		}
		out = append(out, h)
	}
	return out
}
