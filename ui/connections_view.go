package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
	"countersign/internal/text"
)

// intro is the one sentence of what this is, for who has kept nothing yet.
const intro = "countersign connects to services that speak OAuth 1.0a, keeps each connection in your keychain, and sends signed calls with it."

func (s *connections) ShortHelp() []key.Binding {
	_, picked := s.picked()
	switch {
	case s.filter.Focused():
		return []key.Binding{s.keys.Of(keyOpen), s.keys.Named(keyBack, "clear")}
	case s.rename != nil:
		return []key.Binding{s.keys.Named(keyOpen, "rename"), s.keys.Named(keyBack, "leave it")}
	case !picked:
		return []key.Binding{
			s.keys.When(s.damaged(), keyRepair), s.keys.Named(keyOpen, "choose"), s.keys.Of(keyNew), s.keys.When(len(s.entries) > 0, keyFilter),
			s.keys.Named(keyKeychains, "keychains"), s.lastKey(),
		}
	}
	return []key.Binding{s.keys.Of(keyOpen), s.keys.Of(keyNew), s.keys.Of(keyTest), s.keys.Of(keyForget), s.keys.Of(keyRename), s.keys.Of(keyReconnect), s.keys.Of(keyFilter), s.keys.Of(keyRenew), s.keys.Of(keyRevoke), s.keys.Of(keyKeychains), s.lastKey()}
}

// lastKey leads out: of what is being done, else of the program.
func (s *connections) lastKey() key.Binding {
	if s.work.running() {
		return s.keys.Named(keyBack, "stop")
	}
	return s.keys.Of(keyQuitHome)
}

func (s *connections) FullHelp() [][]key.Binding {
	if s.rename != nil {
		return [][]key.Binding{{s.keys.Named(keyOpen, "rename"), s.keys.Named(keyBack, "leave it")}}
	}
	_, picked := s.picked()
	return [][]key.Binding{
		{s.keys.Of(keyOpen), s.keys.Of(keyNew), s.keys.Of(keySandbox), s.keys.When(len(s.entries) > 0, keyFilter), s.keys.Of(keyKeychains), s.keys.Of(keyExchanges), s.keys.When(s.damaged(), keyRepair)},
		{
			s.keys.When(picked, keyTest), s.keys.When(picked && !s.damaged(), keyRename), s.keys.When(picked, keyReconnect),
			when(picked, s.keys.Named(keyRenew, "renew the token")), when(picked, s.keys.Named(keyRevoke, "revoke access")), s.keys.When(picked, keyForget),
		},
		s.keys.MoveKeys(),
	}
}

// Aside is the keychain's state.
func (s *connections) Aside() string {
	if !s.probed {
		return ""
	}
	return s.styles.Muted.Render("keychain: ") + keychainState(s.styles, s.status)
}

// keychainState names the store in use and whether it can be used.
func keychainState(look Styles, k flow.KeychainStatus) string {
	switch {
	case k.Ready && k.Locked:
		return "OS keychain " + look.Wait.Render("● locked")
	case k.Ready && k.Kind == flow.KeychainOS:
		return "OS keychain " + look.Good.Render("✓")
	case k.Ready && k.Kind == flow.KeychainFile:
		return "encrypted file " + look.Good.Render("✓")
	case k.Ready:
		return "memory " + look.Wait.Render("● this session")
	case k.NeedsPassphrase:
		return "encrypted file " + look.Wait.Render("● locked")
	case k.Kind == flow.KeychainOS:
		return "OS keychain " + look.Bad.Render("✗ not there")
	}
	return look.Wait.Render("○ none yet") + look.Muted.Render(", asked when you connect")
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

// page is how many entries are seen at once.
func (s *connections) page() int { return max(s.height-rowsTop-3-height(s.below()), 3) }

// seen says which of the entries are.
func (s *connections) seen() (from, to int) {
	n := len(s.shown())
	return window(min(s.cursor, max(n-1, 0)), n, s.page())
}

func (s *connections) heading() string {
	left := " " + s.styles.Strong.Render("CONNECTIONS")
	if s.filter.Focused() || s.filter.Value() != "" {
		left = " " + s.styles.Accent.Render("/ ") + s.filter.draw(s.env, 30)
	}
	right := ""
	switch {
	case !s.loaded && s.slow(s.list):
		right = "reading…"
	case s.filter.Value() != "":
		right = text.Count(len(s.shown()), "match", "matches")
	case len(s.entries) > 0:
		right = text.Count(len(s.entries), "kept", "kept")
	}
	return between(left, s.styles.Muted.Render(right), s.width-1)
}

// row is one line to choose, with the cursor's mark.
func (s *connections) row(here bool, text, remark string) string {
	if remark != "" {
		remark = "   " + s.styles.Muted.Render(remark)
	}
	return indent + s.styles.mark(here) + s.styles.pick(here, text) + remark
}

// rows are the entries in columns: name, account, state. The state is shortened last: the entry under the cursor tells
// the rest below the list.
func (s *connections) rows() []string {
	shown := s.shown()
	names, accounts, states := make([]string, len(shown)), make([]string, len(shown)), make([]string, len(shown))
	for i, e := range shown {
		names[i], accounts[i], states[i] = e.Name, accountOf(e), s.state(e)
	}
	inner := s.width - margin - 2 - 1
	stateWidth := widest(states, 8, inner*2/5)
	nameWidth := widest(names, 8, (inner-stateWidth)/2-2) + 2
	accountWidth := min(widest(accounts, 8, inner)+2, inner-stateWidth-nameWidth)
	rows := make([]string, len(shown))
	for i := range shown {
		here := i == s.cursor
		if here && s.rename != nil {
			rows[i] = indent + s.styles.mark(true) + s.rename.input.draw(s.env, inner)
			continue
		}
		rows[i] = indent + s.styles.mark(here) +
			s.styles.pick(here, fit(clip(names[i], nameWidth-2), nameWidth)) +
			s.styles.Muted.Render(fit(clip(accounts[i], accountWidth-2), accountWidth)) +
			clip(states[i], stateWidth)
	}
	return rows
}

// accountOf is who a connection acts as and where. The account comes first: it tells several connections to one service
// apart where there is room for no more.
func accountOf(e flow.Entry) string {
	if e.Account != "" {
		return text.Safe(e.Account, 60) + " · " + text.Safe(e.Title, 60)
	}
	return text.Safe(e.Title, 60)
}

// state says what is known of the connection's health, the gravest first.
func (s *connections) state(e flow.Entry) string {
	now := s.Now()
	switch {
	case s.slow(s.work) && s.doing != "" && e.Name == s.onto:
		return s.styles.Wait.Render("● " + s.doing)
	case !e.Expires.IsZero() && e.Expires.Before(now):
		return s.styles.Bad.Render("✗ " + text.Expiry(e.Expires, now))
	case !e.Tested.IsZero() && e.TestError != "":
		return s.styles.Bad.Render("✗ " + text.Safe(e.TestError, 80))
	case !e.Expires.IsZero():
		return s.styles.Wait.Render("● " + text.Expiry(e.Expires, now))
	case !e.Tested.IsZero():
		return s.styles.Good.Render("✓ tested " + text.Ago(now, e.Tested))
	}
	return s.styles.Muted.Render("○ not tested")
}

// below is what stands under the list: what is waited for, trouble, the whole truth about the entry under the cursor, or
// what this is.
func (s *connections) below() string {
	entry, picked := s.picked()
	switch {
	case s.rename != nil:
		return s.renameView()
	case s.slow(s.work) && s.doing != "" && s.status.Kind == flow.KeychainOS && s.status.Locked:
		return dialogView(s.env, s.doing+" ", s.width)
	case s.trouble != nil:
		return s.styles.trouble(*s.trouble, "", s.width)
	case s.listErr != nil:
		return s.styles.trouble(explainList(s.listErr), "", s.width)
	case picked:
		return eachLine(s.styles.Muted, paragraph(s.about(entry), s.width))
	case s.loaded && len(s.entries) == 0:
		return eachLine(s.styles.Muted, paragraph(intro, s.width))
	}
	return ""
}

func (s *connections) about(e flow.Entry) string {
	now := s.Now()
	parts := []string{text.Safe(e.Title, 60)}
	if e.Account != "" {
		parts = append(parts, "as "+text.Safe(e.Account, 60))
	}
	parts = append(parts, "kept "+text.Ago(now, e.Created)+" in "+storeWords(e.Store))
	if !e.Used.IsZero() {
		parts = append(parts, "used "+text.Ago(now, e.Used))
	}
	switch {
	case e.Tested.IsZero():
		parts = append(parts, "not tested yet")
	case e.TestError != "":
		parts = append(parts, "test failed "+text.Ago(now, e.Tested)+": "+text.Safe(e.TestError, 200))
	default:
		parts = append(parts, "test passed "+text.Ago(now, e.Tested))
	}
	if words := text.Expiry(e.Expires, now); words != "" {
		parts = append(parts, "its token "+words)
	}
	return strings.Join(parts, " · ")
}

// storeWords says where something is kept.
func storeWords(kind flow.KeychainKind) string {
	switch kind {
	case flow.KeychainFile:
		return "the encrypted file"
	case flow.KeychainMemory:
		return "memory, for this session"
	}
	return "the OS keychain"
}
