package terminal

import "bytes"

// A terminal joins the lines of a selection only where it wrapped them itself. Bubble Tea ends every line with a line break,
// so a link on three lines would be copied as three lines. We mark such breaks and remove them from the output, so that the
// terminal wraps the line. Where Bubble Tea skips an unchanged line, the two marks are not adjacent and the break stays.

// SoftWrap marks the end of a line that continues, and the start of the next line. It turns bold off twice, which has
// no effect and is not written by anything else.
const SoftWrap = "\x1b[22;22m"

var softBreak = []byte(SoftWrap + "\r\n" + SoftWrap)

// JoinSoftWraps removes the marked breaks from a frame.
func JoinSoftWraps(frame []byte) []byte {
	if !bytes.Contains(frame, softBreak) {
		return frame
	}
	return bytes.ReplaceAll(frame, softBreak, nil)
}
