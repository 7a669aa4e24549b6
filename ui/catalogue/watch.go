package catalogue

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// lookEvery is how often the catalogue checks the sizes and times of the user's own connectors for changes.
const lookEvery = 2 * time.Second

type (
	// catalogueMsg is the catalogue and its fingerprint.
	catalogueMsg struct {
		task        int64
		fingerprint string
		entries     []flow.ConnectorEntry
		unchanged   bool // entries are not set
	}
	// watchMsg is the time to check again.
	watchMsg struct{ task int64 }
)

// read reads the catalogue, and watches it from then on.
func (s *catalogue) read() tea.Cmd {
	s.watch.Stop()
	s.watch = s.StartTask()
	t, m := s.watch, s.Flow
	return func() tea.Msg { return readCatalogue(t.ID, m) }
}

// readCatalogue takes the fingerprint first, so that changes while it reads are noticed the next time.
func readCatalogue(id int64, m *flow.Manager) catalogueMsg {
	fingerprint := m.Connectors.Fingerprint()
	return catalogueMsg{task: id, fingerprint: fingerprint, entries: m.Connectors.List()}
}

func (s *catalogue) look(msg watchMsg) tea.Cmd {
	if !s.watch.Matches(msg.task) {
		return nil
	}
	m, known := s.Flow, s.fingerprint
	return func() tea.Msg {
		if m.Connectors.Fingerprint() == known {
			return catalogueMsg{task: msg.task, unchanged: true}
		}
		return readCatalogue(msg.task, m)
	}
}

// listed shows the entries, keeps the selection, and schedules the next check.
func (s *catalogue) listed(msg catalogueMsg) tea.Cmd {
	if !s.watch.Matches(msg.task) {
		return nil
	}
	if !msg.unchanged {
		entry, ok := s.picked()
		if ok && s.wanted == "" {
			s.wanted = entry.Key
		}
		s.entries, s.loaded, s.fingerprint = msg.entries, true, msg.fingerprint
		shown := s.shown()
		if i := slices.IndexFunc(shown, func(e flow.ConnectorEntry) bool { return e.Key == s.wanted }); i >= 0 {
			s.cursor = i
		}
		s.cursor, s.wanted = max(min(s.cursor, len(shown)-1), 0), ""
	}
	return s.Tick(lookEvery, func(time.Time) tea.Msg { return watchMsg{msg.task} })
}
