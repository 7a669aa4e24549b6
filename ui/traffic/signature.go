package traffic

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/ui/kit"
)

// The actions for exchanges.
var (
	keyCopyPart  = kit.NewAction("copy-part", kit.NotInText, "copy", "y")
	KeyCopyAs    = kit.NewAction("copy-as", kit.NotInText, "copy as…", "Y").WithLongDescription("copy as curl, HTTPie, Go, Python, JavaScript")
	keyEarlier   = kit.NewAction("previous-exchange", kit.NotInText, "previous exchange", "left", "h").Formerly("earlier")
	keyLater     = kit.NewAction("next-exchange", kit.NotInText, "next exchange", "right", "l").Formerly("later")
	KeySignature = kit.NewAction("signature", kit.NotInText, "signature", "s")
	KeyTraffic   = kit.NewAction("traffic", kit.NotInText, "traffic", "e").Formerly("exchanges")
)

// signature shows one exchange: what was signed, and what the provider made of it. Each part can be copied on its own.
type signature struct {
	*kit.Env
	exchange *flow.Exchange
	view     viewport.Model

	parts  []signedPart
	cursor int // the chosen part

	fromList bool            // opened from the list of exchanges
	all      []flow.Exchange // of this run
	at       int             // index of this one; -1 if it is not among them
}

// NewSignature shows one exchange.
func NewSignature(e *kit.Env, x *flow.Exchange) *signature {
	s := &signature{Env: e, exchange: x, view: viewport.New(0, 0), cursor: -1}
	s.load(e.Flow.Traffic.List())
	return s
}

func (s *signature) load(all []flow.Exchange) { s.all, s.at = all, indexOf(s.exchange, all) }

func (s *signature) Init() tea.Cmd { return nil }

func (s *signature) Title() string { return "signature" }

// StatusText shows the signature method, its placement, and the position among this run's exchanges.
func (s *signature) StatusText() string {
	text := signedHow(s.exchange)
	if s.at >= 0 && len(s.all) > 1 {
		text += fmt.Sprintf("   %d of %d", s.at+1, len(s.all))
	}
	return s.Styles.Muted.Render(text)
}

func (s *signature) SetSize(width, height int) {
	s.view.Width, s.view.Height = width, height
	s.fill()
}

// fill renders the parts, with a mark at the chosen one: at first the base string, which is what one compares.
func (s *signature) fill() {
	s.parts = signedParts(s.Env, s.exchange, s.view.Width)
	if s.cursor < 0 {
		for i, p := range s.parts {
			if p.text != "" && p.text == s.exchange.BaseString {
				s.cursor = i
			}
		}
		s.cursor = max(s.cursor, 0)
	}
	s.cursor = min(s.cursor, len(s.parts)-1)
	var lines []string
	for i, p := range s.parts {
		if i == s.cursor && p.what != "" {
			lines = append(lines, " "+s.Styles.Accent.Render("▸")+ansi.TruncateLeft(p.lines[0], 2, ""))
			p.lines = p.lines[1:]
		}
		lines = append(lines, p.lines...)
	}
	s.view.SetContent(strings.Join(lines, "\n"))
}

func (s *signature) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case kit.BackgroundMsg:
		s.fill()
	}
	return nil
}

func (s *signature) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Matches(msg, kit.KeyUp):
		s.move(-1)
	case s.Keys.Matches(msg, kit.KeyDown):
		s.move(+1)
	case s.Keys.Matches(msg, kit.KeyBodyPageUp):
		s.view.PageUp()
	case s.Keys.Matches(msg, kit.KeyBodyPageDown):
		s.view.PageDown()
	case s.Keys.Matches(msg, keyCopyPart):
		if p := s.parts[s.cursor]; p.what != "" {
			return s.CopyToClipboard(p.what, p.text)
		}
		return kit.ErrorToast("Nothing to copy here. Press ↑ or ↓ to choose a part.")
	case s.Keys.Matches(msg, KeyCopyAs):
		return CopyExchange(s.Env, s, s.exchange)
	case s.Keys.Matches(msg, keyEarlier):
		return s.turn(-1)
	case s.Keys.Matches(msg, keyLater):
		return s.turn(+1)
	case s.Keys.Matches(msg, KeyTraffic):
		if s.fromList {
			return kit.Leave(s, nil)
		}
		return kit.Push(s, NewExchanges(s.Env))
	}
	return nil
}

// move chooses the next part that can be copied. If there is none, or the part is longer than the window, it scrolls.
func (s *signature) move(by int) {
	from, to := s.span(s.cursor)
	top, bottom := s.view.YOffset, s.view.YOffset+s.view.Height
	switch {
	case by > 0 && to > bottom && from <= bottom && from >= top:
		s.view.ScrollDown(1)
		return
	case by < 0 && from < top && to > top:
		s.view.ScrollUp(1)
		return
	}
	for i := s.cursor + by; i >= 0 && i < len(s.parts); i += by {
		if s.parts[i].what == "" {
			continue
		}
		s.cursor = i
		s.fill()
		s.show()
		return
	}
	if by > 0 {
		s.view.GotoBottom()
	} else {
		s.view.GotoTop()
	}
}

// span is the range of lines of a part.
func (s *signature) span(part int) (from, to int) {
	for i, p := range s.parts {
		if to = from + len(p.lines); i == part {
			break
		}
		from = to
	}
	return from, to
}

// show scrolls to the chosen part.
func (s *signature) show() {
	from, to := s.span(s.cursor)
	if from < s.view.YOffset {
		s.view.SetYOffset(from)
	} else if to > s.view.YOffset+s.view.Height {
		s.view.SetYOffset(min(to-s.view.Height, from))
	}
}

// turn shows another exchange of this run.
func (s *signature) turn(by int) tea.Cmd {
	to := s.at + by
	switch {
	case s.at < 0, len(s.all) < 2:
		return kit.ErrorToast("No other exchange")
	case to < 0:
		return kit.ErrorToast("This is the first exchange")
	case to >= len(s.all):
		return kit.ErrorToast("This is the latest exchange")
	}
	s.at, s.exchange, s.cursor = to, &s.all[to], -1
	s.fill()
	s.view.GotoTop()
	return nil
}

func (s *signature) View() string { return s.view.View() }

func (s *signature) ShortHelp() []key.Binding {
	what := "copy"
	if p := s.parts; s.cursor >= 0 && s.cursor < len(p) && p[s.cursor].what != "" {
		what = "copy " + p[s.cursor].what
	}
	return []key.Binding{
		s.Keys.Relabeled(kit.KeyDown, "choose"), s.Keys.Relabeled(keyCopyPart, kit.Clip(what, 26)), s.Keys.EnabledIf(s.exchange.IsAPIRequest(), KeyCopyAs),
		kit.EnabledIf(len(s.all) > 1, s.Keys.Relabeled(keyEarlier, "earlier")), s.Keys.Relabeled(KeyTraffic, "all"), s.Keys.Binding(kit.KeyBack),
	}
}

func (s *signature) FullHelp() [][]key.Binding {
	return [][]key.Binding{
		{s.Keys.Binding(kit.KeyUp), s.Keys.Binding(kit.KeyDown), s.Keys.Binding(kit.KeyBodyPageUp), s.Keys.Binding(kit.KeyBodyPageDown), s.Keys.Relabeled(keyCopyPart, "copy this part"), s.Keys.EnabledIf(s.exchange.IsAPIRequest(), KeyCopyAs)},
		{s.Keys.EnabledIf(len(s.all) > 1, keyEarlier), s.Keys.EnabledIf(len(s.all) > 1, keyLater), s.Keys.Binding(KeyTraffic), s.Keys.Binding(kit.KeyBack)},
	}
}

func signedHow(x *flow.Exchange) string {
	switch {
	case x.SignatureMethod == "":
		return "not signed"
	case x.Placement == "":
		return x.SignatureMethod
	}
	return x.SignatureMethod + " · " + x.Placement
}

// Keys are the actions of this package for the settings.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Signature and traffic", IncludesListKeys: true,
		Actions: []kit.Action{
			keyCopyPart, KeyCopyAs, keyCopyKind, keyPreview, keyEarlier, keyLater, KeyTraffic,
		},
		AlsoActive: []kit.Action{kit.KeyOpen},
	}
}
