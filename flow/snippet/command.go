package snippet

import (
	"fmt"
	"strings"
	"time"

	"countersign/internal/text"
)

// Command is a signed request that a command sends.
type Command struct {
	Method, URL   string
	Header        []Header // without Authorization
	Authorization string   // empty where the oauth parameters are in the URL or in the body
	Wrap          bool     // the Authorization header is written over several lines, which changes nothing
	Body          string
	ValidUntil    time.Time // until when the signature is good, where the provider keeps to the usual window
}

// Write writes the request as a command for a POSIX shell.
func (c Command) Write(kind Kind) (Snippet, error) {
	s := Snippet{Kind: kind, ValidUntil: c.ValidUntil, EnvVars: variables(c.Header)}
	if kind != HTTPie {
		s.Text = c.Curl("")
		return s, nil
	}
	var err error
	s.Text, err = c.httpie()
	return s, err
}

// authorization is the Authorization header as one word of the shell. colon is what the program wants behind the name.
func (c Command) authorization(colon string) string {
	header := "Authorization" + colon + c.Authorization
	if c.Wrap {
		return shellPieces(header)
	}
	return shellQuote(header)
}

// argumentLimit is well below what Linux takes as one argument, 128 KiB.
const argumentLimit = 100 << 10

// plainBody reports whether the body can stand in an argument.
func (c Command) plainBody() bool {
	return len(c.Body) <= argumentLimit && text.SafeLines(c.Body) == c.Body
}

// pipedBody writes the body to what follows.
func (c Command) pipedBody() string { return "printf '" + octal(c.Body) + "' |\n" }

// pieceLength is how long a piece of a header may be so that its line fits into 80 columns.
const pieceLength = 64

// shellPieces is shellQuote for an Authorization header, on a line for each parameter: they are read as one word all the
// same, and can be selected on the screen of a terminal.
func shellPieces(text string) string {
	var quoted []string
	for _, piece := range strings.SplitAfter(text, ", ") {
		for rest := []rune(piece); len(rest) > 0; {
			n := min(len(rest), pieceLength)
			quoted, rest = append(quoted, shellQuote(string(rest[:n]))), rest[n:]
		}
	}
	return strings.Join(quoted, "\\\n")
}

// shellQuote makes one word of a text, whatever stands in it, and leaves alone what is one in every shell.
func shellQuote(text string) string {
	special := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-./:@%_", r)
	}
	if text != "" && !strings.ContainsFunc(text, special) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// octal writes bytes for printf: letters, digits and spaces as they are, the others by their number.
func octal(body string) string {
	var b strings.Builder
	for i := range len(body) {
		switch c := body[i]; {
		case c == ' ', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String()
}
