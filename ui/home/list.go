package home

import (
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// savedList is what is saved, as the screen shows it: the connections that the filter leaves, and the state of the store in use.
type savedList struct {
	*kit.Env
	width, height int

	entries []flow.Entry
	loaded  bool
	listErr error
	status  flow.StoreStatus
	probed  bool
	filter  kit.LineInput
	cursor  int    // an entry, or one of the two rows behind the entries
	moved   bool   // by hand: a list that arrives later leaves the cursor alone
	follow  string // where the cursor goes when the list comes
	trouble *flow.Explanation

	list, probe kit.Task
}

// reload reads the index and asks for the keychain's state.
func (s *savedList) reload() tea.Cmd {
	s.list.Stop()
	s.list = s.StartTask()
	m, list := s.Flow, s.list
	return tea.Batch(s.look(), func() tea.Msg {
		entries, err := m.Connections.List(list.Ctx)
		return listedMsg{list.ID, entries, err}
	})
}

// look asks for the keychain's state.
func (s *savedList) look() tea.Cmd {
	s.probe.Stop()
	s.probe = s.StartTask()
	m, probe := s.Flow, s.probe
	return func() tea.Msg { return probedMsg{probe.ID, m.Stores.Status(probe.Ctx)} }
}

// watched does something that opens the keychain, and looks meanwhile whether that is locked: then its dialog is what
// everything waits for.
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
		s.cursor = 1 // "try the sandbox": what a first-time user can do at once
	}
	s.loaded = true
	s.cursor = min(s.cursor, len(s.shown())+1)
}

// shown are the entries that the filter leaves.
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

// picked is the entry under the cursor.
func (s *savedList) picked() (flow.Entry, bool) {
	if shown := s.shown(); s.cursor < len(shown) {
		return shown[s.cursor], true
	}
	return flow.Entry{}, false
}

// goTo takes the cursor to an entry, or to one of the two rows behind them.
func (s *savedList) goTo(row int) {
	s.cursor, s.moved, s.trouble = min(max(row, 0), len(s.shown())+1), true, nil
}

// damaged reports whether the list of connections is there and cannot be read.
func (s *savedList) damaged() bool { return errors.Is(s.listErr, flow.ErrDamaged) }

// entry is what the list says of a name.
func (s *savedList) entry(name string) flow.Entry {
	for _, e := range s.entries {
		if e.Name == name {
			return e
		}
	}
	return flow.Entry{Name: name}
}
