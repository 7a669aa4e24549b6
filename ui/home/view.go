package home

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// intro is what first-time users read.
const intro = "countersign connects to OAuth 1.0a services, saves the connections in your OS keychain, and sends signed requests."

func (s *connections) ShortHelp() []key.Binding {
	_, picked := s.selected()
	switch {
	case s.filter.Focused():
		return []key.Binding{s.Keys.Binding(kit.KeyOpen), s.Keys.Relabeled(kit.KeyBack, "clear")}
	case s.rename != nil:
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "rename"), s.Keys.Relabeled(kit.KeyBack, "cancel")}
	case !picked:
		return []key.Binding{
			s.Keys.EnabledIf(s.damaged(), stores.KeyRepair), s.Keys.Relabeled(kit.KeyOpen, "select"), s.Keys.Binding(keyNew), s.Keys.EnabledIf(len(s.entries) > 0, kit.KeyFilter),
			s.Keys.Relabeled(keyStores, "stores"), s.lastKey(),
		}
	}
	return []key.Binding{s.Keys.Binding(kit.KeyOpen), s.Keys.Binding(keyNew), s.Keys.Binding(keyTest), s.Keys.Binding(kit.KeyDelete), s.Keys.Binding(keyRename), s.Keys.Binding(kit.KeyReconnect), s.Keys.Binding(kit.KeyFilter), s.Keys.Binding(keyRefresh), s.Keys.Binding(keyRevoke), s.Keys.Relabeled(keyStores, "stores"), s.lastKey()}
}

// lastKey stops the running action, or quits.
func (s *connections) lastKey() key.Binding {
	if s.work.Running() {
		return s.Keys.Relabeled(kit.KeyBack, "stop")
	}
	return s.Keys.Binding(kit.KeyQuitHome)
}

func (s *connections) FullHelp() [][]key.Binding {
	if s.rename != nil {
		return [][]key.Binding{{s.Keys.Relabeled(kit.KeyOpen, "rename"), s.Keys.Relabeled(kit.KeyBack, "cancel")}}
	}
	_, picked := s.selected()
	return [][]key.Binding{
		{s.Keys.Binding(kit.KeyOpen), s.Keys.Binding(keyNew), s.Keys.Binding(keySandbox), s.Keys.EnabledIf(len(s.entries) > 0, kit.KeyFilter), s.Keys.Binding(keyStores), s.Keys.Binding(traffic.KeyTraffic), s.Keys.EnabledIf(s.damaged(), stores.KeyRepair)},
		{
			s.Keys.EnabledIf(picked, keyTest), s.Keys.EnabledIf(picked && !s.damaged(), keyRename), s.Keys.EnabledIf(picked, kit.KeyReconnect),
			kit.EnabledIf(picked, s.Keys.Relabeled(keyRefresh, "refresh the token")), kit.EnabledIf(picked, s.Keys.Relabeled(keyRevoke, "revoke access")), s.Keys.EnabledIf(picked, kit.KeyDelete),
		},
		s.Keys.MoveKeys(),
	}
}

// StatusText is the state of the store in use.
func (s *connections) StatusText() string {
	if !s.probed {
		return ""
	}
	return s.Styles.Muted.Render("saved in: ") + storeState(s.Styles, s.status)
}

// storeState names the store in use, and its state.
func storeState(look kit.Styles, k flow.StoreStatus) string {
	switch {
	case k.Ready && k.Locked:
		return "OS keychain " + look.Warning.Render("● locked")
	case k.Ready && k.Kind == flow.StoreOS:
		return "OS keychain " + look.Success.Render("✓")
	case k.Ready && k.Kind == flow.StoreFile:
		return "encrypted file " + look.Success.Render("✓")
	case k.Ready:
		return "memory " + look.Warning.Render("● until you quit")
	case k.NeedsPassphrase:
		return "encrypted file " + look.Warning.Render("● locked")
	case k.Kind == flow.StoreOS:
		return "OS keychain " + look.Error.Render("✗ not available")
	}
	return look.Muted.Render("○ not chosen yet")
}

func (s *connections) View() string {
	rows := s.rows()
	lines := []string{s.heading(), ""}
	below := s.below()
	if len(rows) > 0 {
		from, to := s.seen()
		lines = append(append(lines, rows[from:to]...), "")
	}
	n := len(s.shown())
	lines = append(lines,
		s.row(s.cursor == n, "+ new connection", ""),
		s.row(s.cursor == n+1, "+ try the sandbox", "no account needed"))
	if below != "" {
		lines = append(lines, "", below)
	}
	return strings.Join(lines, "\n")
}

// page is how many entries fit.
func (s *connections) page() int { return max(s.height-kit.RowsTop-3-kit.Height(s.below()), 3) }

// seen is the range of entries that fit.
func (s *connections) seen() (from, to int) {
	n := len(s.shown())
	return kit.Window(min(s.cursor, max(n-1, 0)), n, s.page())
}

func (s *connections) heading() string {
	left := " " + s.Styles.Strong.Render("CONNECTIONS")
	if s.filter.Focused() || s.filter.Value() != "" {
		left = " " + s.Styles.Accent.Render("/ ") + s.filter.Draw(s.Env, 30)
	}
	right := ""
	switch {
	case !s.loaded && s.Slow(s.list):
		right = "reading…"
	case s.filter.Value() != "":
		right = text.Count(len(s.shown()), "match", "matches")
	case len(s.entries) > 0:
		right = text.Count(len(s.entries), "connection", "connections")
	}
	return kit.Justify(left, s.Styles.Muted.Render(right), s.width-1)
}

// row is a row below the entries.
func (s *connections) row(here bool, text, remark string) string {
	if remark != "" {
		remark = "   " + s.Styles.Muted.Render(remark)
	}
	return kit.Indent + s.Styles.CursorMark(here) + s.Styles.Selected(here, text) + remark
}

// rows are the entries in columns: name, account and state.
func (s *connections) rows() []string {
	shown := s.shown()
	names, accounts, states := make([]string, len(shown)), make([]string, len(shown)), make([]string, len(shown))
	for i, e := range shown {
		names[i], accounts[i], states[i] = e.Name, accountOf(e), s.state(e)
	}
	inner := s.width - kit.Margin - 2 - 1
	stateWidth := kit.Widest(states, 8, inner*2/5)
	nameWidth := kit.Widest(names, 8, (inner-stateWidth)/2-2) + 2
	accountWidth := min(kit.Widest(accounts, 8, inner)+2, inner-stateWidth-nameWidth)
	rows := make([]string, len(shown))
	for i := range shown {
		here := i == s.cursor
		if here && s.rename != nil {
			rows[i] = kit.Indent + s.Styles.CursorMark(true) + s.rename.input.Draw(s.Env, inner)
			continue
		}
		rows[i] = kit.Indent + s.Styles.CursorMark(here) +
			s.Styles.Selected(here, kit.Fit(kit.Clip(names[i], nameWidth-2), nameWidth)) +
			s.Styles.Muted.Render(kit.Fit(kit.Clip(accounts[i], accountWidth-2), accountWidth)) +
			kit.Clip(states[i], stateWidth)
	}
	return rows
}

// accountOf is the account, first because it tells connections to one service apart, and the service.
func accountOf(e flow.Entry) string {
	if e.Account != "" {
		return text.Safe(e.Account, 60) + " · " + text.Safe(e.Title, 60)
	}
	return text.Safe(e.Title, 60)
}

// state is a connection's state, the most severe first.
func (s *connections) state(e flow.Entry) string {
	now := s.Now()
	switch {
	case s.Slow(s.work) && s.doing != "" && e.Name == s.target:
		return s.Styles.Warning.Render("● " + s.doing)
	case !e.Expires.IsZero() && e.Expires.Before(now):
		return s.Styles.Error.Render("✗ " + text.Expiry(e.Expires, now))
	case !e.Tested.IsZero() && e.TestError != "":
		return s.Styles.Error.Render("✗ " + text.Safe(e.TestError, 80))
	case !e.Expires.IsZero():
		return s.Styles.Warning.Render("● " + text.Expiry(e.Expires, now))
	case !e.Tested.IsZero():
		return s.Styles.Success.Render("✓ tested " + text.Ago(now, e.Tested))
	}
	return s.Styles.Muted.Render("○ not tested")
}

// below is the text below the list: progress, an error, or details of the selected connection.
func (s *connections) below() string {
	entry, picked := s.selected()
	switch {
	case s.rename != nil:
		return s.renameView()
	case s.Slow(s.work) && s.doing != "" && s.status.Kind == flow.StoreOS && s.status.Locked:
		return stores.KeychainDialog(s.Env, s.width)
	case s.problem != nil:
		return s.Styles.RenderError(*s.problem, "", s.width)
	case s.listErr != nil:
		return s.Styles.RenderError(stores.ExplainList(s.listErr), "", s.width)
	case picked:
		return kit.RenderLines(s.Styles.Muted, kit.Paragraph(s.about(entry), s.width))
	case s.loaded && len(s.entries) == 0:
		return kit.RenderLines(s.Styles.Muted, kit.Paragraph(intro, s.width))
	}
	return ""
}

func (s *connections) about(e flow.Entry) string {
	now := s.Now()
	parts := []string{text.Safe(e.Title, 60)}
	if e.Account != "" {
		parts = append(parts, "as "+text.Safe(e.Account, 60))
	}
	parts = append(parts, "saved "+text.Ago(now, e.Created)+" in "+storeName(e.Store))
	if !e.Used.IsZero() {
		parts = append(parts, "used "+text.Ago(now, e.Used))
	}
	switch {
	case e.Tested.IsZero():
		parts = append(parts, "not tested")
	case e.TestError != "":
		parts = append(parts, "test failed "+text.Ago(now, e.Tested)+": "+text.Safe(e.TestError, 200))
	default:
		parts = append(parts, "test passed "+text.Ago(now, e.Tested))
	}
	if words := text.Expiry(e.Expires, now); words != "" {
		parts = append(parts, "token "+words)
	}
	return strings.Join(parts, " · ")
}

// storeName names a store within a sentence.
func storeName(kind flow.StoreKind) string {
	switch kind {
	case flow.StoreFile:
		return "the encrypted file"
	case flow.StoreMemory:
		return "memory"
	}
	return "the OS keychain"
}
