package home

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/connect"
	"countersign/ui/kit"
	"countersign/ui/stores"
)

// confirmedMsg is the yes to a question.
type confirmedMsg struct{ do func() tea.Cmd }

// confirm asks a question, and does something after a yes.
func (s *actions) confirm(yes, no, question string, do func() tea.Cmd) tea.Cmd {
	return kit.Ask(kit.AskMsg{From: s.screen, Yes: yes, No: no, Text: question, OnYes: &confirmedMsg{do}})
}

// reconnect authorizes a connection again under its name, with its own values.
func (s *actions) reconnect(name string) tea.Cmd {
	m := s.Flow
	return s.watched(s.begin("reading…", name).Run(func(ctx context.Context) func() tea.Cmd {
		setup, err := m.Connections.SetupOf(ctx, name)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, func() tea.Cmd { return s.reconnect(name) })
			}
			s.finish()
			return kit.Push(s.screen, connect.Reconnect(s.Env, setup, name))
		}
	}))
}

func (s *actions) refresh(name string) tea.Cmd {
	m := s.Flow
	return s.watched(s.begin("refreshing…", name).Run(func(ctx context.Context) func() tea.Cmd {
		conn, err := m.Connections.Open(ctx, name)
		can := err == nil && conn.CanRefresh()
		if can {
			err = conn.Refresh(ctx)
		}
		return func() tea.Cmd { return s.refreshed(name, can, err) }
	}))
}

func (s *actions) refreshed(name string, can bool, err error) tea.Cmd {
	switch {
	case err != nil:
		return tea.Batch(s.failed(err, func() tea.Cmd { return s.refresh(name) }), s.reload())
	case !can:
		s.finish()
		s.problem = &flow.Explanation{
			What: "Cannot refresh " + name + ": this service can't refresh tokens",
			Next: fmt.Sprintf("Press %s to reconnect. The current tokens stay saved until then.", s.Keys.Label(kit.KeyReconnect)),
		}
		return nil
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Toast("Refreshed the token of "+name))
}

// askRevoke finds out how access can be revoked, and asks.
func (s *actions) askRevoke(name string) tea.Cmd {
	m := s.Flow
	return s.watched(s.begin("reading…", name).Run(func(ctx context.Context) func() tea.Cmd {
		conn, err := m.Connections.Open(ctx, name)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, func() tea.Cmd { return s.askRevoke(name) })
			}
			s.finish()
			return s.confirmRevoke(conn)
		}
	}))
}

func (s *actions) confirmRevoke(conn *flow.Connection) tea.Cmd {
	name, title, page := conn.Entry.Name, text.Safe(conn.Connector.Name, 40), conn.Connector.RevokePage
	switch {
	case conn.CanRevoke():
		return s.confirm("revoke "+kit.Clip(name, 16), "cancel", fmt.Sprintf("Revoke %s's access at %s? The saved tokens stop working.", name, title),
			func() tea.Cmd { return s.revoke(conn) })
	case page != "":
		return s.confirm("open the page", "cancel", fmt.Sprintf("%s has no revocation endpoint. Open %s to revoke access there?", title, text.Safe(page, 200)),
			func() tea.Cmd { return s.openRevokePage(page) })
	}
	s.problem = &flow.Explanation{
		What: fmt.Sprintf("Cannot revoke %s from here: %s has no revocation endpoint", name, title),
		Next: fmt.Sprintf("Revoke access in your %s account, often under Connected apps. Press %s to delete the connection here.", title, s.Keys.Label(kit.KeyDelete)),
	}
	return nil
}

func (s *actions) revoke(conn *flow.Connection) tea.Cmd {
	name := conn.Entry.Name
	return s.begin("revoking…", name).Run(func(ctx context.Context) func() tea.Cmd {
		err := conn.Revoke(ctx)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, nil)
			}
			s.finish()
			return tea.Batch(s.reload(), s.confirm("delete it", "keep it", "Revoked "+name+". Its tokens no longer work. Delete the connection here, too?",
				func() tea.Cmd { return s.delete(name) }))
		}
	})
}

// openRevokePage opens the provider's page where the user can revoke access.
func (s *actions) openRevokePage(link string) tea.Cmd {
	open := s.OpenBrowser
	return s.begin("", "").Run(func(ctx context.Context) func() tea.Cmd {
		err := open(ctx, link)
		return func() tea.Cmd {
			s.finish()
			if err != nil {
				s.problem = &flow.Explanation{What: flow.Explain(err).What, Next: "Open it yourself: " + text.Safe(link, 200)}
				return nil
			}
			return kit.Toast("Opened the page in your browser. Press " + s.Keys.Label(kit.KeyDelete) + " to delete the connection here.")
		}
	})
}

// askDelete says what deleting does not do, and where that is done.
func (s *actions) askDelete(e flow.Entry) tea.Cmd {
	m := s.Flow
	return func() tea.Msg {
		note := "They stay valid at the provider until access is revoked there."
		if c, err := m.Connectors.Load(e.Connector); err == nil && c.CanDisconnect() {
			note = "The provider is told first."
		} else if err == nil && c.RevokePage != "" {
			note = "They stay valid at the provider. To revoke them: " + text.Safe(c.RevokePage, 200)
		}
		return s.confirm("delete "+kit.Clip(e.Name, 16), "cancel", fmt.Sprintf("Delete %s and its saved tokens? %s", e.Name, note),
			func() tea.Cmd { return s.delete(e.Name) })()
	}
}

func (s *actions) delete(name string) tea.Cmd {
	m, entry := s.Flow, s.entry(name)
	return s.watched(s.begin("deleting…", name).Run(func(ctx context.Context) func() tea.Cmd {
		err := m.Connections.Delete(ctx, name)
		gone := err != nil && !errors.Is(err, flow.ErrNotDisconnected) && storeGone(ctx, m, entry.Store)
		return func() tea.Cmd { return s.deleted(entry, gone, err) }
	}))
}

// storeGone reports whether a store is missing. A locked store is not.
func storeGone(ctx context.Context, m *flow.Manager, kind flow.StoreKind) bool {
	states, err := m.Stores.States(ctx)
	i := slices.IndexFunc(states, func(k flow.StoreState) bool { return k.Kind == kind })
	return err == nil && i >= 0 && !stores.Available(states[i].Status)
}

func (s *actions) deleted(e flow.Entry, gone bool, err error) tea.Cmd {
	name := e.Name
	switch {
	case errors.Is(err, flow.ErrNotDisconnected):
		s.finish()
		return tea.Batch(s.reload(), kit.ErrorToast("Deleted "+name+" here, but could not tell the provider. "+flow.Explain(err).Next))
	case gone:
		s.finish()
		return s.confirm("remove it", "keep it", fmt.Sprintf("%s is in %s, which is not available. Remove it from the list? Its tokens stay in that store.",
			name, storeName(e.Store)), func() tea.Cmd { return s.deleteFromIndex(name) })
	case err != nil:
		return s.failed(err, func() tea.Cmd { return s.delete(name) })
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Toast("Deleted "+name))
}

// deleteFromIndex removes a connection from the list whose store is missing.
func (s *actions) deleteFromIndex(name string) tea.Cmd {
	m := s.Flow
	return s.begin("deleting…", name).Run(func(ctx context.Context) func() tea.Cmd {
		err := m.Connections.DeleteFromIndex(ctx, name)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, nil)
			}
			s.finish()
			return tea.Batch(s.reload(), kit.Toast("Removed "+name+" from the list"))
		}
	})
}
