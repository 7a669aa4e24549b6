package text

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe sanitizes untrusted text: one line, no control characters or escape sequences, nothing invisible, at most limit
// characters (then an ellipsis).
func Safe(s string, limit int) string {
	var b strings.Builder
	space, count := false, 0
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if !Printable(r) {
			continue
		}
		if space {
			count++
		}
		if count >= limit {
			b.WriteRune('…')
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		count++
	}
	return b.String()
}

// SafeLine is Safe without a limit.
func SafeLine(s string) string { return Safe(s, math.MaxInt) }

// SafeLines is Safe for several lines, without a limit: line breaks, tabs and spaces are kept.
func SafeLines(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', unicode.Is(unicode.Zs, r), Printable(r):
			return r
		case r == '\u2800': // blank of Braille drawings
			return ' '
		}
		return -1
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// Pasted sanitizes pasted text: it removes control and bidirectional characters and normalizes line breaks, but keeps other
// invisible characters, which may be part of an emoji.
func Pasted(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}

// Printable is Visible except for invalid UTF-8.
func Printable(r rune) bool { return r != utf8.RuneError && Visible(r) }

// Visible reports whether a character is visible: not a control character, not bidirectional (which can reorder a line), not
// blank or of zero width.
func Visible(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u034f', '\u2800', '\u00ad':
		return false
	case '\ufe0f', '\ufe0e':
		return true // emoji presentation
	}
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
		return false
	}
	return unicode.IsGraphic(r) && (r == ' ' || !unicode.IsSpace(r))
}
