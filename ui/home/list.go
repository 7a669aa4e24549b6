package home

import (
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// savedList is the list of connections, its filter and cursor, and the state of the store in use.
type savedList struct {
	*kit.Env
	width, height int

	entries []flow.Entry
	loaded  bool
	listErr error
	status  flow.StoreStatus
	probed  bool
	filter  kit.LineInput
	cursor  int    // an entry, or one of the two rows after the entries
	moved   bool   // by the user: a list that is read later leaves the cursor alone
	follow  string // the entry to select once the list is read
	problem *flow.Explanation

	list, probe kit.Task
}

// reload reads the list and the state of the store in use.
func (s *savedList) reload() tea.Cmd {
	s.list.Stop()
	s.list = s.StartTask()
	m, list := s.Flow, s.list
	return tea.Batch(s.look(), func() tea.Msg {
		entries, err := m.Connections.List(list.Ctx)
		return listedMsg{list.ID, entries, err}
	})
}

// look reads the state of the store in use.
func (s *savedList) look() tea.Cmd {
	s.probe.Stop()
	s.probe = s.StartTask()
	m, probe := s.Flow, s.probe
	return func() tea.Msg { return probedMsg{probe.ID, m.Stores.Status(probe.Ctx)} }
}

// watched runs something that opens the store, and checks meanwhile whether the store is locked and waits for its dialog.
func (s *savedList) watched(do tea.Cmd) tea.Cmd { return tea.Batch(s.look(), do) }

func (s *savedList) listed(msg listedMsg) {
	if !s.list.Matches(msg.task) {
		return
	}
	s.entries, s.listErr = msg.entries, msg.err
	at := slices.IndexFunc(s.shown(), func(e flow.Entry) bool { return e.Name == s.follow })
	s.follow = ""
	switch {
	case at >= 0:
		s.cursor = at
	case s.moved:
	case len(s.entries) > 0:
		s.cursor = 0
	default:
		s.cursor = 1 // "try the sandbox" for a first-time user
	}
	s.loaded = true
	s.cursor = min(s.cursor, len(s.shown())+1)
}

// shown are the entries that match the filter.
func (s *savedList) shown() []flow.Entry {
	words := strings.Fields(strings.ToLower(s.filter.Value()))
	var shown []flow.Entry
	for _, e := range s.entries {
		if kit.ContainsAll(strings.ToLower(e.Name+" "+e.Title+" "+e.Account), words) {
			shown = append(shown, e)
		}
	}
	return shown
}

// selected is the entry at the cursor.
func (s *savedList) selected() (flow.Entry, bool) {
	if shown := s.shown(); s.cursor < len(shown) {
		return shown[s.cursor], true
	}
	return flow.Entry{}, false
}

// moveTo moves the cursor to an entry, or to one of the two rows after them.
func (s *savedList) moveTo(row int) {
	s.cursor, s.moved, s.problem = min(max(row, 0), len(s.shown())+1), true, nil
}

// damaged reports whether the list of connections cannot be read.
func (s *savedList) damaged() bool { return errors.Is(s.listErr, flow.ErrDamaged) }

// entry is the entry of a name.
func (s *savedList) entry(name string) flow.Entry {
	for _, e := range s.entries {
		if e.Name == name {
			return e
		}
	}
	return flow.Entry{Name: name}
}
