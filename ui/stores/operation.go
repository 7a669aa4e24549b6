package stores

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/settings"
)

// operation is the state of the stores, and the running task: a move, a repair or unlocking.
type operation struct {
	*kit.Env
	screen kit.Screen // the screen that it belongs to

	states   []flow.StoreState // without counts if the list of connections cannot be read
	settings settings.Settings
	loadErr  error
	loaded   bool

	asks    passphrases // none: the stores are shown
	why     string      // the text above the inputs
	entered func() tea.Cmd

	look, work kit.Task
	doing      string // progress of the work
	dialog     bool   // the OS keychain shows its dialog meanwhile
	move       *moving
	report     *flow.RepairResult
	problem    *flow.Explanation
}

// reload reads the state of the stores without opening them.
func (s *operation) reload() tea.Cmd {
	s.look.Stop()
	s.look = s.StartTask()
	t, m := s.look, s.Flow
	return func() tea.Msg {
		states, err := m.Stores.States(t.Ctx)
		if err != nil {
			return statesMsg{task: t.ID, states: states, err: err}
		}
		settings, err := settings.File(m.SettingsFile).Read()
		return statesMsg{t.ID, states, settings, err}
	}
}

// state is the state of a store.
func (s *operation) state(kind flow.StoreKind) flow.StoreState {
	for _, k := range s.states {
		if k.Kind == kind {
			return k
		}
	}
	return flow.StoreState{Kind: kind}
}

// inUse is the store for new connections; empty if none is available.
func (s *operation) inUse() flow.StoreKind {
	for _, k := range s.states {
		if k.InUse {
			return k.Kind
		}
	}
	return ""
}

func (s *operation) begin(doing string) kit.Task {
	s.work.Stop()
	s.work, s.doing, s.dialog, s.problem, s.report = s.StartTask(), doing, false, nil, nil
	return s.work
}

func (s *operation) finish() {
	s.work.Stop()
	s.doing, s.dialog = "", false
}

func (s *operation) failed(err error) {
	x := flow.Explain(err)
	s.problem = &x
}
