package terminal

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QR is a link as a QR code, with the least error correction: a screen has no scratches, and a smaller code fits more
// windows.
type QR struct{ code *qr.Code }

// NewQR encodes a link. A code holds at most about 2900 bytes.
func NewQR(link string) (QR, error) {
	code, err := qr.Encode(link, qr.L)
	if err != nil {
		return QR{}, fmt.Errorf("making a QR code of %d bytes: %w", len(link), err)
	}
	return QR{code}, nil
}

// The quiet zone around a code, in modules: the width in the standard (ISO/IEC 18004 section 6.3.8), and the least that
// readers accept, for small windows.
const (
	wideQuiet   = 4
	narrowQuiet = 2
)

// QuietZone returns the widest quiet zone that fits; ok is false if none does.
func (q QR) QuietZone(columns, lines int) (quiet int, ok bool) {
	for _, quiet := range []int{wideQuiet, narrowQuiet} {
		if w, h := q.size(quiet); w <= columns && h <= lines {
			return quiet, true
		}
	}
	return 0, false
}

// MinSize returns the size that the code needs.
func (q QR) MinSize() (columns, lines int) { return q.size(narrowQuiet) }

func (q QR) size(quiet int) (columns, lines int) {
	modules := q.code.Size + 2*quiet
	return modules, (modules + 1) / 2
}

// Lines draws the code with half blocks: each character has two modules, so that they are square. The blocks are the
// dark modules, for dark text on a light background. Inverted, they are the light ones, for light text on a dark
// background.
func (q QR) Lines(quiet int, inverted bool) []string {
	modules := q.code.Size + 2*quiet
	lines := make([]string, 0, (modules+1)/2)
	for y := -quiet; y < modules-quiet; y += 2 {
		var line strings.Builder
		for x := -quiet; x < modules-quiet; x++ {
			// There is no module below the last row: that half of the line is light.
			top, bottom := q.code.Black(x, y) != inverted, q.code.Black(x, y+1) != inverted
			line.WriteRune(block(top, bottom))
		}
		lines = append(lines, line.String())
	}
	return lines
}

func block(top, bottom bool) rune {
	switch {
	case top && bottom:
		return '█'
	case top:
		return '▀'
	case bottom:
		return '▄'
	}
	return ' '
}

// ANSI draws the code dark on light, regardless of the terminal's colors.
func (q QR) ANSI(quiet int) string {
	const black, white, reset = "\x1b[38;5;16m", "\x1b[48;5;231m", "\x1b[0m"
	var text strings.Builder
	for _, line := range q.Lines(quiet, false) {
		text.WriteString(black + white + line + reset + "\n")
	}
	return text.String()
}
