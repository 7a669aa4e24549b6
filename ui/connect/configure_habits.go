package connect

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// What the form of a connection has for the frame: reasons, what it waits for, what would be lost, the mouse.

// Why says why an action has nothing to act on.
func (s *configure) DisabledReason(action key.Binding) string {
	switch {
	case s.Keys.SameKeys(action, kit.KeyReveal):
		return kit.NotSecret
	case s.Keys.SameKeys(action, keyGuide):
		return "this connector says nothing of getting keys"
	case s.Keys.SameKeys(action, keyCopyCallback):
		return "this connector names no callback to copy"
	}
	return ""
}

// Waiting says that the name and the keychain are looked at.
func (s *configure) Waiting() (what string, since time.Time) {
	if !s.check.Running() {
		return "", time.Time{}
	}
	return "looking at the name and the keychain", s.check.Since
}

// Losing says that something was typed.
func (s *configure) UnsavedChanges() string { return s.form.UnsavedChanges() }

// Click goes to a field, or takes a choice.
func (s *configure) Click(x, y int) tea.Cmd {
	if s.check.Running() {
		return nil
	}
	if s.form.Click(s.Env, x, y-strings.Count(s.above(), "\n"), s.width) {
		s.chosen()
	}
	return nil
}
