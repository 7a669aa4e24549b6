package traffic

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// The base string, ours beside the provider's, broken at its parts.

func verdict(e *kit.Env, at int) string {
	if at < 0 {
		return e.Styles.Success.Render("✓ ") + "the provider made the same base string: then a secret differs, the consumer's or the token's"
	}
	return e.Styles.Error.Render("✗ ") + "the provider made another base string: ^ marks the first difference"
}

// firstDifference is the first byte in which two texts differ; -1 when they are the same.
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

// baseLines breaks a base string after each of its three parts and before each parameter (an encoded &, %26), and where a
// piece is longer than a line. Below the piece that holds byte at stands a mark; -1 marks nothing.
func baseLines(e *kit.Env, base string, at, width int) []string {
	room := width - kit.Margin - 4
	var lines []string
	start := 0
	for i, piece := range basePieces(base) {
		for _, words := range chunksOfBytes(piece, room) {
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

// chunksOfBytes cuts a text, ASCII as base strings are, every room characters.
func chunksOfBytes(text string, room int) []string {
	var out []string
	for len(text) > room {
		out = append(out, text[:room])
		text = text[room:]
	}
	return append(out, text)
}
