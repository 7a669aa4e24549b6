package ui

import (
	"strings"
	"testing"
	"time"

	"countersign/internal/testenv"
	"countersign/ui/settings"
)

// A call is remembered, found again on the next visit, and sent again from there.
func TestHistorySendsACallAgain(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	d.Settings = settings.Defaults()
	p := fly(t, d).connect(base)
	p.press("enter").see("Who am I").press("enter").see("200 OK").remembered(1)
	p.press("esc", "esc").see("1 connection").press("enter").see("Who am I")
	p.press("h").see("200", "/me", "just now")
	p.press("enter").see("to send it again")
	p.press("ctrl+s").see("200 OK", "Anna Sample")
	p.remembered(2)
}

// remembered waits for the history, which is written beside everything else.
func (p *pilot) remembered(n int) {
	p.Helper()
	for limit := time.Now().Add(testenv.WaitTimeout()); ; time.Sleep(5 * time.Millisecond) {
		calls, err := p.d.Flow.History.List(p.Context(), "sandbox")
		if err == nil && len(calls) == n {
			return
		}
		if time.Now().After(limit) {
			p.Fatalf("the history holds %d calls, %v", len(calls), err)
		}
	}
}

// Where the settings want none, nothing is remembered, and the key says so.
func TestNoHistoryIsKeptAgainstThePersonsWill(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d).connect(base)
	p.press("enter").see("Who am I").press("enter").see("200 OK").press("esc").see("Who am I")
	if calls, err := d.Flow.History.List(t.Context(), "sandbox"); err != nil || len(calls) != 0 {
		t.Errorf("the history holds %v, %v", calls, err)
	}
}

// What a variable stands for goes out in its place; one that there is not is named before anything is sent.
func TestVariablesOfACall(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d).connect(base)
	p.press("enter").see("Who am I").press("ctrl+r", "down", "down", "down", "down", "down", "down").press("tab", "tab")
	p.press("ctrl+u").write("/echo?who={{account}}").press("ctrl+s").see("200 OK", "anna")
	p.press("esc").press("ctrl+u").write("/echo?who={{nobody}}").press("ctrl+s").see("nobody")
	if s := p.Screen(); strings.Contains(s, "sending") {
		t.Errorf("it was sent:\n%s", s)
	}
}
