package ui

import (
	"fmt"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
)

func TestPaletteDoesWhatItsLineSays(t *testing.T) {
	t.Parallel()
	p := fly(t, testDeps(t)).see("try the sandbox")
	p.press("ctrl+k").see("type to find an action", "go to: new connection", "all keys")
	p.write("new conn").press("enter").see("connectors", "Flickr")
	// From here, too: home is the way, and the keychains lie beyond it.
	p.press("ctrl+k").write("keychains").press("enter").see("OS keychain", "encrypted file")
	p.press("ctrl+k").write("back").press("enter").see("CONNECTIONS")
	p.press("ctrl+k").write("quit").press("enter")
	p.until(func() bool { return p.quit }, "to leave")
}

func TestPaletteClosesByEscAndStaysWhereItWas(t *testing.T) {
	t.Parallel()
	p := fly(t, testDeps(t)).see("try the sandbox")
	p.press("n").see("Flickr").press("ctrl+k").write("no such thing").see("nothing of that name")
	p.press("enter", "esc").see("Flickr").gone("nothing of that name")
}

// Where a letter is text, no line of the palette would type one.
func TestPaletteOffersNoLettersToAnInput(t *testing.T) {
	t.Parallel()
	p := fly(t, testDeps(t)).see("try the sandbox")
	p.press("n").see("Flickr").press("/").press("ctrl+k")
	for _, e := range p.app.palette.all {
		if len([]rune(e.key)) == 1 {
			t.Errorf("%q would be typed", e.key)
		}
	}
}

// Every key of every screen is one that a terminal can send: the palette presses it by its name.
func TestPaletteKnowsTheMessageOfEveryKey(t *testing.T) {
	t.Parallel()
	for name, screens := range frames {
		a := New(testDeps(t))
		a.stack = screens(a.env)
		for _, group := range a.top().FullHelp() {
			for _, b := range group {
				for _, k := range b.Keys() {
					if got := keyFor(k).String(); got != k {
						t.Errorf("%s: the key %q is pressed as %q", name, k, got)
					}
				}
			}
		}
	}
}

func TestFrameOfPalette(t *testing.T) {
	t.Parallel()
	for name, screens := range map[string]func(*env) []Screen{"home": homeKept, "request": requestReady} {
		for _, size := range frameSizes {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				t.Parallel()
				a := New(testDeps(t))
				a.stack = screens(a.env)
				a.Update(size)
				a.Update(tea.KeyMsg{Type: tea.KeyCtrlK})
				checkFrame(t, a)
				golden.RequireEqual(t, a.View())
			})
		}
	}
}

func TestPaletteFindsWhatACallIsCopiedAs(t *testing.T) {
	t.Parallel()
	p := fly(t, testDeps(t))
	p.app.stack = append(p.app.stack, newRequest(p.app.env, connection()))
	p.app.layout()
	p.press("ctrl+k").write("curl").see("▸ copy as curl, HTTPie")
}
