package ui

import (
	"testing"

	"countersign/ui/uitest"
)

func TestPaletteDoesWhatItsLineSays(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t)).see("try the sandbox")
	p.press("ctrl+k").see("type to search", "go to: new connection", "all keys")
	p.write("new conn").press("enter").see("connectors", "Flickr")
	// From here, too: home is the way, and the keychains lie beyond it.
	p.press("ctrl+k").write("credential stores").press("enter").see("OS keychain", "encrypted file")
	p.press("ctrl+k").write("back").press("enter").see("CONNECTIONS")
	p.press("ctrl+k").write("quit").press("enter")
	p.WaitUntil(func() bool { return p.Quit }, "to leave")
}

func TestPaletteClosesByEscAndStaysWhereItWas(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t)).see("try the sandbox")
	p.press("n").see("Flickr").press("ctrl+k").write("no such thing").see("No matching action")
	p.press("enter", "esc").see("Flickr").gone("No matching action")
}

func TestPaletteFindsWhatACallIsCopiedAs(t *testing.T) {
	t.Parallel()
	p, _ := atAnswer(t)
	p.press("ctrl+k").write("curl").see("▸ copy as curl, HTTPie")
}
