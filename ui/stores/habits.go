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

// What the keychains have for the frame: reasons, what they wait for, the mouse.

// idle reports whether the keychains are shown, with nothing over them.
func (s *keychains) idle() bool {
	return s.loaded && !s.work.Running() && !s.asks.asked() && s.move == nil
}

// Why says why an action can't be done to the keychain under the cursor.
func (s *keychains) DisabledReason(action key.Binding) string {
	busy := ""
	if s.work.Running() {
		busy = "first let this finish, or " + s.Keys.Label(kit.KeyBack) + " stops it"
	}
	switch {
	case s.Keys.SameKeys(action, keyMove):
		return s.refuseMove()
	case s.Keys.SameKeys(action, keyPassphrase):
		return s.refusePassphrase()
	case s.Keys.SameKeys(action, KeyRepair):
		return busy
	}
	return cmp.Or(busy, "no keychain is chosen")
}

// refuseMove says why nothing can be moved from the keychain under the cursor; nothing when it can.
func (s *keychains) refuseMove() string {
	switch {
	case !s.idle():
		return "first let this finish, or " + s.Keys.Label(kit.KeyBack) + " stops it"
	case len(s.states) == 0:
		return "no keychain is chosen"
	case s.loadErr != nil:
		return "the list of connections cannot be read: r repairs it"
	}
	return s.cannotMove(s.states[s.cursor])
}

// refusePassphrase says why the passphrase can't be changed; nothing when it can.
func (s *keychains) refusePassphrase() string {
	switch {
	case !s.idle():
		return "first let this finish, or " + s.Keys.Label(kit.KeyBack) + " stops it"
	case s.state(flow.StoreFile).Status.NewFile || len(s.states) == 0:
		return "there is no encrypted file yet: " + s.Keys.Label(keyUse) + " on it makes one, with a passphrase of yours"
	}
	return ""
}

// Waiting says what is done, and how far a move is.
func (s *keychains) Waiting() (what string, since time.Time) {
	switch {
	case s.move != nil && s.move.stopping:
		return "stopping after this one", s.work.Since
	case s.move != nil:
		return fmt.Sprintf("moving %d of %d", min(s.move.done+1, len(s.move.names)), len(s.move.names)), s.work.Since
	case s.work.Running():
		return s.doing, s.work.Since
	case !s.loaded:
		return "looking at the keychains", s.look.Since
	}
	return "", time.Time{}
}

// Click goes to a keychain, or to a line of the passphrases; on the keychain of the cursor it is enter.
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

// Wheel moves the cursor.
func (s *keychains) MouseWheel(_, _, lines int) tea.Cmd {
	if s.idle() && len(s.states) > 0 {
		s.goTo(s.cursor + lines)
	}
	return nil
}
