package catalogue

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// While the catalogue is shown it looks every now and then whether a file of the person's own connectors has changed, and
// reads them again when one has. It looks at sizes and times only, which needs no watcher of the system's.
const lookEvery = 2 * time.Second

type (
	// catalogueMsg is the catalogue as it was at a fingerprint.
	catalogueMsg struct {
		task        int64
		fingerprint string
		entries     []flow.ConnectorEntry
		unchanged   bool // entries were not read
	}
	// watchMsg says that it is time to look again.
	watchMsg struct{ task int64 }
)

// read reads the catalogue, and starts to watch it.
func (s *catalogue) read() tea.Cmd {
	s.watch.Stop()
	s.watch = s.StartTask()
	t, m := s.watch, s.Flow
	return func() tea.Msg { return readCatalogue(t.ID, m) }
}

// readCatalogue takes the fingerprint first: what changes while it reads is seen the next time.
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

// listed takes the entries, the cursor staying on the connector that it is on, and waits to look again.
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
