package ui

import (
	"slices"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Whatever a screen knows as an action of its own and cannot do now, it says why: in every state that has a picture.
func TestEveryActionThatCantBeDoneSaysWhy(t *testing.T) {
	t.Parallel()
	for name, screens := range frames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := New(testDeps(t))
			a.Update(frameSizes[1])
			a.stack = screens(a.env)
			a.layout()
			for _, b := range a.actions() {
				if b.Enabled() || len(b.Keys()) == 0 || onlyMoves(a.env.keys, b) || elsewhere(a, b) {
					continue
				}
				_, cmd := a.Update(keyMsg(b.Keys()[0]))
				if !said(cmd) {
					t.Errorf("%s (%s) can't be done, and nothing says why", b.Help().Desc, b.Keys()[0])
				}
			}
		})
	}
}

// said reports whether a command brings a toast.
func said(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		return slices.ContainsFunc(msg, said)
	case toastMsg:
		return msg.text != ""
	}
	return false
}

// elsewhere reports whether another action has the key of one, or the frame has.
func elsewhere(a *App, b key.Binding) bool {
	msg := keyMsg(b.Keys()[0])
	if isTyping(a.top()) && len([]rune(b.Keys()[0])) == 1 {
		return true // it is text
	}
	for _, other := range a.actions() {
		if other.Enabled() && isOf(msg, other) {
			return true
		}
	}
	return false
}

// onlyMoves reports whether a binding does nothing but move: where there is nowhere to go, one sees that.
func onlyMoves(keys *Keys, b key.Binding) bool {
	return slices.ContainsFunc(append(keys.MoveKeys(), keys.List(keyLeft, keyRight, keySpace)...), func(m key.Binding) bool { return same(m, b) })
}
