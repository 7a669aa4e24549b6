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
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "continue"), s.Keys.EnabledIf(len(s.asks.inputs) > 1, kit.KeyNext), s.Keys.Relabeled(kit.KeyReveal, "show"), s.Keys.Relabeled(kit.KeyBack, "cancel")}
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

// useWord is what using the selected store does.
func (s *keychains) useWord() string {
	k := s.states[s.cursor]
	switch {
	case k.Status.OSError != nil:
		return "try again"
	case k.Status.NewFile:
		return "create and use"
	case k.Status.NeedsPassphrase || k.Status.Locked:
		return "unlock and use"
	}
	return "use"
}

func (s *keychains) FullHelp() [][]key.Binding {
	if s.asks.asked() {
		return [][]key.Binding{{s.Keys.Relabeled(kit.KeyOpen, "continue"), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.Binding(kit.KeyReveal), s.Keys.Binding(kit.KeyBack)}}
	}
	return [][]key.Binding{
		{
			s.Keys.EnabledIf(s.idle() && len(s.states) > 0, keyUse), kit.EnabledIf(s.refuseMove() == "", s.Keys.Relabeled(keyMove, "move the connections")),
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
		parts = append(parts, KeychainDialog(s.Env, s.width))
	}
	if s.problem != nil {
		parts = append(parts, s.Styles.RenderError(*s.problem, "", s.width))
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
	lines := []string{" " + s.Styles.Strong.Render("CREDENTIAL STORES"), ""}
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

// stateWords is a store's state with a sign.
func stateWords(e *kit.Env, k flow.StoreState) string {
	switch {
	case k.Status.Locked, k.Status.NeedsPassphrase && !k.Status.NewFile:
		return e.Styles.Warning.Render("● locked")
	case k.Status.Ready:
		return e.Styles.Success.Render("✓ available")
	case k.Status.NewFile && k.Connections == 0:
		return e.Styles.Muted.Render("○ not created")
	}
	return e.Styles.Muted.Render("○ not available")
}

// about describes the selected store.
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
		parts = append(parts, kit.RenderLines(s.Styles.Muted, kit.Paragraph("No store in use. Select one and press "+s.Keys.Label(keyUse)+".", s.width)))
	}
	return strings.Join(parts, "\n\n")
}

func (s *keychains) what(k flow.StoreState) string {
	switch {
	case k.Kind == flow.StoreMemory:
		return "Connections in memory are lost when countersign quits. This choice applies to this run only."
	case k.Kind == flow.StoreOS && k.Status.Locked:
		return "Your system's keychain. It is locked, and asks for its password when you open a connection."
	case k.Kind == flow.StoreOS:
		return "Your system's keychain. It is unlocked when you log in. All your programs can then read it."
	case k.Status.NewFile && k.Connections > 0:
		return "The encrypted file is missing, but the list has connections in it. Restore identity.age and connections.age, or delete those connections."
	case k.Status.NewFile:
		return newFileText
	case k.Status.NeedsPassphrase:
		return "A file on this machine, encrypted with your passphrase."
	}
	return "A file on this machine, encrypted with your passphrase. It is unlocked until countersign quits."
}

// choice says why a store is in use.
func (s *keychains) choice(kind flow.StoreKind) string {
	switch {
	case kind == flow.StoreMemory:
		return "chosen for this run."
	case s.StoreChosenBy != "":
		return "chosen for this run by " + s.StoreChosenBy + "."
	case s.settings.Store == kind:
		return "chosen for every run."
	case s.settings.Store != "":
		return "chosen for this run. Later runs use the " + s.settings.Store.Title() + "."
	}
	return "the default. Press " + s.Keys.Label(keyUse) + " to choose it for every run."
}

// startAdvice is how to make the OS keychain available, by GOOS.
func startAdvice(system string) string {
	const other = " Or use the encrypted file."
	switch system {
	case "darwin":
		return "Unlock the login keychain in Keychain Access, in a local session." + other
	case "windows":
		return "Start the Credential Manager service (services.msc)." + other
	}
	return "Start gnome-keyring, KWallet or KeePassXC (with Secret Service integration) in this desktop session. Over ssh there is usually none." + other
}

func (s *keychains) askView() string {
	return kit.Paragraph(s.why, s.width) + "\n\n" + s.asks.draw(s.Env, s.width)
}

// moveView shows the progress of a move.
func (s *keychains) moveView() string {
	m := s.move
	heading := "moving " + text.Count(len(m.names), "connection", "connections") + " to the " + m.to.Title()
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

// Anchor keeps the input or the selected store visible.
func (s *keychains) Anchor() int {
	if s.asks.asked() {
		return kit.Height(s.askView()) - 1
	}
	return 2 + s.cursor
}

// ExplainList explains why the list of connections cannot be read.
func ExplainList(err error) flow.Explanation {
	x := flow.Explain(err)
	if errors.Is(err, flow.ErrDamaged) {
		x.Next = "Press r to rebuild the list from the credential stores. The damaged list is saved under another name."
	}
	return x
}
