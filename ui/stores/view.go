package stores

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

func (s *keychains) ShortHelp() []key.Binding {
	switch {
	case s.move != nil, s.work.Running():
		return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
	case s.asks.asked():
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "go on"), s.Keys.EnabledIf(len(s.asks.inputs) > 1, kit.KeyNext), s.Keys.Relabeled(kit.KeyReveal, "show"), s.Keys.Relabeled(kit.KeyBack, "leave it")}
	case s.report != nil:
		return []key.Binding{s.Keys.Binding(KeyRepair), s.Keys.Relabeled(kit.KeyBack, "close")}
	case len(s.states) == 0:
		return s.Keys.Bindings(kit.KeyBack)
	case s.loadErr != nil:
		return []key.Binding{s.Keys.Binding(KeyRepair), s.Keys.Relabeled(keyUse, s.useWord()), s.Keys.Binding(kit.KeyBack)}
	}
	return []key.Binding{
		s.Keys.Relabeled(keyUse, s.useWord()), s.Keys.EnabledIf(s.refuseMove() == "", keyMove), s.Keys.EnabledIf(s.refusePassphrase() == "", keyPassphrase), s.Keys.Binding(KeyRepair), s.Keys.Binding(kit.KeyBack),
	}
}

// useWord is what enter does to the keychain under the cursor.
func (s *keychains) useWord() string {
	k := s.states[s.cursor]
	switch {
	case k.Status.OSError != nil:
		return "look again"
	case k.Status.NewFile:
		return "make and use"
	case k.Status.NeedsPassphrase || k.Status.Locked:
		return "unlock and use"
	}
	return "use"
}

func (s *keychains) FullHelp() [][]key.Binding {
	if s.asks.asked() {
		return [][]key.Binding{{s.Keys.Relabeled(kit.KeyOpen, "go on"), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.Binding(kit.KeyReveal), s.Keys.Binding(kit.KeyBack)}}
	}
	return [][]key.Binding{
		{
			s.Keys.EnabledIf(s.idle() && len(s.states) > 0, keyUse), kit.EnabledIf(s.refuseMove() == "", s.Keys.Relabeled(keyMove, "move to the other one")),
			kit.EnabledIf(s.refusePassphrase() == "", s.Keys.Relabeled(keyPassphrase, "change the passphrase")), kit.EnabledIf(s.idle(), s.Keys.Relabeled(KeyRepair, "repair the list")), s.Keys.Binding(kit.KeyBack),
		},
		s.Keys.MoveKeys(),
	}
}

func (s *keychains) View() string {
	switch {
	case !s.loaded:
		return ""
	case s.move != nil:
		return s.moveView()
	case s.asks.asked():
		return s.askView()
	}
	parts := []string{s.table()}
	if s.dialog && s.Slow(s.work) {
		parts = append(parts, KeychainDialog(s.Env, s.doing+": ", s.width))
	}
	if s.trouble != nil {
		parts = append(parts, s.Styles.RenderError(*s.trouble, "", s.width))
	}
	if s.report != nil {
		parts = append(parts, reportView(s.Env, *s.report, s.width))
	} else if s.loadErr != nil {
		parts = append(parts, s.Styles.RenderError(ExplainList(s.loadErr), "", s.width))
	}
	if len(parts) == 1 {
		parts = append(parts, s.about(s.states[s.cursor]))
	}
	return strings.Join(parts, "\n\n")
}

func (s *keychains) table() string {
	lines := []string{" " + s.Styles.Strong.Render("KEYCHAINS"), ""}
	for i, k := range s.states {
		here := i == s.cursor
		state, inUse, holds := stateWords(s.Env, k), "", ""
		if k.InUse {
			inUse = s.Styles.Accent.Render("in use")
		}
		if s.loadErr == nil {
			holds = s.Styles.Muted.Render(text.Count(k.Connections, "connection", "connections"))
		}
		lines = append(lines, kit.Clip(kit.Indent+s.Styles.CursorMark(here)+s.Styles.Selected(here, kit.Fit(k.Kind.Title(), 16))+kit.Fit(state, 17)+kit.Fit(inUse, 8)+holds, s.width))
	}
	return strings.Join(lines, "\n")
}

// stateWords are a keychain's state in two words, with a sign.
func stateWords(e *kit.Env, k flow.StoreState) string {
	switch {
	case k.Status.Locked, k.Status.NeedsPassphrase && !k.Status.NewFile:
		return e.Styles.Warning.Render("● locked")
	case k.Status.Ready:
		return e.Styles.Success.Render("✓ ready")
	case k.Status.NewFile && k.Connections == 0:
		return e.Styles.Muted.Render("○ not made yet")
	}
	return e.Styles.Muted.Render("○ not there")
}

// about says what the keychain under the cursor is, why it is as it is, and by what choice it is in use.
func (s *keychains) about(k flow.StoreState) string {
	var parts []string
	if k.Status.OSError != nil && k.Kind == flow.StoreOS {
		x := flow.Explain(k.Status.OSError)
		x.Next = startAdvice(s.system)
		parts = append(parts, s.Styles.RenderError(x, "", s.width))
	} else {
		parts = append(parts, kit.Paragraph(s.what(k), s.width))
	}
	switch {
	case k.InUse:
		parts = append(parts, kit.RenderLines(s.Styles.Muted, kit.Paragraph("In use: "+s.choice(k.Kind), s.width)))
	case s.inUse() == "":
		parts = append(parts, kit.RenderLines(s.Styles.Muted, kit.Paragraph("None is in use: "+s.Keys.Label(keyUse)+" on one chooses it.", s.width)))
	}
	return strings.Join(parts, "\n\n")
}

func (s *keychains) what(k flow.StoreState) string {
	switch {
	case k.Kind == flow.StoreMemory:
		return "Memory keeps nothing on this machine: connections in it are gone when countersign ends. It is never chosen for the next time."
	case k.Kind == flow.StoreOS && k.Status.Locked:
		return "Your system's keychain. It is locked: when a connection is opened it asks for its password in a window of its own."
	case k.Kind == flow.StoreOS:
		return "Your system's keychain. It opens when you log in, and every program of yours can read it then."
	case k.Status.NewFile && k.Connections > 0:
		return "The encrypted file is gone from this machine, and the list still has connections in it. Put identity.age and connections.age back where they were, or forget those connections."
	case k.Status.NewFile:
		return newFileText
	case k.Status.NeedsPassphrase:
		return "A file on this machine, encrypted under a passphrase of yours, which is asked once a session."
	}
	return "A file on this machine, encrypted under a passphrase of yours. It is open until countersign ends."
}

// choice says who decided for a keychain.
func (s *keychains) choice(kind flow.StoreKind) string {
	switch {
	case kind == flow.StoreMemory:
		return "it was chosen for this run."
	case s.StoreChosenBy != "":
		return s.StoreChosenBy + " chose it for this run."
	case s.settings.Store == kind:
		return "you chose it, for every run."
	case s.settings.Store != "":
		return "it was chosen for this run; the next one takes the " + s.settings.Store.Title() + "."
	}
	return "nothing was chosen, and it is there. Enter chooses it for every run."
}

// startAdvice is what brings up a keychain on a system, by its name in Go.
func startAdvice(system string) string {
	const other = "; or use the encrypted file"
	switch system {
	case "darwin":
		return "unlock the login keychain in Keychain Access, in a session at the machine itself" + other
	case "windows":
		return "see that the service Credential Manager runs (services.msc)" + other
	}
	return "start gnome-keyring, KWallet or KeePassXC (its Secret Service integration) in this desktop session, then come back here; over ssh there is mostly none" + other
}

func (s *keychains) askView() string {
	return kit.Paragraph(s.why, s.width) + "\n\n" + s.asks.draw(s.Env, s.width)
}

// moveView lists what is moved, and how far that is.
func (s *keychains) moveView() string {
	m := s.move
	heading := "moving " + text.Count(len(m.names), "connection", "connections") + " into the " + m.to.Title()
	if m.stopping {
		heading = "stopping after this one"
	}
	lines := []string{kit.Justify(kit.Indent+s.Styles.Warning.Render("●")+" "+heading, text.Count(m.done, "done", "done"), s.width-1), ""}
	from, to := kit.Window(m.done, len(m.names), max(s.height-len(lines), 1))
	for i := from; i < to; i++ {
		name := text.Safe(m.names[i], 70)
		switch {
		case i < m.done:
			lines = append(lines, kit.Indent+s.Styles.Success.Render("✓ ")+name)
		case i == m.done:
			lines = append(lines, kit.Indent+s.Styles.Warning.Render("● ")+name)
		default:
			lines = append(lines, kit.Indent+s.Styles.Muted.Render("○ "+name))
		}
	}
	return strings.Join(lines, "\n")
}

// Anchor keeps what is typed, or the keychain under the cursor, in sight.
func (s *keychains) Anchor() int {
	if s.asks.asked() {
		return kit.Height(s.askView()) - 1
	}
	return 2 + s.cursor
}

// ExplainList says what is wrong with the list of connections; a damaged one can be repaired on the spot.
func ExplainList(err error) flow.Explanation {
	x := flow.Explain(err)
	if errors.Is(err, flow.ErrDamaged) {
		x.Next = "r repairs it: the list is made anew from what the keychains hold; the damaged one is moved aside, not removed"
	}
	return x
}
