package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
)

var keyCopyBase = bind("copy the base string", "y")

// signature shows one exchange of the dance: why its signature is what it is, and what the provider made of it.
type signature struct {
	*env
	exchange *flow.Exchange
	view     viewport.Model
}

func newSignature(e *env, x *flow.Exchange) *signature {
	s := &signature{env: e, exchange: x, view: viewport.New(0, 0)}
	s.view.KeyMap = scrollKeys
	return s
}

func (s *signature) Init() tea.Cmd { return nil }

func (s *signature) Title() string { return "signature" }

// Aside is the signature method, and where the parameters went.
func (s *signature) Aside() string { return s.styles.Muted.Render(signedHow(s.exchange)) }

func (s *signature) SetSize(width, height int) {
	s.view.Width, s.view.Height = width, height
	s.view.SetContent(s.signatureText(s.exchange, width))
}

func (s *signature) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		if key.Matches(msg, keyCopyBase) {
			return s.copy("the base string", s.exchange.BaseString)
		}
		s.view, _ = s.view.Update(msg)
	}
	return nil
}

func (s *signature) View() string { return s.view.View() }

func (s *signature) ShortHelp() []key.Binding {
	return []key.Binding{named(keyDown, "scroll"), keyCopyBase, keyBack}
}

func (s *signature) FullHelp() [][]key.Binding {
	return [][]key.Binding{{scrollKeys.Up, scrollKeys.Down, keyPageUp, keyPageDown, keyCopyBase, keyBack}}
}

func signedHow(x *flow.Exchange) string {
	if x.Placement == "" {
		return x.SignatureMethod
	}
	return x.SignatureMethod + " · " + x.Placement
}

// signatureText shows what was signed: the parameters as they were normalised (RFC 5849 section 3.4.1.3.2) and the base
// string (section 3.4.1.1), broken at its parts. When the provider sent its own, both stand first, with the place where
// they part.
func (e *env) signatureText(x *flow.Exchange, width int) string {
	if x.ProviderBase == "" {
		return strings.Join(append(append(e.signedParts(x, width), ""), e.baseString("base string", x.BaseString, -1, width)...), "\n")
	}
	at := firstDifference(x.BaseString, x.ProviderBase)
	lines := []string{hang(indent, e.verdict(at), width), ""}
	lines = append(append(lines, e.baseString("our base string", x.BaseString, at, width)...), "")
	lines = append(append(lines, e.baseString("the provider's base string", x.ProviderBase, at, width)...), "")
	return strings.Join(append(lines, e.signedParts(x, width)...), "\n")
}

// signedParts are what a base string is made of.
func (e *env) signedParts(x *flow.Exchange, width int) []string {
	line := func(name, text string) string {
		return hang(indent+e.styles.Muted.Render(fit(name, 12)), flow.Safe(text, 2000), width)
	}
	lines := []string{
		line("step", string(x.Step)), line("method", x.Method), line("base URI", x.BaseURI), line("signed by", signedHow(x)),
	}
	name := "parameters"
	for _, p := range x.Parameters {
		lines = append(lines, line(name, p.Name+"="+p.Value))
		name = ""
	}
	return lines
}

func (e *env) baseString(title, base string, at, width int) []string {
	return append([]string{indent + e.styles.Strong.Render(title)}, e.baseLines(base, at, width)...)
}

func (e *env) verdict(at int) string {
	if at < 0 {
		return e.styles.Good.Render("✓ ") + "the provider made the same base string: then a secret differs, the consumer's or the token's"
	}
	return e.styles.Bad.Render("✗ ") + "the provider made another base string: ^ marks the first difference"
}

// firstDifference is the first byte in which two texts differ; -1 when they are the same.
func firstDifference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) == len(b) {
		return -1
	}
	return min(len(a), len(b))
}

// baseLines breaks a base string after each of its three parts and before each parameter (an encoded &, %26), and where a
// piece is longer than a line. Below the piece that holds byte at stands a mark; -1 marks nothing.
func (e *env) baseLines(base string, at, width int) []string {
	room := width - margin - 4
	var lines []string
	start := 0
	for i, piece := range basePieces(base) {
		for _, text := range chunksOfBytes(piece, room) {
			lead := indent
			if i > 0 {
				lead += "  "
			}
			lines = append(lines, lead+flow.Safe(text, len(text)))
			last := start+len(text) == len(base)
			if at >= start && (at < start+len(text) || last && at == len(base)) {
				lines = append(lines, strings.Repeat(" ", ansi.StringWidth(lead)+at-start)+e.styles.Bad.Render("^"))
			}
			start += len(text)
		}
	}
	return lines
}

func basePieces(base string) []string {
	parts := strings.SplitAfterN(base, "&", 3)
	if len(parts) < 3 {
		return parts
	}
	pieces := []string{parts[0] + parts[1]}
	rest := parts[2]
	for {
		i := strings.Index(rest[min(3, len(rest)):], "%26")
		if i < 0 {
			return append(pieces, rest)
		}
		pieces = append(pieces, rest[:i+3])
		rest = rest[i+3:]
	}
}

// chunksOfBytes cuts a text, ASCII as base strings are, every room characters.
func chunksOfBytes(text string, room int) []string {
	var out []string
	for len(text) > room {
		out = append(out, text[:room])
		text = text[room:]
	}
	return append(out, text)
}
