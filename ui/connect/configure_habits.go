package connect

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// DisabledReason explains why an action is not available.
func (s *configure) DisabledReason(action key.Binding) string {
	switch {
	case s.Keys.SameKeys(action, kit.KeyReveal):
		return kit.NotSecret
	case s.Keys.SameKeys(action, keyGuide):
		return "This connector has no instructions for getting keys"
	case s.Keys.SameKeys(action, keyCopyCallback):
		return "This connector has no callback to copy"
	}
	return ""
}

func (s *configure) Waiting() (what string, since time.Time) {
	if !s.check.Running() {
		return "", time.Time{}
	}
	return "checking the name and the credential store", s.check.Since
}

func (s *configure) UnsavedChanges() string { return s.form.UnsavedChanges() }

// Click moves to a field or selects a choice.
func (s *configure) Click(x, y int) tea.Cmd {
	if s.check.Running() {
		return nil
	}
	if s.form.Click(s.Env, x, y-strings.Count(s.above(), "\n"), s.width) {
		s.chosen()
	}
	return nil
}
