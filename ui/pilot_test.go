package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"countersign/flow"
	"countersign/internal/testenv"
	"countersign/keychain"
)

// noon is the time of all tests.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// testDeps are screens without colours, on a clock that stands still, whose timers never end and whose connections are
// kept in memory.
func testDeps(t *testing.T) Deps {
	t.Helper()
	m := testManager(t.TempDir(), t.TempDir(), flow.KeychainMemory)
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Errorf("closing the manager: %v", err)
		}
	})
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return Deps{
		Flow: m, Renderer: r, Now: func() time.Time { return noon },
		Tick:        func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil },
		OpenBrowser: func(context.Context, string) error { return flow.ErrNoBrowser },
		Env:         func(string) string { return "" },
		Settings:    flow.Settings{OpenBrowser: true},
		Copy:        func(string) (string, error) { return "", errors.New("no clipboard in tests") },
	}
}

// testManager is a manager whose encrypted file takes its passphrase at little cost.
func testManager(data, connectors string, kind flow.KeychainKind) *flow.Manager {
	m := flow.NewManager(data, connectors, kind)
	m.Keychain = keychain.New(keychain.Options{Dir: data, Kind: kind, ScryptWorkFactor: 10})
	return m
}

// pilot uses an App as a person does: it presses keys and waits for words to come up. Commands run as Bubble Tea runs
// them, each on its own; what they answer goes back into Update here, so that the screens are touched by one goroutine.
type pilot struct {
	*testing.T
	app     *App
	results chan tea.Msg
	presses int
	quit    bool
}

func fly(t *testing.T, d Deps) *pilot {
	t.Helper()
	p := &pilot{T: t, app: New(d), results: make(chan tea.Msg)}
	t.Cleanup(p.app.Close)
	p.give(tea.WindowSizeMsg{Width: 80, Height: 24})
	p.run(p.app.Init())
	return p
}

func (p *pilot) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		select {
		case p.results <- msg:
		case <-p.Context().Done():
		}
	}()
}

// give hands one message to the screens, and runs what follows from it.
func (p *pilot) give(msg tea.Msg) {
	p.Helper()
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		p.quit = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.run(cmd)
		}
	default:
		_, cmd := p.app.Update(msg)
		p.run(cmd)
		checkFrame(p.T, p.app)
	}
}

// secondsLater is a clock on which everything that began at noon has lasted.
func secondsLater() time.Time { return noon.Add(5 * time.Second) }

// keyMsgs are the keys that have a name.
var keyMsgs = map[string]tea.KeyMsg{
	"enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}, "tab": {Type: tea.KeyTab}, "shift+tab": {Type: tea.KeyShiftTab},
	"up": {Type: tea.KeyUp}, "down": {Type: tea.KeyDown}, "left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight},
	"pgdn": {Type: tea.KeyPgDown}, "pgup": {Type: tea.KeyPgUp}, "f1": {Type: tea.KeyF1}, "backspace": {Type: tea.KeyBackspace},
	"ctrl+c": {Type: tea.KeyCtrlC}, "ctrl+o": {Type: tea.KeyCtrlO}, "ctrl+r": {Type: tea.KeyCtrlR}, "ctrl+s": {Type: tea.KeyCtrlS},
	"ctrl+t": {Type: tea.KeyCtrlT}, "ctrl+y": {Type: tea.KeyCtrlY}, "ctrl+u": {Type: tea.KeyCtrlU}, "ctrl+j": {Type: tea.KeyCtrlJ},
	"alt+enter": {Type: tea.KeyEnter, Alt: true}, "ctrl+k": {Type: tea.KeyCtrlK}, "ctrl+e": {Type: tea.KeyCtrlE}, "ctrl+g": {Type: tea.KeyCtrlG},
	"ctrl+l": {Type: tea.KeyCtrlL}, "ctrl+p": {Type: tea.KeyCtrlP}, "ctrl+x": {Type: tea.KeyCtrlX},
	"alt+up": {Type: tea.KeyUp, Alt: true}, "alt+down": {Type: tea.KeyDown, Alt: true},
}

func keyMsg(name string) tea.KeyMsg {
	if msg, ok := keyMsgs[name]; ok {
		return msg
	}
	if msg, ok := typed[name]; ok {
		return msg
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// press presses keys, by name or character.
func (p *pilot) press(names ...string) *pilot {
	p.Helper()
	for _, name := range names {
		p.presses++
		p.give(keyMsg(name))
	}
	return p
}

// write types a text, key by key.
func (p *pilot) write(text string) *pilot {
	p.Helper()
	for _, r := range text {
		p.press(string(r))
	}
	return p
}

// insert pastes a text, as a terminal with bracketed paste hands it over.
func (p *pilot) insert(text string) *pilot {
	p.Helper()
	p.give(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	return p
}

// screen is what a person sees.
func (p *pilot) screen() string { return ansi.Strip(p.app.View()) }

// see waits until all texts are on the screen.
func (p *pilot) see(texts ...string) *pilot {
	p.Helper()
	p.until(func() bool { return containsAll(unwrapped(p.screen()), texts) }, "to see "+strings.Join(texts, " and "))
	return p
}

// gone waits until a text that was there is no longer.
func (p *pilot) gone(text string) *pilot {
	p.Helper()
	p.until(func() bool { return !strings.Contains(unwrapped(p.screen()), text) }, "to see no more of "+text)
	return p
}

// unwrapped is a text as one line: where a sentence breaks is not what most tests are about.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

func (p *pilot) until(done func() bool, what string) {
	p.Helper()
	limit := time.After(testenv.Patience())
	for !done() {
		select {
		case msg := <-p.results:
			p.give(msg)
		case <-limit:
			p.Fatalf("waited %s, on:\n%s", what, p.screen())
		}
	}
}

// top is the screen in front.
func top[S Screen](p *pilot) S {
	p.Helper()
	s, ok := p.app.top().(S)
	if !ok {
		p.Fatalf("in front is %T, on:\n%s", p.app.top(), p.screen())
	}
	return s
}

// checkFrame holds a frame to what every frame must be: as high as the terminal, and nowhere wider.
func checkFrame(t *testing.T, a *App) {
	t.Helper()
	if a.width == 0 {
		return
	}
	lines := strings.Split(a.View(), "\n")
	if !a.tooSmall() && len(lines) != a.height {
		t.Errorf("the frame has %d lines on a terminal of %d:\n%s", len(lines), a.height, a.View())
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w > a.width {
			t.Errorf("a line is %d wide on a terminal of %d: %q", w, a.width, l)
		}
	}
}
