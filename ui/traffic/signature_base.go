package traffic

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
	"countersign/ui/kit"
)

func verdict(e *kit.Env, at int) string {
	if at < 0 {
		return e.Styles.Success.Render("✓ ") + "The provider computed the same base string, so a secret differs: the consumer secret or the token secret"
	}
	return e.Styles.Error.Render("✗ ") + "The provider computed a different base string. ^ marks the first difference."
}

// firstDifference is the index of the first byte that differs; -1 if a and b are equal.
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

// baseLines breaks a base string (RFC 5849 section 3.4.1) after its method and URI and before each parameter (%26 is an
// encoded &). A mark points at byte at; -1 marks nothing.
func baseLines(e *kit.Env, base string, at, width int) []string {
	room := width - kit.Margin - 4
	var lines []string
	start := 0
	for i, piece := range basePieces(base) {
		for _, words := range kit.Chunks(piece, room) {
			lead := kit.Indent
			if i > 0 {
				lead += "  "
			}
			lines = append(lines, lead+text.Safe(words, len(words)))
			last := start+len(words) == len(base)
			if at >= start && (at < start+len(words) || last && at == len(base)) {
				lines = append(lines, strings.Repeat(" ", ansi.StringWidth(lead)+at-start)+e.Styles.Error.Render("^"))
			}
			start += len(words)
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
