package home

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/catalogue"
	"countersign/ui/connect"
	"countersign/ui/kit"
)

type (
	goToCatalogueMsg struct{}
	goToStoresMsg    struct{}
	// goToConnectionMsg opens a connection's request pane.
	goToConnectionMsg struct{ name string }
	// goToConnectorMsg opens a connector's form.
	goToConnectorMsg struct{ connector *flow.Connector }
)

// connectorList is the catalogue, for the palette.
type connectorList struct {
	fingerprint string
	entries     []flow.ConnectorEntry
}

type connectorsMsg connectorList

// Destinations are the screens that the palette offers from anywhere.
func (s *connections) Destinations() []kit.Destination {
	list := []kit.Destination{{Title: "go to: new connection", Msg: goToCatalogueMsg{}, Screen: true}, {Title: "go to: credential stores", Msg: goToStoresMsg{}, Screen: true}}
	for _, e := range s.entries {
		list = append(list, kit.Destination{Title: "open: " + text.Safe(e.Name, 70), Help: accountOf(e), Msg: goToConnectionMsg{e.Name}})
	}
	for _, c := range s.connectors.entries {
		d := kit.Destination{Title: "connect: " + catalogue.ConnectorName(c), Help: catalogue.SourceOf(c), Msg: goToConnectorMsg{c.Connector}, Last: true}
		if c.Err != nil {
			d.DisabledReason = "fix its problems first"
		}
		list = append(list, d)
	}
	return list
}

// LoadDestinations reads the catalogue, if it has changed.
func (s *connections) LoadDestinations() tea.Cmd {
	m, known := s.Flow, s.connectors
	return func() tea.Msg {
		if fingerprint := m.Connectors.Fingerprint(); known.entries == nil || fingerprint != known.fingerprint {
			return connectorsMsg{fingerprint, m.Connectors.List()}
		}
		return nil
	}
}

// goTo opens a destination, after all other screens were closed.
func (s *connections) goTo(msg tea.Msg) tea.Cmd {
	s.leaveRename()
	s.filter.Blur()
	switch msg := msg.(type) {
	case goToCatalogueMsg:
		return kit.Push(s, catalogue.New(s.Env))
	case goToStoresMsg:
		return s.openStores()
	case goToConnectorMsg:
		return kit.Push(s, connect.New(s.Env, msg.connector))
	case goToConnectionMsg:
		if s.busy() {
			return s.waitFirst()
		}
		at := slices.IndexFunc(s.entries, func(e flow.Entry) bool { return e.Name == msg.name })
		if at < 0 {
			return kit.ErrorToast("The connection " + msg.name + " no longer exists")
		}
		return s.inItsStore(s.entries[at], s.open)
	}
	return nil
}
