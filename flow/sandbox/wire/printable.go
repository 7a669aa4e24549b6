package wire

import (
	"strconv"
	"strings"
)

// Printable makes a peer's text fit for a log line or an advice: visible ASCII only,
// and no longer than limit.
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

// Quoted is a peer's word within a sentence.
func Quote(s string) string { return strconv.Quote(Printable(s, 60)) }
