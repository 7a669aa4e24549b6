package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Dots replace a secret of any length.
const Dots = "••••••••"

// Text prints as Dots with every format verb, in JSON and in logs. Only Reveal returns the secret. It is behind a pointer
// because package fmt calls no methods on unexported fields, and would print the content.
type Text struct{ text *string }

// New wraps a secret text.
func New(text string) Text { return Text{&text} }

// Reveal returns the secret.
func (s Text) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether the secret is empty.
func (s Text) Empty() bool { return s.Reveal() == "" }

// String returns Dots, or "" for an empty secret.
func (s Text) String() string {
	if s.Reveal() == "" {
		return ""
	}
	return Dots
}

// Format covers every verb, %#v and %x included.
func (s Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText covers JSON and YAML. A Text cannot be unmarshaled.
func (s Text) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue covers structured logs.
func (s Text) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Shorten abbreviates an identifier that is not secret, such as a token.
func Shorten(text string) string {
	const head, tail = 4, 2
	r := []rune(text)
	if len(r) <= head+tail+2 {
		return text
	}
	return string(r[:head]) + "…" + string(r[len(r)-tail:])
}
