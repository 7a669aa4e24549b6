package snippet

import (
	"fmt"
	"strings"
	"time"

	"countersign/internal/text"
)

// Command is a signed request for a command.
type Command struct {
	Method, URL   string
	Header        []Header // without Authorization
	Authorization string   // empty if the oauth parameters are in the URL or body
	Wrap          bool     // split the Authorization header into several lines
	Body          string
	ValidUntil    time.Time // of the signature, with the usual time window
}

// Write returns a command for a POSIX shell.
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

// authorization is the Authorization header as a shell word. colon separates name and value.
func (c Command) authorization(colon string) string {
	header := "Authorization" + colon + c.Authorization
	if c.Wrap {
		return shellPieces(header)
	}
	return shellQuote(header)
}

// argumentLimit is below the 128 KiB that Linux allows for an argument.
const argumentLimit = 100 << 10

// plainBody reports whether the body can be an argument.
func (c Command) plainBody() bool {
	return len(c.Body) <= argumentLimit && text.SafeLines(c.Body) == c.Body
}

// pipedBody pipes the body to the command.
func (c Command) pipedBody() string { return "printf '" + octal(c.Body) + "' |\n" }

// pieceLength is the length of a piece of a header, to fit into 80 columns.
const pieceLength = 64

// shellPieces is shellQuote for an Authorization header with a line per parameter, which a shell still reads as one word.
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

// shellQuote quotes a text as one word for any shell, if needed.
func shellQuote(text string) string {
	special := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-./:@%_", r)
	}
	if text != "" && !strings.ContainsFunc(text, special) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// octal encodes bytes for printf: all but letters, digits and spaces by number.
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
