package ui

import (
	"strings"
	"testing"

	"countersign/ui/uitest"
)

func TestTheSignatureOfAnEarlierDanceExplainsNothing(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 connection")
	p.toForm(base)
	p.fill("ftp://service.example")
	p.press("enter").see("✗ start", "Press r to retry")
	if strings.Contains(uitest.OneLine(p.Screen()), "Press s to see what was signed") {
		t.Errorf("nothing was signed, and it is offered:\n%s", p.Screen())
	}
	p.press("s").see("› authorize", "Nothing signed yet")
}
