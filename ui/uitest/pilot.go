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

// Frame is the app under test.
type Frame interface {
	tea.Model
	Close()
}

// Pilot drives an app as a person would: it presses keys and waits for text to appear. Each command runs in a goroutine, as
// in Bubble Tea; its result goes to Update on the test's goroutine.
type Pilot struct {
	*testing.T
	App     Frame
	size    tea.WindowSizeMsg
	Results chan tea.Msg
	Presses int
	Quit    bool
}

// NewPilot starts an app in a terminal of 80 by 24.
func NewPilot(t *testing.T, app Frame) *Pilot {
	t.Helper()
	p := &Pilot{T: t, App: app, Results: make(chan tea.Msg)}
	t.Cleanup(p.App.Close)
	p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
	p.Run(p.App.Init())
	return p
}

// Run runs a command in a goroutine.
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

// Send passes a message to the app, runs the resulting command and checks the frame.
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

// Type types a text, key by key.
func (p *Pilot) Type(text string) *Pilot {
	p.Helper()
	for _, r := range text {
		p.Press(string(r))
	}
	return p
}

// Paste pastes a text, as a terminal with bracketed paste does.
func (p *Pilot) Paste(text string) *Pilot {
	p.Helper()
	p.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return p
}

// Screen returns the text on the screen.
func (p *Pilot) Screen() string { return ansi.Strip(p.App.View()) }

// WaitFor waits until all texts are on the screen.
func (p *Pilot) WaitFor(texts ...string) *Pilot {
	p.Helper()
	p.WaitUntil(func() bool { return kit.ContainsAll(OneLine(p.Screen()), texts) }, "for "+strings.Join(texts, " and "))
	return p
}

// WaitForGone waits until a text is no longer on the screen.
func (p *Pilot) WaitForGone(text string) *Pilot {
	p.Helper()
	p.WaitUntil(func() bool { return !strings.Contains(OneLine(p.Screen()), text) }, "for this to disappear: "+text)
	return p
}

// WaitUntil processes the results of commands until done returns true.
func (p *Pilot) WaitUntil(done func() bool, what string) {
	p.Helper()
	limit := time.After(testenv.WaitTimeout())
	for !done() {
		select {
		case msg := <-p.Results:
			p.Send(msg)
		case <-limit:
			p.T.Fatalf("timed out waiting %s, on:\n%s", what, p.Screen())
		}
	}
}

// CheckFrame checks that a frame is as high as the terminal and no wider.
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
