package home

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
	"countersign/ui/stores"
)

// DisabledReason says why an action is disabled.
func (s *connections) DisabledReason(action key.Binding) string {
	_, picked := s.selected()
	switch {
	case s.Keys.SameKeys(action, kit.KeyFilter):
		return "No connections to filter yet"
	case action.Help().Desc == stores.KeyRepair.Description: // its key renames when nothing is damaged
		return ""
	case picked:
		return ""
	}
	for _, b := range s.Keys.Bindings(keyTest, keyRename, kit.KeyReconnect, keyRefresh, keyRevoke, kit.KeyDelete) {
		if kit.SameKeys(action, b) {
			return s.nothingSelected(b.Help().Desc)
		}
	}
	return ""
}

// Waiting describes the running action.
func (s *connections) Waiting() (what string, since time.Time) {
	switch {
	case s.work.Running() && s.doing != "":
		return strings.TrimSpace(strings.TrimSuffix(s.doing, "…") + " " + s.target), s.work.Since
	case !s.loaded:
		return "reading the connections", s.list.Since
	}
	return "", time.Time{}
}

// Click moves the cursor to a row, or opens the row at the cursor.
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
	s.moveTo(row)
	return nil
}

// rowAt is the row at a line of the body.
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

// MouseWheel moves the cursor.
func (s *connections) MouseWheel(_, _, lines int) tea.Cmd {
	if s.rename == nil {
		s.moveTo(s.cursor + lines)
	}
	return nil
}
