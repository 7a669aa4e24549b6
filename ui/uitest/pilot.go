package uitest

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/internal/testenv"
	"countersign/ui/kit"
)

// Frame is what a pilot flies: the screens in their frame.
type Frame interface {
	tea.Model
	Close()
}

// Pilot uses the screens as a person does: it presses keys and waits for words to come up. Commands run as Bubble Tea runs
// them, each on its own; what they answer goes back into Update here, so that the screens are touched by one goroutine.
type Pilot struct {
	*testing.T
	App     Frame
	size    tea.WindowSizeMsg
	Results chan tea.Msg
	Presses int
	Quit    bool
}

// Fly starts the screens in a terminal of 80 by 24.
func NewPilot(t *testing.T, app Frame) *Pilot {
	t.Helper()
	p := &Pilot{T: t, App: app, Results: make(chan tea.Msg)}
	t.Cleanup(p.App.Close)
	p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
	p.Run(p.App.Init())
	return p
}

// Run does a command, on its own.
func (p *Pilot) Run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		select {
		case p.Results <- msg:
		case <-p.Context().Done():
		}
	}()
}

// Give hands one message to the screens, and runs what follows from it.
func (p *Pilot) Send(msg tea.Msg) {
	p.Helper()
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		p.Quit = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.Run(cmd)
		}
	default:
		_, cmd := p.App.Update(msg)
		p.Run(cmd)
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			p.size = size
		}
		CheckFrame(p.T, p.App.View(), p.size)
	}
}

// Press presses keys, by name or character.
func (p *Pilot) Press(names ...string) *Pilot {
	p.Helper()
	for _, name := range names {
		p.Presses++
		p.Send(KeyMsg(name))
	}
	return p
}

// Write types a text, key by key.
func (p *Pilot) Type(text string) *Pilot {
	p.Helper()
	for _, r := range text {
		p.Press(string(r))
	}
	return p
}

// Insert pastes a text, as a terminal with bracketed paste hands it over.
func (p *Pilot) Paste(text string) *Pilot {
	p.Helper()
	p.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return p
}

// Screen is what a person sees.
func (p *Pilot) Screen() string { return ansi.Strip(p.App.View()) }

// See waits until all texts are on the screen.
func (p *Pilot) WaitFor(texts ...string) *Pilot {
	p.Helper()
	p.WaitUntil(func() bool { return kit.ContainsAll(OneLine(p.Screen()), texts) }, "to see "+strings.Join(texts, " and "))
	return p
}

// Gone waits until a text that was there is no longer.
func (p *Pilot) WaitForGone(text string) *Pilot {
	p.Helper()
	p.WaitUntil(func() bool { return !strings.Contains(OneLine(p.Screen()), text) }, "to see no more of "+text)
	return p
}

// Until takes what commands bring, until something is so.
func (p *Pilot) WaitUntil(done func() bool, what string) {
	p.Helper()
	limit := time.After(testenv.WaitTimeout())
	for !done() {
		select {
		case msg := <-p.Results:
			p.Send(msg)
		case <-limit:
			p.T.Fatalf("waited %s, on:\n%s", what, p.Screen())
		}
	}
}

// CheckFrame holds a frame to what every frame must be: as high as the terminal, and nowhere wider.
func CheckFrame(t *testing.T, frame string, size tea.WindowSizeMsg) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if size.Width >= kit.MinWidth && size.Height >= kit.MinHeight && len(lines) != size.Height {
		t.Errorf("the frame has %d lines on a terminal of %d:\n%s", len(lines), size.Height, frame)
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w > size.Width {
			t.Errorf("a line is %d wide on a terminal of %d: %q", w, size.Width, l)
		}
	}
}
