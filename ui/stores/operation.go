package stores

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/settings"
)

// operation is what is known of the keychains, and the one thing that is done to them: a move, a repair, an unlocking.
type operation struct {
	*kit.Env
	screen kit.Screen // that it belongs to

	states   []flow.StoreState // without what they hold where the list of connections cannot be read
	settings settings.Settings
	loadErr  error
	loaded   bool

	asks    passphrases // nothing asked: the keychains are shown
	why     string      // they are asked for
	entered func() tea.Cmd

	look, work kit.Task
	doing      string // what the work is
	dialog     bool   // the OS keychain asks for its password meanwhile
	move       *moving
	report     *flow.RepairResult
	trouble    *flow.Explanation
}

// reload looks at the keychains; nothing is opened for that.
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

// state is what is known of a keychain.
func (s *operation) state(kind flow.StoreKind) flow.StoreState {
	for _, k := range s.states {
		if k.Kind == kind {
			return k
		}
	}
	return flow.StoreState{Kind: kind}
}

// inUse is the keychain that new connections go to; empty when there is none.
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
	s.work, s.doing, s.dialog, s.trouble, s.report = s.StartTask(), doing, false, nil, nil
	return s.work
}

func (s *operation) finish() {
	s.work.Stop()
	s.doing, s.dialog = "", false
}

func (s *operation) failed(err error) {
	x := flow.Explain(err)
	s.trouble = &x
}
