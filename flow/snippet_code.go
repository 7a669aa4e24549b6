package flow

import (
	_ "embed"
	"fmt"
	"go/format"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"countersign/flow/signature"
	"countersign/internal/text"
)

// The programs that sign by themselves, with what comes with the language alone: the usual libraries lose repeated
// parameters, sign some forms only, or send another spelling than they signed.
var (
	//go:embed snippet_go.tmpl
	goTemplate string
	//go:embed snippet_python.tmpl
	pythonTemplate string
	//go:embed snippet_javascript.tmpl
	javaScriptTemplate string

	codeTemplates = map[SnippetKind]*template.Template{
		SnippetGo:         codeTemplate(SnippetGo, goTemplate, template.FuncMap{"text": goText}),
		SnippetPython:     codeTemplate(SnippetPython, pythonTemplate, template.FuncMap{"text": pythonText, "header": headerText(pythonText), "bytes": pythonBytes}),
		SnippetJavaScript: codeTemplate(SnippetJavaScript, javaScriptTemplate, template.FuncMap{"text": javaScriptText, "header": headerText(javaScriptText), "bytes": javaScriptBytes}),
	}
)

func codeTemplate(kind SnippetKind, text string, literals template.FuncMap) *template.Template {
	return template.Must(template.New(string(kind)).Funcs(literals).Parse(text))
}

// codeCall is what a program is made of. Texts are as they go over the wire.
type codeCall struct {
	About  []string // comment lines
	Method string
	URL    string
	Signed string // the address that is signed, where it is not the one called; else empty
	Header []wireHeader
	Body   string
	Form   bool // the body is part of what is signed

	SignatureMethod string
	Hash            string // sha1, sha256 or sha512: of the signature method
	Digest          string // the same as Go's crypto package has it
	Plaintext, RSA  bool
	BodyHash        bool
	Token, Version  bool // oauth_token and oauth_version are sent
	Placement       string
	Realm           string // as it stands before the parameters in the header, with a comma behind it
	Ahead           int    // seconds by which the provider's clock is ahead of this machine's
}

// code writes a program that makes the call.
func (c *Connection) code(kind SnippetKind, s *signedRequest) (text string, needs []string, err error) {
	header := wireHeaders(s.sent.header, true)
	if s.sent.header.Get("User-Agent") == "" { // some services refuse one without, and not every language sends one
		header = append(header, wireHeader{Name: "User-Agent", Value: userAgent})
	}
	d := codeCall{
		Method: s.base.Method, URL: s.out.url, Signed: s.signedAddress(), Header: header, Body: string(s.out.body),
		Form: len(s.out.body) > 0 && signature.IsForm(s.out.header.Get("Content-Type")), SignatureMethod: string(s.method),
		Plaintext: s.method == signature.PLAINTEXT, RSA: strings.HasPrefix(string(s.method), "RSA-"),
		BodyHash: s.has("oauth_body_hash"), Token: s.has("oauth_token"), Version: s.has("oauth_version"),
		Placement: s.sent.placement, Realm: realmPrefix(s.out.realm), Ahead: int(c.config.clock.offset() / time.Second),
	}
	d.Hash, d.Digest = "sha1", "SHA1"
	if _, bits, found := strings.Cut(d.SignatureMethod, "-SHA"); found && bits != "1" {
		d.Hash, d.Digest = "sha"+bits, "SHA"+bits
	}
	if kind != SnippetGo {
		d.Header = oncePerName(d.Header)
	}
	d.About = c.about(kind, d, variables(header))
	var b strings.Builder
	if err := codeTemplates[kind].Execute(&b, d); err != nil {
		return "", nil, fmt.Errorf("filling in the program: %w", err)
	}
	text = b.String()
	if kind == SnippetGo {
		formatted, err := format.Source([]byte(text))
		if err != nil {
			return "", nil, fmt.Errorf("formatting the program: %w", err)
		}
		text = string(formatted)
	}
	return text, variables(header), nil
}

func (c *Connection) about(kind SnippetKind, d codeCall, needs []string) []string {
	of := host(d.URL)
	if c.Entry.Name != "" {
		of = c.Entry.Name
	}
	lines := []string{
		fmt.Sprintf("A call of %s, signed afresh at every run by %s (OAuth 1.0a, RFC 5849).", text.Safe(of, 60), d.SignatureMethod),
		"Its secrets come from the environment: " + c.runLine(kind),
	}
	if len(needs) > 0 {
		lines = append(lines, "Set "+strings.Join(needs, " and ")+" as well, which countersign does not give to programs.")
	}
	return lines
}

// runLine is how a program gets the connection's secrets.
func (c *Connection) runLine(kind SnippetKind) string {
	program := map[SnippetKind]string{SnippetGo: "go run call.go", SnippetPython: "python3 call.py", SnippetJavaScript: "node call.mjs"}[kind]
	name := "NAME"
	if c.Entry.Name != "" {
		name = shellQuote(text.Safe(c.Entry.Name, 100))
	}
	return "countersign run " + name + " -- " + program
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

// realmPrefix is what a realm adds to the Authorization header, before the parameters.
func realmPrefix(realm string) string {
	if realm == "" {
		return ""
	}
	return strings.TrimPrefix(signature.Header(realm, nil), "OAuth ") + ", "
}

// oncePerName joins the values of repeated headers, as RFC 9110 section 5.3 allows: some languages keep headers by name.
func oncePerName(header []wireHeader) []wireHeader {
	var out []wireHeader
	for _, h := range header {
		if i := len(out) - 1; i >= 0 && out[i].Name == h.Name && h.Variable == "" {
			out[i].Value += ", " + h.Value
			continue
		} else if i >= 0 && out[i].Name == h.Name {
			continue
		}
		out = append(out, h)
	}
	return out
}

// goText is a text as a Go literal, which takes any bytes.
func goText(text string) string { return fmt.Sprintf("%q", text) }

// pythonText is a text as a Python literal.
func pythonText(text string) string {
	return quoted(text, func(r rune) string {
		if r > 0xffff {
			return fmt.Sprintf(`\U%08x`, r)
		}
		return fmt.Sprintf(`\u%04x`, r)
	})
}

// pythonBytes is a body as a Python literal of bytes.
func pythonBytes(body string) string {
	switch {
	case ascii(body):
		return "b" + quoted(body, func(r rune) string { return fmt.Sprintf(`\x%02x`, r) })
	case utf8.ValidString(body):
		return pythonText(body) + ".encode()"
	}
	return "b" + quotedBytes(body)
}

// javaScriptText is a text as a JavaScript literal, which no page that it is pasted into can take for the end of a script.
func javaScriptText(text string) string {
	return outsideMarkup(quoted(text, func(r rune) string {
		if r > 0xffff {
			return fmt.Sprintf(`\u{%x}`, r)
		}
		return fmt.Sprintf(`\u%04x`, r)
	}))
}

func outsideMarkup(literal string) string {
	return strings.NewReplacer("</", `<\/`, "<!--", `<\!--`).Replace(literal)
}

// javaScriptBytes is a body as a Buffer.
func javaScriptBytes(body string) string {
	if utf8.ValidString(body) {
		return "Buffer.from(" + javaScriptText(body) + ")"
	}
	return "Buffer.from(" + outsideMarkup(quotedBytes(body)) + `, "latin1")`
}

// headerText is a header's value as a literal for languages that write the characters of a header as bytes, one each.
func headerText(text func(string) string) func(value string) string {
	return func(value string) string {
		if ascii(value) {
			return text(value)
		}
		return quotedBytes(value)
	}
}

// quoted is a literal between double quotes: what would end it or cannot be seen is escaped, by other where no short form
// exists.
func quoted(value string, other func(rune) string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		switch short := strings.IndexRune("\"\\\n\r\t", r); {
		case short >= 0:
			b.WriteString([]string{`\"`, `\\`, `\n`, `\r`, `\t`}[short])
		case text.Printable(r):
			b.WriteRune(r)
		default:
			b.WriteString(other(r))
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quotedBytes is a literal of bytes: those that are no plain ASCII by their number.
func quotedBytes(body string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(body) {
		switch c := body[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}
