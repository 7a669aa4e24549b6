package snippet

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"countersign/internal/text"
)

// goText is a Go string literal.
func goText(value string) string { return fmt.Sprintf("%q", value) }

// pythonText is a Python string literal.
func pythonText(text string) string {
	return quoted(text, func(r rune) string {
		if r > 0xffff {
			return fmt.Sprintf(`\U%08x`, r)
		}
		return fmt.Sprintf(`\u%04x`, r)
	})
}

// pythonBytes is a Python bytes literal.
func pythonBytes(body string) string {
	switch {
	case ascii(body):
		return "b" + quoted(body, func(r rune) string { return fmt.Sprintf(`\x%02x`, r) })
	case utf8.ValidString(body):
		return pythonText(body) + ".encode()"
	}
	return "b" + quotedBytes(body)
}

// javaScriptText is a JavaScript string literal, safe in an HTML page.
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

// javaScriptBytes is a JavaScript Buffer.
func javaScriptBytes(body string) string {
	if utf8.ValidString(body) {
		return "Buffer.from(" + javaScriptText(body) + ")"
	}
	return "Buffer.from(" + outsideMarkup(quotedBytes(body)) + `, "latin1")`
}

// headerText is a header's value for languages that send each character as a byte.
func headerText(text func(string) string) func(value string) string {
	return func(value string) string {
		if ascii(value) {
			return text(value)
		}
		return quotedBytes(value)
	}
}

// quoted is a literal in double quotes. Invisible characters without a short escape are escaped by other.
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

// quotedBytes is a literal of bytes, non-ASCII ones by number.
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
