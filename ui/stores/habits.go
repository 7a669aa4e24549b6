package stores

import (
	"cmp"
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// idle reports whether the list of stores is shown and nothing runs.
func (s *keychains) idle() bool {
	return s.loaded && !s.work.Running() && !s.asks.asked() && s.move == nil
}

// DisabledReason says why an action on the selected store is disabled.
func (s *keychains) DisabledReason(action key.Binding) string {
	busy := ""
	if s.work.Running() {
		busy = s.waitFirst()
	}
	switch {
	case s.Keys.SameKeys(action, keyMove):
		return s.refuseMove()
	case s.Keys.SameKeys(action, keyPassphrase):
		return s.refusePassphrase()
	case s.Keys.SameKeys(action, KeyRepair):
		return busy
	}
	return cmp.Or(busy, "Select a credential store")
}

func (s *keychains) waitFirst() string {
	return "Wait for this to finish, or press " + s.Keys.Label(kit.KeyBack) + " to stop"
}

// refuseMove says why the connections of the selected store cannot be moved; empty if they can.
func (s *keychains) refuseMove() string {
	switch {
	case !s.idle():
		return s.waitFirst()
	case len(s.states) == 0:
		return "Select a credential store"
	case s.loadErr != nil:
		return "The list of connections cannot be read. Press " + s.Keys.Label(KeyRepair) + " to repair it."
	}
	return s.cannotMove(s.states[s.cursor])
}

// refusePassphrase says why the passphrase can't be changed; empty if it can.
func (s *keychains) refusePassphrase() string {
	switch {
	case !s.idle():
		return s.waitFirst()
	case s.state(flow.StoreFile).Status.NewFile || len(s.states) == 0:
		return "No encrypted file yet. Select it and press " + s.Keys.Label(keyUse) + " to create one."
	}
	return ""
}

// Waiting describes the running task.
func (s *keychains) Waiting() (what string, since time.Time) {
	switch {
	case s.move != nil && s.move.stopping:
		return "stopping after this one", s.work.Since
	case s.move != nil:
		return fmt.Sprintf("moving %d of %d", min(s.move.done+1, len(s.move.names)), len(s.move.names)), s.work.Since
	case s.work.Running():
		return s.doing, s.work.Since
	case !s.loaded:
		return "reading the credential stores", s.look.Since
	}
	return "", time.Time{}
}

// Click selects a store or an input, or uses the selected store.
func (s *keychains) Click(_, y int) tea.Cmd {
	if s.asks.asked() && !s.work.Running() {
		s.asks.click(y - kit.Height(kit.Paragraph(s.why, s.width)) - 1)
		return nil
	}
	row := y - kit.RowsTop
	switch {
	case !s.idle() || row < 0 || row >= len(s.states):
	case row == s.cursor:
		return s.use(s.states[row])
	default:
		s.goTo(row)
	}
	return nil
}

// MouseWheel moves the cursor.
func (s *keychains) MouseWheel(_, _, lines int) tea.Cmd {
	if s.idle() && len(s.states) > 0 {
		s.goTo(s.cursor + lines)
	}
	return nil
}
