package traffic

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/ui/kit"
)

// The actions of whatever shows an exchange.
var (
	keyCopyPart  = kit.NewAction("copy-part", kit.NotInText, "copy", "y")
	KeyCopyAs    = kit.NewAction("copy-as", kit.NotInText, "copy as…", "Y").WithLongDescription("copy as curl, HTTPie, Go, Python, JavaScript")
	keyEarlier   = kit.NewAction("earlier", kit.NotInText, "the exchange before", "left", "h")
	keyLater     = kit.NewAction("later", kit.NotInText, "the next exchange", "right", "l")
	KeySignature = kit.NewAction("signature", kit.NotInText, "signature", "s")
	KeyTraffic   = kit.NewAction("exchanges", kit.NotInText, "all exchanges", "e")
)

// signature shows one exchange: why its signature is what it is, and what the provider made of it. Each part can be copied
// by itself. What stands in each stands in signature_parts.go.
type signature struct {
	*kit.Env
	exchange *flow.Exchange
	view     viewport.Model

	parts  []signedPart
	cursor int // the part that a copy takes

	listed bool // it was opened from the list of exchanges
	list   kit.Task
	all    []flow.Exchange // of this run, once they are known
	at     int             // which of them this is
}

// NewSignature shows one exchange.
func NewSignature(e *kit.Env, x *flow.Exchange) *signature {
	return &signature{Env: e, exchange: x, view: viewport.New(0, 0), cursor: -1, at: -1}
}

// Init looks for the other exchanges of this run.
func (s *signature) Init() tea.Cmd {
	s.list.Stop()
	s.list = s.StartTask()
	return traceOf(s.Env, s.list.ID)
}

func (s *signature) Title() string { return "signature" }

// Close forgets what is awaited.
func (s *signature) Close() { s.list.Stop() }

// Aside is the signature method, where the parameters went, and which of this run's exchanges it is.
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

// fill makes the text, with the mark at the part that a copy takes: at first the base string, which is what one compares.
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
	case exchangesMsg:
		if s.list.Matches(msg.task) {
			s.list.Stop()
			s.all, s.at = msg.exchanges, positionOf(s.exchange, msg.exchanges)
		}
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
		return kit.ErrorToast("there is nothing to copy here: choose a part with ↑ and ↓")
	case s.Keys.Matches(msg, KeyCopyAs):
		return CopyExchange(s.Env, s, s.exchange)
	case s.Keys.Matches(msg, keyEarlier):
		return s.turn(-1)
	case s.Keys.Matches(msg, keyLater):
		return s.turn(+1)
	case s.Keys.Matches(msg, KeyTraffic):
		if s.listed {
			return kit.Leave(s, nil)
		}
		return kit.Push(s, NewExchanges(s.Env))
	}
	return nil
}

// move chooses the next part that can be copied, and brings it into sight. Where there is none, or the part is longer than
// the window, it scrolls.
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

// span is where a part stands in the text: its first line, and the one behind its last.
func (s *signature) span(part int) (from, to int) {
	for i, p := range s.parts {
		if to = from + len(p.lines); i == part {
			break
		}
		from = to
	}
	return from, to
}

// show brings the chosen part into the window.
func (s *signature) show() {
	from, to := s.span(s.cursor)
	if from < s.view.YOffset {
		s.view.SetYOffset(from)
	} else if to > s.view.YOffset+s.view.Height {
		s.view.SetYOffset(min(to-s.view.Height, from))
	}
}

// turn goes to another exchange of this run.
func (s *signature) turn(by int) tea.Cmd {
	to := s.at + by
	switch {
	case s.at < 0, len(s.all) < 2:
		return kit.ErrorToast("there is no other exchange in this run")
	case to < 0:
		return kit.ErrorToast("this is the first exchange of this run")
	case to >= len(s.all):
		return kit.ErrorToast("this is the latest exchange of this run")
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

// Keys are the actions under that title in the settings.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Signature and exchanges", IncludesListKeys: true,
		Actions: []kit.Action{
			keyCopyPart, KeyCopyAs, keyCopyKind, keyPreview, keyEarlier, keyLater, KeyTraffic,
		},
		AlsoActive: []kit.Action{kit.KeyOpen},
	}
}

// Waiting says that the other exchanges are looked up.
func (s *signature) Waiting() (what string, since time.Time) {
	return s.list.Waiting("reading the exchanges")
}
