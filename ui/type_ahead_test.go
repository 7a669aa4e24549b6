package ui

import (
	"testing"

	"countersign/ui/uitest"
)

// A far terminal hands over several keys at once: they are what each of them is alone.
func TestKeysThatComeTogetherAreKeys(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	p := fly(t, d)
	p.see("try the sandbox").press("n").see("connectors", "▸ Sandbox")
	p.press("j", "j", "j")
	want := p.app.View()
	p.press("g").see("▸ Sandbox").press("jjj")
	if got := p.app.View(); got != want {
		t.Errorf("jjj leads to\n%s\nand j three times to\n%s", got, want)
	}
	p.press("/flick").see("1 connector", "Flickr").gone("Sandbox")
}

// What is no key and no search is a paste, as it was.
func TestCharactersThatComeTogetherArePasted(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox").press("n").see("connectors", "▸ Sandbox")
	p.press("flick").see("1 connector", "Flickr")
}
