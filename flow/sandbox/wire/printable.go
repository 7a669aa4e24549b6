package wire

import (
	"strconv"
	"strings"
)

// Printable returns untrusted text as visible ASCII of at most limit characters.
func Printable(s string, limit int) string {
	cut := s[:min(len(s), limit)]
	cut = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, cut)
	if len(s) > limit {
		cut += "..."
	}
	return cut
}

// Quote quotes untrusted text in a message.
func Quote(s string) string { return strconv.Quote(Printable(s, 60)) }
