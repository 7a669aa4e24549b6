package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// What home has for the frame: reasons, what it waits for, the mouse.

// Why says why an action has nothing to act on, or has to wait.
func (s *connections) Why(action key.Binding) string {
	_, picked := s.picked()
	switch {
	case s.keys.Same(action, keyFilter):
		return "there is nothing to filter yet"
	case action.Help().Desc == keyRepair.does: // its key renames, where nothing is to be repaired
		return ""
	case picked:
		return ""
	}
	for _, b := range s.keys.List(keyTest, keyRename, keyReconnect, keyRenew, keyRevoke, keyForget) {
		if same(action, b) {
			return s.nothingPicked(b.Help().Desc)
		}
	}
	return ""
}

// Waiting says what is done to a connection, or that the list is read.
func (s *connections) Waiting() (what string, since time.Time) {
	switch {
	case s.work.running() && s.doing != "":
		return strings.TrimSpace(strings.TrimSuffix(s.doing, "…") + " " + s.onto), s.work.since
	case !s.loaded:
		return "reading the list of connections", s.list.since
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
	last := rowsTop
	if n > 0 {
		last += to - from + 1
	}
	switch {
	case y >= rowsTop && y < rowsTop+to-from:
		return from + y - rowsTop, true
	case y == last || y == last+1:
		return n + y - last, true
	}
	return 0, false
}

// Wheel moves the cursor.
func (s *connections) Wheel(_, _, lines int) tea.Cmd {
	if s.rename == nil {
		s.goTo(s.cursor + lines)
	}
	return nil
}
