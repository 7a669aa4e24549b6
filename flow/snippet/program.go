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

// The programs use only the standard library: the usual OAuth libraries drop repeated parameters, sign only some forms, or send
// another encoding than they signed.
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

// Program is a request for a program that signs it. Texts are as sent.
type Program struct {
	Connection string // its name; may be empty
	Host       string // the service, without a connection
	Method     string
	URL        string
	SignedURL  string // the signed URL, if it differs from URL
	Header     []Header
	Body       string
	Form       bool // the body is signed

	SignatureMethod signature.Method
	BodyHash        bool
	Token, Version  bool   // oauth_token and oauth_version are sent
	Placement       string // of the oauth parameters: header, query or body
	Realm           string
	ClockOffset     time.Duration // of the provider, ahead of this machine
}

// fields are the data of a template.
type fields struct {
	About                     []string // comment lines
	Method, URL, Signed, Body string
	Header                    []field
	Form, BodyHash            bool
	Token, Version            bool
	SignatureMethod           string
	Hash                      string // sha1, sha256 or sha512: of the signature method
	Digest                    string // the same in Go's crypto package
	Plaintext, RSA            bool
	Placement                 string
	Realm                     string // with a comma
	Ahead                     int    // seconds
}

// field is a header in a template.
type field struct{ Name, Value, Variable string }

// Write returns a program that signs and sends the request.
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
		return Snippet{}, fmt.Errorf("cannot write the program: %w", err)
	}
	s := Snippet{Kind: kind, Text: b.String(), Run: p.run(kind), EnvVars: needs}
	if kind == Go {
		formatted, err := format.Source([]byte(s.Text))
		if err != nil {
			return Snippet{}, fmt.Errorf("cannot format the program: %w", err)
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
		fmt.Sprintf("A request to %s, signed at each run with %s (OAuth 1.0a, RFC 5849).", text.Safe(of, 60), p.SignatureMethod),
		"The secrets are read from the environment: " + p.run(kind),
	}
	if len(needs) > 0 {
		lines = append(lines, "Set "+strings.Join(needs, " and ")+" as well; countersign does not export them.")
	}
	return lines
}

// run is the command that runs a program with the connection's secrets.
func (p Program) run(kind Kind) string {
	program := map[Kind]string{Go: "go run call.go", Python: "python3 call.py", JavaScript: "node call.mjs"}[kind]
	name := "NAME"
	if p.Connection != "" {
		name = shellQuote(text.Safe(p.Connection, 100))
	}
	return "countersign run " + name + " -- " + program
}

// realmPrefix is the realm in the Authorization header.
func realmPrefix(realm string) string {
	if realm == "" {
		return ""
	}
	return strings.TrimPrefix(signature.Header(realm, nil), "OAuth ") + ", "
}

// oncePerName joins repeated headers (RFC 9110 section 5.3), for languages with one value per name.
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
