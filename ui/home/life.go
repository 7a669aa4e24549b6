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

// What can be done to a kept connection beside opening and testing it: connecting it again, renewing, revoking and
// forgetting it.

type (
	// setupMsg is what a kept connection was made with, to connect it again.
	setupMsg struct {
		task  int64
		name  string
		setup *flow.Setup
		err   error
	}
	renewedMsg struct {
		task   int64
		cannot bool // the provider gives no new tokens without the person
		err    error
	}
	// revocableMsg is an opened connection that is to be revoked, when its service can be told.
	revocableMsg struct {
		task int64
		conn *flow.Connection
		err  error
	}
	revokedMsg struct {
		task int64
		name string
		err  error
	}
	forgottenMsg struct {
		task int64
		name string
		gone bool // its keychain cannot be reached
		err  error
	}
	droppedMsg struct {
		task int64
		name string
		err  error
	}

	// The yes to a question each.
	revokeMsg   struct{ conn *flow.Connection }
	revokeAtMsg struct{ link string }
	forgetMsg   struct{ name string }
	dropMsg     struct{ name string }
	useStoreMsg struct {
		kind  flow.StoreKind
		again func() tea.Cmd
	}
)

// reconnect asks for new tokens under the same name, with the values that the connection was made with.
func (s *actions) reconnect(name string) tea.Cmd {
	t, m := s.begin("reading…", name), s.Flow
	return s.watched(func() tea.Msg {
		setup, err := m.Connections.SetupOf(t.Ctx, name)
		return setupMsg{t.ID, name, setup, err}
	})
}

func (s *actions) setupRead(msg setupMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		return s.failed(msg.err, func() tea.Cmd { return s.reconnect(msg.name) })
	}
	s.finish()
	return kit.Push(s.screen, connect.Reconnect(s.Env, msg.setup, msg.name))
}

func (s *actions) renew(name string) tea.Cmd {
	t, m := s.begin("renewing…", name), s.Flow
	return s.watched(func() tea.Msg {
		conn, err := m.Connections.Open(t.Ctx, name)
		if err != nil {
			return renewedMsg{task: t.ID, err: err}
		}
		if !conn.CanRefresh() {
			return renewedMsg{task: t.ID, cannot: true}
		}
		return renewedMsg{task: t.ID, err: conn.Refresh(t.Ctx)}
	})
}

func (s *actions) renewed(msg renewedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	name := s.onto
	switch {
	case msg.cannot:
		s.finish()
		s.trouble = &flow.Explanation{
			What: name + " cannot be renewed: its service gives new tokens to nobody but you",
			Next: "c connects it again; the old tokens stay until the new ones are kept",
		}
		return nil
	case msg.err != nil:
		return tea.Batch(s.failed(msg.err, func() tea.Cmd { return s.renew(name) }), s.reload())
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Toast(name+" has a new token"))
}

// readRevocation finds out whether the service can be told at all.
func (s *actions) readRevocation(name string) tea.Cmd {
	t, m := s.begin("reading…", name), s.Flow
	return s.watched(func() tea.Msg {
		conn, err := m.Connections.Open(t.Ctx, name)
		return revocableMsg{t.ID, conn, err}
	})
}

func (s *actions) askRevoke(msg revocableMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	name := s.onto
	if msg.err != nil {
		return s.failed(msg.err, func() tea.Cmd { return s.readRevocation(name) })
	}
	s.finish()
	title, at := text.Safe(msg.conn.Connector.Name, 40), msg.conn.Connector.RevokePage
	switch {
	case msg.conn.CanRevoke():
		return kit.Ask(kit.AskMsg{
			From: s.screen, Yes: "revoke " + kit.Clip(name, 16), No: "leave it", OnYes: revokeMsg{msg.conn},
			Text: fmt.Sprintf("Revoke %s? %s takes the access back, and the tokens kept here are good for nothing then.", name, title),
		})
	case at != "":
		return kit.Ask(kit.AskMsg{
			From: s.screen, Yes: "open the page", No: "leave it", OnYes: revokeAtMsg{at},
			Text: fmt.Sprintf("%s takes no word from a program. You take the access of %s back at %s: open that page in the browser?", title, name, text.Safe(at, 200)),
		})
	}
	s.trouble = &flow.Explanation{
		What: fmt.Sprintf("%s cannot be revoked from here: %s takes no word from a program", name, title),
		Next: fmt.Sprintf("take the access back on %s's own pages, mostly under account, connected apps; x forgets it here", title),
	}
	return nil
}

func (s *actions) revoke(conn *flow.Connection) tea.Cmd {
	name := conn.Entry.Name
	t := s.begin("revoking…", name)
	return func() tea.Msg { return revokedMsg{t.ID, name, conn.Revoke(t.Ctx)} }
}

func (s *actions) revoked(msg revokedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		return s.failed(msg.err, nil)
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Ask(kit.AskMsg{
		From: s.screen, Yes: "forget it too", No: "keep it", OnYes: forgetMsg{msg.name},
		Text: fmt.Sprintf("The access of %s is taken back: its tokens are good for nothing any more. Forget it here too?", msg.name),
	}))
}

// showRevokePage opens the page where a person takes the access back.
func (s *actions) showRevokePage(link string) tea.Cmd {
	show, ctx := s.OpenBrowser, s.Ctx
	return func() tea.Msg {
		if err := show(ctx, link); err != nil {
			return pageMsg{link, err}
		}
		return kit.ToastMsg{Text: "the page is open in your browser; " + s.Keys.Label(kit.KeyDelete) + " forgets the connection here"}
	}
}

// pageMsg says that a page could not be opened.
type pageMsg struct {
	link string
	err  error
}

func (s *actions) pageFailed(msg pageMsg) {
	s.trouble = &flow.Explanation{What: flow.Explain(msg.err).What, Next: "open it yourself: " + text.Safe(msg.link, 200)}
}

// askForget says what forgetting does not do, and where that is done.
func (s *actions) askForget(e flow.Entry) tea.Cmd {
	m := s.Flow
	return func() tea.Msg {
		left := "The provider still honours them, until access is taken back there."
		if c, err := m.Connectors.Load(e.Connector); err == nil && c.CanDisconnect() {
			left = "Before that, its connector tells the provider."
		} else if err == nil && c.RevokePage != "" {
			left = "The provider still honours them: take the access back at " + text.Safe(c.RevokePage, 200)
		}
		return kit.AskMsg{
			From: s.screen, Yes: "forget " + kit.Clip(e.Name, 16), No: "keep it", OnYes: forgetMsg{e.Name},
			Text: fmt.Sprintf("Forget %s? Its tokens are removed from the keychain here. %s", e.Name, left),
		}
	}
}

func (s *actions) forget(name string) tea.Cmd {
	t, m, entry := s.begin("forgetting…", name), s.Flow, s.entry(name)
	return s.watched(func() tea.Msg {
		err := m.Connections.Delete(t.Ctx, name)
		failed := err != nil && !errors.Is(err, flow.ErrNotDisconnected)
		return forgottenMsg{t.ID, name, failed && storeGone(t.Ctx, m, entry.Store), err}
	})
}

// storeGone reports whether a store is not there at all; a locked one is.
func storeGone(ctx context.Context, m *flow.Manager, kind flow.StoreKind) bool {
	states, err := m.Stores.States(ctx)
	i := slices.IndexFunc(states, func(k flow.StoreState) bool { return k.Kind == kind })
	return err == nil && i >= 0 && !stores.Available(states[i].Status)
}

func (s *actions) forgotten(msg forgottenMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	switch {
	case errors.Is(msg.err, flow.ErrNotDisconnected):
		s.finish()
		return tea.Batch(s.reload(), kit.ErrorToast(msg.name+" is forgotten here, but the service could not be told: "+flow.Explain(msg.err).Next))
	case msg.gone:
		s.finish()
		return kit.Ask(kit.AskMsg{
			From: s.screen, Yes: "drop the entry", No: "keep it", OnYes: dropMsg{msg.name},
			Text: fmt.Sprintf("%s is in %s, which cannot be reached. Drop it from the list? Its tokens go when that keychain is there again.",
				msg.name, storeWords(s.entry(msg.name).Store)),
		})
	case msg.err != nil:
		return s.failed(msg.err, func() tea.Cmd { return s.forget(msg.name) })
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Toast(msg.name+" is forgotten"))
}

// drop takes an entry off the list whose keychain is gone.
func (s *actions) drop(name string) tea.Cmd {
	t, m := s.begin("dropping…", name), s.Flow
	return func() tea.Msg { return droppedMsg{t.ID, name, m.Connections.DeleteFromIndex(t.Ctx, name)} }
}

func (s *actions) dropped(msg droppedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		return s.failed(msg.err, nil)
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Toast(msg.name+" is off the list"))
}
