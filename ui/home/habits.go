package home

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
	"countersign/ui/stores"
)

// What home has for the frame: reasons, what it waits for, the mouse.

// Why says why an action has nothing to act on, or has to wait.
func (s *connections) DisabledReason(action key.Binding) string {
	_, picked := s.picked()
	switch {
	case s.Keys.SameKeys(action, kit.KeyFilter):
		return "there is nothing to filter yet"
	case action.Help().Desc == stores.KeyRepair.Description: // its key renames, where nothing is to be repaired
		return ""
	case picked:
		return ""
	}
	for _, b := range s.Keys.Bindings(keyTest, keyRename, kit.KeyReconnect, keyRenew, keyRevoke, kit.KeyDelete) {
		if kit.SameKeys(action, b) {
			return s.nothingPicked(b.Help().Desc)
		}
	}
	return ""
}

// Waiting says what is done to a connection, or that the list is read.
func (s *connections) Waiting() (what string, since time.Time) {
	switch {
	case s.work.Running() && s.doing != "":
		return strings.TrimSpace(strings.TrimSuffix(s.doing, "…") + " " + s.onto), s.work.Since
	case !s.loaded:
		return "reading the list of connections", s.list.Since
	}
	return "", time.Time{}
}

// Click goes to a row, and does what enter does to the one that the cursor is on.
func (s *connections) Click(_, y int) tea.Cmd {
	row, ok := s.rowAt(y)
	switch {
	case s.rename != nil:
		return nil
	case y == 0 && len(s.entries) > 0:
		s.filter.Focus()
		return nil
	case !ok:
		return nil
	case row == s.cursor:
		s.filter.Blur()
		return s.choose()
	}
	s.goTo(row)
	return nil
}

// rowAt is the row on a line of the body.
func (s *connections) rowAt(y int) (row int, ok bool) {
	n := len(s.shown())
	from, to := s.seen()
	last := kit.RowsTop
	if n > 0 {
		last += to - from + 1
	}
	switch {
	case y >= kit.RowsTop && y < kit.RowsTop+to-from:
		return from + y - kit.RowsTop, true
	case y == last || y == last+1:
		return n + y - last, true
	}
	return 0, false
}

// Wheel moves the cursor.
func (s *connections) MouseWheel(_, _, lines int) tea.Cmd {
	if s.rename == nil {
		s.goTo(s.cursor + lines)
	}
	return nil
}
