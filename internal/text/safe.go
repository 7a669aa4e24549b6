package text

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe makes another party's text fit to print: one line, no control characters or terminal escapes, nothing invisible,
// at most limit characters (an ellipsis says that there was more).
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

// SafeLine is Safe for text that must not be cut.
func SafeLine(s string) string { return Safe(s, math.MaxInt) }

// SafeLines is Safe for text of several lines: line breaks, tabs and all spaces stay, and nothing is cut.
func SafeLines(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', unicode.Is(unicode.Zs, r), Printable(r):
			return r
		case r == '\u2800': // the blank of drawings made of Braille
			return ' '
		}
		return -1
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// Pasted is pasted text without what a person does not see in it: control characters and marks that turn the direction of
// the text. Line breaks are written in one way. Other invisible characters stay, since an emoji may be made with them.
func Pasted(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
}

// Printable is Visible without bytes that are not text.
func Printable(r rune) bool { return r != utf8.RuneError && Visible(r) }

// Visible reports whether a character shows itself and nothing else: not a control character, not one that turns the
// direction of a line (which can make it read as something else), and not one without ink or width.
func Visible(r rune) bool {
	switch r {
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u034f', '\u2800', '\u00ad':
		return false
	case '\ufe0f', '\ufe0e':
		return true // how an emoji looks
	}
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
		return false
	}
	return unicode.IsGraphic(r) && (r == ' ' || !unicode.IsSpace(r))
}
