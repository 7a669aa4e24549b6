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

// The ways that lead from any screen to any other that home can open: the palette lists them.

type (
	goToCatalogueMsg struct{}
	goToKeychainsMsg struct{}
	// goToConnectionMsg opens a connection's request pane.
	goToConnectionMsg struct{ name string }
	// goToConnectorMsg opens a connector's form.
	goToConnectorMsg struct{ connector *flow.Connector }
)

// connectorList is what home knows of the catalogue.
type connectorList struct {
	fingerprint string
	entries     []flow.ConnectorEntry
}

type connectorsMsg connectorList

// Ways lead to the catalogue, the keychains, the connections and the connectors.
func (s *connections) Destinations() []kit.Destination {
	ways := []kit.Destination{{Title: "go to: new connection", Msg: goToCatalogueMsg{}, Screen: true}, {Title: "go to: keychains", Msg: goToKeychainsMsg{}, Screen: true}}
	for _, e := range s.entries {
		ways = append(ways, kit.Destination{Title: "open: " + text.Safe(e.Name, 70), Help: accountOf(e), Msg: goToConnectionMsg{e.Name}})
	}
	for _, c := range s.connectors.entries {
		way := kit.Destination{Title: "connect: " + catalogue.ConnectorName(c), Help: catalogue.SourceOf(c), Msg: goToConnectorMsg{c.Connector}, Last: true}
		if c.Err != nil {
			way.DisabledReason = "its mistakes must be mended first"
		}
		ways = append(ways, way)
	}
	return ways
}

// ReadWays reads the catalogue, if it has changed.
func (s *connections) LoadDestinations() tea.Cmd {
	m, known := s.Flow, s.connectors
	return func() tea.Msg {
		if fingerprint := m.Connectors.Fingerprint(); known.entries == nil || fingerprint != known.fingerprint {
			return connectorsMsg{fingerprint, m.Connectors.List()}
		}
		return nil
	}
}

// goWay goes a way, once all other screens are closed.
func (s *connections) goWay(msg tea.Msg) tea.Cmd {
	s.leaveRename()
	s.filter.Blur()
	switch msg := msg.(type) {
	case goToCatalogueMsg:
		return kit.Push(s, catalogue.New(s.Env))
	case goToKeychainsMsg:
		return s.openKeychains()
	case goToConnectorMsg:
		return kit.Push(s, connect.New(s.Env, msg.connector))
	case goToConnectionMsg:
		if s.busy() {
			return s.waitFirst()
		}
		at := slices.IndexFunc(s.entries, func(e flow.Entry) bool { return e.Name == msg.name })
		if at < 0 {
			return kit.ErrorToast("there is no connection " + msg.name + " any more")
		}
		return s.inItsStore(s.entries[at], s.open)
	}
	return nil
}
