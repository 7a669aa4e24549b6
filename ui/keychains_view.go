package ui

import (
	"errors"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *keychains) ShortHelp() []key.Binding {
	switch {
	case s.move != nil, s.work.running():
		return []key.Binding{s.keys.Named(keyBack, "stop")}
	case s.asks.asked():
		return []key.Binding{s.keys.Named(keyOpen, "go on"), s.keys.When(len(s.asks.inputs) > 1, keyNext), s.keys.Named(keyReveal, "show"), s.keys.Named(keyBack, "leave it")}
	case s.report != nil:
		return []key.Binding{s.keys.Of(keyRepair), s.keys.Named(keyBack, "close")}
	case len(s.states) == 0:
		return s.keys.List(keyBack)
	case s.loadErr != nil:
		return []key.Binding{s.keys.Of(keyRepair), s.keys.Named(keyUse, s.useWord()), s.keys.Of(keyBack)}
	}
	return []key.Binding{
		s.keys.Named(keyUse, s.useWord()), s.keys.When(s.refuseMove() == "", keyMove), s.keys.When(s.refusePassphrase() == "", keyPassphrase), s.keys.Of(keyRepair), s.keys.Of(keyBack),
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
		return [][]key.Binding{{s.keys.Named(keyOpen, "go on"), s.keys.Of(keyNext), s.keys.Of(keyPrevious), s.keys.Of(keyReveal), s.keys.Of(keyBack)}}
	}
	return [][]key.Binding{
		{
			s.keys.When(s.idle() && len(s.states) > 0, keyUse), when(s.refuseMove() == "", s.keys.Named(keyMove, "move to the other one")),
			when(s.refusePassphrase() == "", s.keys.Named(keyPassphrase, "change the passphrase")), when(s.idle(), s.keys.Named(keyRepair, "repair the list")), s.keys.Of(keyBack),
		},
		s.keys.MoveKeys(),
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
	if s.dialog && s.slow(s.work) {
		parts = append(parts, dialogView(s.env, s.doing+": ", s.width))
	}
	if s.trouble != nil {
		parts = append(parts, s.styles.trouble(*s.trouble, "", s.width))
	}
	if s.report != nil {
		parts = append(parts, reportView(s.env, *s.report, s.width))
	} else if s.loadErr != nil {
		parts = append(parts, s.styles.trouble(explainList(s.loadErr), "", s.width))
	}
	if len(parts) == 1 {
		parts = append(parts, s.about(s.states[s.cursor]))
	}
	return strings.Join(parts, "\n\n")
}

func (s *keychains) table() string {
	lines := []string{" " + s.styles.Strong.Render("KEYCHAINS"), ""}
	for i, k := range s.states {
		here := i == s.cursor
		state, inUse, holds := stateWords(s.env, k), "", ""
		if k.InUse {
			inUse = s.styles.Accent.Render("in use")
		}
		if s.loadErr == nil {
			holds = s.styles.Muted.Render(text.Count(k.Connections, "connection", "connections"))
		}
		lines = append(lines, clip(indent+s.styles.mark(here)+s.styles.pick(here, fit(k.Kind.Title(), 16))+fit(state, 17)+fit(inUse, 8)+holds, s.width))
	}
	return strings.Join(lines, "\n")
}

// stateWords are a keychain's state in two words, with a sign.
func stateWords(e *env, k flow.KeychainState) string {
	switch {
	case k.Status.Locked, k.Status.NeedsPassphrase && !k.Status.NewFile:
		return e.styles.Wait.Render("● locked")
	case k.Status.Ready:
		return e.styles.Good.Render("✓ ready")
	case k.Status.NewFile && k.Connections == 0:
		return e.styles.Muted.Render("○ not made yet")
	}
	return e.styles.Muted.Render("○ not there")
}

// about says what the keychain under the cursor is, why it is as it is, and by what choice it is in use.
func (s *keychains) about(k flow.KeychainState) string {
	var parts []string
	if k.Status.OSError != nil && k.Kind == flow.KeychainOS {
		x := flow.Explain(k.Status.OSError)
		x.Next = startAdvice(s.system)
		parts = append(parts, s.styles.trouble(x, "", s.width))
	} else {
		parts = append(parts, paragraph(s.what(k), s.width))
	}
	switch {
	case k.InUse:
		parts = append(parts, eachLine(s.styles.Muted, paragraph("In use: "+s.choice(k.Kind), s.width)))
	case s.inUse() == "":
		parts = append(parts, eachLine(s.styles.Muted, paragraph("None is in use: "+s.keys.Label(keyUse)+" on one chooses it.", s.width)))
	}
	return strings.Join(parts, "\n\n")
}

func (s *keychains) what(k flow.KeychainState) string {
	switch {
	case k.Kind == flow.KeychainMemory:
		return "Memory keeps nothing on this machine: connections in it are gone when countersign ends. It is never chosen for the next time."
	case k.Kind == flow.KeychainOS && k.Status.Locked:
		return "Your system's keychain. It is locked: when a connection is opened it asks for its password in a window of its own."
	case k.Kind == flow.KeychainOS:
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
func (s *keychains) choice(kind flow.KeychainKind) string {
	switch {
	case kind == flow.KeychainMemory:
		return "it was chosen for this run."
	case s.ChosenBy != "":
		return s.ChosenBy + " chose it for this run."
	case s.settings.Keychain == kind:
		return "you chose it, for every run."
	case s.settings.Keychain != "":
		return "it was chosen for this run; the next one takes the " + s.settings.Keychain.Title() + "."
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
	return paragraph(s.why, s.width) + "\n\n" + s.asks.draw(s.env, s.width)
}

// moveView lists what is moved, and how far that is.
func (s *keychains) moveView() string {
	m := s.move
	heading := "moving " + text.Count(len(m.names), "connection", "connections") + " into the " + m.to.Title()
	if m.stopping {
		heading = "stopping after this one"
	}
	lines := []string{between(indent+s.styles.Wait.Render("●")+" "+heading, text.Count(m.done, "done", "done"), s.width-1), ""}
	from, to := window(m.done, len(m.names), max(s.height-len(lines), 1))
	for i := from; i < to; i++ {
		name := text.Safe(m.names[i], 70)
		switch {
		case i < m.done:
			lines = append(lines, indent+s.styles.Good.Render("✓ ")+name)
		case i == m.done:
			lines = append(lines, indent+s.styles.Wait.Render("● ")+name)
		default:
			lines = append(lines, indent+s.styles.Muted.Render("○ "+name))
		}
	}
	return strings.Join(lines, "\n")
}

// Anchor keeps what is typed, or the keychain under the cursor, in sight.
func (s *keychains) Anchor() int {
	if s.asks.asked() {
		return height(s.askView()) - 1
	}
	return 2 + s.cursor
}

// explainList says what is wrong with the list of connections; a damaged one can be repaired on the spot.
func explainList(err error) flow.Explanation {
	x := flow.Explain(err)
	if errors.Is(err, flow.ErrDamaged) {
		x.Next = "r repairs it: the list is made anew from what the keychains hold; the damaged one is moved aside, not removed"
	}
	return x
}
