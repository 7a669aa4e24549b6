package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Dots stand where a secret would; their number says nothing about its length.
const Dots = "••••••••"

// Text is a text that prints as Dots in every format verb, in JSON and in logs. Only Reveal gives it out, so a search
// for that word finds every place where a secret leaves its type. The text stands behind a pointer because package fmt calls
// no methods on what it finds in unexported fields: of those it prints the content, and so an address.
type Text struct{ text *string }

// New wraps a secret text.
func New(text string) Text { return Text{&text} }

// Reveal gives the secret out.
func (s Text) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no secret.
func (s Text) Empty() bool { return s.Reveal() == "" }

// String shows Dots, or nothing when there is no secret.
func (s Text) String() string {
	if s.Reveal() == "" {
		return ""
	}
	return Dots
}

// Format covers every verb, %#v and %x included.
func (s Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText covers JSON, YAML and the like. It goes one way only: a Text is never read back from text.
func (s Text) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue covers structured logs.
func (s Text) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Shorten shows the two ends of an identifier that is no secret by itself, such as a token without its secret.
func Shorten(text string) string {
	const head, tail = 4, 2
	r := []rune(text)
	if len(r) <= head+tail+2 {
		return text
	}
	return string(r[:head]) + "…" + string(r[len(r)-tail:])
}
