package journeys_test

import (
	"strings"
	"testing"
)

// Wrong keys and window sizes.

// strayKeys are keys without a meaning on any screen, by tmux's names.
var strayKeys = []string{
	"F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "C-Space", "C-]", "C-^", "M-x", "M-F5", "IC", "C-S-Left", "M-0", "C-_", "M-Tab",
}

// strayBytes are what a terminal may send besides keys: mouse reports at the screen's edges and far outside, focus reports,
// sequences of other terminals, incomplete sequences.
var strayBytes = []string{
	"\x1b[<0;1;1M", "\x1b[<0;1;1m", "\x1b[<2;40;12M", "\x1b[<64;40;12M", "\x1b[<65;40;12M", "\x1b[<0;9999;9999M", "\x1b[<0;0;0M", "\x1b[<35;5;5M",
	"\x1b[I", "\x1b[O", "\x1b[?1;2c", "\x1b[24;80R", "\x1b[200~\x1b[201~", "\x1b[99~", "\x1bOS", "\xff\xfe",
}

// slips sends all of them.
func (p *person) slips() *person {
	p.Helper()
	for _, key := range strayKeys {
		p.does("send-keys", key)
	}
	for _, bytes := range strayBytes {
		p.sends(bytes)
	}
	return p
}

// sends makes the terminal send bytes in one piece, like a report.
func (p *person) sends(bytes string) {
	p.Helper()
	p.does("set-buffer", "--", bytes)
	p.does("paste-buffer", "-r")
}

// taps presses letters one by one. Without the focus reports in between, a busy machine would read them at once, as a paste.
func (p *person) taps(letters string) *person {
	p.Helper()
	for _, letter := range letters {
		p.Type(string(letter)).sends("\x1b[I") // the terminal has the focus
	}
	return p
}

// garbage is what a clipboard may contain: several lines, colors, a window title.
const garbage = "garbage q\x1b[31mred\x1b[0m\r\nx y\n\x1b]0;a title\x07\ttab \x1b[2J\x1b[H\u202eright to left\u202c 漢字\n"

// I press wrong keys on every screen, the mouse reports nonsense, and I paste the wrong thing: nothing is lost or sent, and
// I still get from home to a signed response.
func TestIPressWrongKeys(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t, browserThat(t, "allow")...))
	address := freeAddress(t)
	p.Run("countersign").WaitFor("▸ + try the sandbox").slips().Paste(garbage)
	p.taps("twvxcZ1%").WaitFor("No connections to ").Press("/").WaitFor("No connections to filter yet", "▸ + try the sandbox")

	p.Press("n").WaitFor("Flickr").slips().taps("xtwZ").WaitFor("Flickr")
	p.Paste(garbage).WaitFor("garbage q").Press("Enter").Press("Escape").WaitFor("Flickr", "Sandbox")
	p.Press("/").WaitFor("Esc clear").Type("sandbox").WaitFor("▸ Sandbox").Press("Enter").WaitFor("▸ Address", "to request a token").slips()
	p.Paste(garbage).WaitFor("Fix: Address").Press("Enter").WaitFor("▸ Address", "✗")
	p.Press("C-u").Type(address).WaitFor(address, "to request a token").Press("Enter").WaitFor("Open this link in your browser", "Waiting for the callback on")

	p.slips().taps("xtneG1").Paste(garbage).WaitFor("garbage").Press("Enter").WaitFor("✗", "Open this link in your browser")
	p.Press("Escape").WaitFor("Open this link in your browser", "Esc stop").Press("o").WaitFor("Connected as anna")
	p.slips().taps("xtndbp").Paste(garbage).WaitFor("Connected as anna").Press("Enter").WaitFor("▸ Who am I")

	p.slips().taps("xtwvnz%7").WaitFor("▸ Who am I").Press("Enter").WaitFor("200 OK", "Anna Sample")
	p.slips().taps("tvnQ%7").Paste(garbage).WaitFor("200 OK", "Anna Sample")
	p.Press("Escape").WaitFor("▸ Who am I", "Esc back").Press("Escape").WaitFor("1 connection", "anna").slips().Paste(garbage).WaitFor("1 connection", "anna")
	p.Press("C-c").AtPrompt()
	p.Run("clear; countersign connections").WaitFor("sandbox", "anna").AtPrompt()
	if screen := p.Screen(); strings.Contains(screen, "garbage") {
		t.Errorf("a paste got to the shell:\n%s", screen)
	}
}

// I make my window small, too small, large and normal again in every step, and each step is unchanged.
func TestIResizeInEveryStep(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	// sees changes the size and waits for what must be visible at each size.
	sees := func(texts ...string) *person {
		t.Helper()
		p.Resize(60, 16).WaitFor(texts...).Resize(40, 10).WaitFor("60×16").Resize(200, 60).WaitFor(texts...)
		return p.Resize(80, 24).WaitFor(texts...)
	}
	p.Run("countersign").WaitFor("▸ + try the sandbox")
	sees("CONNECTIONS", "▸ + try the sandbox").Press("n").WaitFor("Flickr")
	sees("new connection", "▸ ", "Esc back").Press("/").WaitFor("Esc clear").Type("sandbox").WaitFor("▸ Sandbox")
	sees("▸ Sandbox", "/ sandbox").Press("Enter").pointTo(freeAddress(t)).arrivesAt("Name").Type("2").WaitFor("sandbox2")
	sees("▸ Name", "sandbox2").Press("Enter").WaitFor("Waiting for the callback on")
	sees("Waiting for the callback on", "Esc stop").Press("p").Type("half a veri").WaitFor("half a veri")
	sees("half a veri").Press("C-u", "Escape").WaitFor("Press a to allow", "Esc stop").Press("a").WaitFor("Connected as anna")
	sees("Connected as anna", "Esc home").Press("Enter").WaitFor("▸ Who am I").arrivesAt("Write a note")
	p.Press("C-s").WaitFor("201 Created", "countersigned")
	sees("201 Created", "countersigned").Press("s").WaitFor("base string")
	sees("POST", "Esc back").Press("Escape").WaitFor("201 Created").Press("Escape").WaitFor("▸ Write a note")
	sees("▸ Write a note").Press("Tab", "Tab").Type("?q=1").WaitFor("/notes?q=1")
	sees("/notes?q=1").Press("?").WaitFor("/notes?q=1?").Press("F1").WaitFor("KEYS ON THIS SCREEN")
	sees("KEYS ON THIS SCREEN", "Esc close").Press("Escape").WaitFor("/notes?q=1?").Press("C-c").WaitFor("Quit?")
	sees("Quit?", "stay").Press("n").WaitFor("/notes?q=1?").Press("C-s").WaitFor("201 Created")
	p.Press("C-c").AtPrompt()
}
