package terminal

import "bytes"

// A terminal joins the lines of a selection only where it wrapped them itself. Bubble Tea ends every line by a line break,
// so that a link over three lines would be copied as three. Lines that go on are therefore marked at the break, and the
// break is taken out of what goes to the terminal: the next character then falls over the edge. Where Bubble Tea leaves a
// line out because it stands there already, the marks do not meet and the break stays.

// SoftWrap marks the end of a line that goes on, and the beginning of the line that it goes on in. It switches bold off
// twice: it changes nothing, and nothing else writes it.
const SoftWrap = "\x1b[22;22m"

var softBreak = []byte(SoftWrap + "\r\n" + SoftWrap)

// SoftWrapped takes the marked breaks out of a frame.
func JoinSoftWraps(frame []byte) []byte {
	if !bytes.Contains(frame, softBreak) {
		return frame
	}
	return bytes.ReplaceAll(frame, softBreak, nil)
}
