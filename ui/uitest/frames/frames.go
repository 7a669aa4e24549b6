package frames

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	goldens "github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"countersign/flow"
	"countersign/internal/testenv"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
	"countersign/ui/uitest/contrast"
)

// Scenes are screens in their main states, by name. Each function returns a stack with the screen on top, last.
type Scenes map[string]func(e *kit.Env) []kit.Screen

// Golden compares every scene, at every size, with its golden file.
func Golden(t *testing.T, all Scenes) {
	t.Helper()
	t.Parallel()
	for name, screens := range all {
		for _, size := range uitest.FrameSizes {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				t.Parallel()
				a := NewApp(t, screens)
				a.Update(size)
				uitest.CheckFrame(t, a.View(), size)
				goldens.RequireEqual(t, a.View())
			})
		}
	}
}

// GoldenColors compares scenes in color with their golden files.
func GoldenColors(t *testing.T, all Scenes) {
	t.Helper()
	t.Parallel()
	for name, screens := range all {
		for _, dark := range []bool{true, false} {
			theme := map[bool]string{true: "dark", false: "light"}[dark]
			t.Run(name+"/"+theme, func(t *testing.T) {
				t.Parallel()
				a := NewColorApp(t, dark, screens)
				a.Update(uitest.FrameSizes[0])
				goldens.RequireEqual(t, a.View())
			})
		}
	}
}

// GoldenKeys compares the key help of scenes with its golden files.
func GoldenKeys(t *testing.T, all Scenes) {
	t.Helper()
	t.Parallel()
	for name, screens := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, size := NewApp(t, screens), tea.WindowSizeMsg{Width: 60, Height: 20}
			a.Update(size)
			a.Update(uitest.KeyMsg("f1"))
			uitest.CheckFrame(t, a.View(), size)
			goldens.RequireEqual(t, a.View())
		})
	}
}

// GoldenPalette compares the palette over scenes with its golden files. group are the actions with search words.
func GoldenPalette(t *testing.T, group kit.KeyGroup, all Scenes) {
	t.Helper()
	t.Parallel()
	for name, screens := range all {
		for _, size := range uitest.FrameSizes {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				t.Parallel()
				e := kit.NewEnv(uitest.Deps(t), []kit.KeyGroup{group})
				a := shell.New(e, screens(e)...)
				a.Update(size)
				a.Update(tea.KeyMsg{Type: tea.KeyCtrlK})
				uitest.CheckFrame(t, a.View(), size)
				goldens.RequireEqual(t, a.View())
			})
		}
	}
}

// Check checks what must hold for every scene.
func Check(t *testing.T, all Scenes) {
	t.Helper()
	t.Parallel()
	for what, check := range map[string]func(*testing.T, func(*kit.Env) []kit.Screen){
		"odd sizes": oddSizes, "any window": anyWindow, "any keys": anyKeys, "every theme": everyTheme, "contrast": everyContrast,
		"disabled actions": everyDisabledAction, "keys": everyKey,
	} {
		t.Run(what, func(t *testing.T) {
			for name, screens := range all {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					check(t, screens)
				})
			}
		})
	}
}

// NewApp returns an app that shows a scene without colors.
func NewApp(t *testing.T, screens func(*kit.Env) []kit.Screen) *shell.App {
	t.Helper()
	e := kit.NewEnv(uitest.Deps(t), nil)
	return shell.New(e, screens(e)...)
}

// NewColorApp returns an app that shows a scene in color.
func NewColorApp(t *testing.T, dark bool, screens func(*kit.Env) []kit.Screen) *shell.App {
	t.Helper()
	d := uitest.Deps(t)
	d.Renderer = lipgloss.NewRenderer(io.Discard)
	d.Renderer.SetColorProfile(termenv.TrueColor)
	e := kit.NewEnv(d, nil)
	e.ApplyTheme(dark)
	return shell.New(e, screens(e)...)
}

// oddSizes checks that a scene, its help and a long message fit windows of unusual sizes.
func oddSizes(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	a := NewApp(t, screens)
	for _, size := range []tea.WindowSizeMsg{{Width: 60, Height: 16}, {Width: 61, Height: 17}, {Width: 109, Height: 16}, {Width: 110, Height: 16}, {Width: 300, Height: 90}} {
		a.Update(size)
		uitest.CheckFrame(t, a.View(), size)
		a.Update(uitest.KeyMsg("f1"))
		uitest.CheckFrame(t, a.View(), size)
		a.Update(uitest.KeyMsg("f1"))
		a.Update(kit.ToastMsg{Text: strings.Repeat("a long message ", 12), IsError: true})
		uitest.CheckFrame(t, a.View(), size)
		a.Update(kit.ToastMsg{})
	}
}

// anyWindow checks that a scene fits all window sizes.
func anyWindow(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	random := rand.New(rand.NewPCG(5849, 5849)) //nolint:gosec // reproducible
	var sizes []tea.WindowSizeMsg
	for width := 20; width <= 250; width += testenv.Count(115, 23) {
		for height := 5; height <= 80; height += testenv.Count(75, 15) {
			sizes = append(sizes, tea.WindowSizeMsg{Width: width, Height: height})
		}
	}
	for range testenv.Count(8, 40) {
		sizes = append(sizes, tea.WindowSizeMsg{Width: 20 + random.IntN(231), Height: 5 + random.IntN(76)})
	}
	a := NewApp(t, screens)
	for _, size := range sizes {
		a.Update(size)
		uitest.CheckFrame(t, a.View(), size)
	}
}

// NoNetwork is a transport that always fails.
type NoNetwork struct{}

// RoundTrip returns an error.
func (NoNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network in this test")
}

// anyKeys sends random events to a scene. Commands do not run, since the scene's connections are not real.
func anyKeys(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	d := uitest.Deps(t, func(o *flow.Options) { o.Transport = NoNetwork{} })
	now := uitest.Noon
	d.Settings.Mouse = true
	d.Now = func() time.Time { return now }
	e := kit.NewEnv(d, nil)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	e.Ctx = ended
	a, size := shell.New(e, screens(e)...), uitest.FrameSizes[0]
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // reproducible
	t.Cleanup(a.Close)
	a.Update(size)
	for range testenv.Count(15, 150) {
		msg := uitest.RandomEvent(random, size.Width, size.Height)
		if resized, ok := msg.(tea.WindowSizeMsg); ok {
			size = resized
		}
		a.Update(msg)
		now = now.Add(100 * time.Millisecond)
		uitest.CheckFrame(t, a.View(), size)
		if t.Failed() {
			t.FailNow()
		}
	}
}

// everyTheme checks that nothing is conveyed by color alone: the text is the same on a dark terminal, on a light one and
// without colors (NO_COLOR).
func everyTheme(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	plain, dark, light := NewApp(t, screens), NewColorApp(t, true, screens), NewColorApp(t, false, screens)
	for _, size := range uitest.FrameSizes {
		for _, a := range []*shell.App{plain, dark, light} {
			a.Update(size)
			uitest.CheckFrame(t, a.View(), size)
		}
		want := textOf(plain.View())
		if got := textOf(dark.View()); got != want {
			t.Errorf("dark at %v:\n%s\nwithout colors:\n%s", size, got, want)
		}
		if got := textOf(light.View()); got != want {
			t.Errorf("light at %v:\n%s\nwithout colors:\n%s", size, got, want)
		}
	}
}

// textOf returns a frame's text without styles and trailing spaces.
func textOf(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

var foreground = regexp.MustCompile(`38;2;\d+;\d+;\d+`)

// everyContrast checks that every color in a frame has enough contrast on common backgrounds.
func everyContrast(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	for _, dark := range []bool{true, false} {
		a := NewColorApp(t, dark, screens)
		a.Update(uitest.FrameSizes[0])
		seen := map[lipgloss.Color]bool{}
		for _, m := range foreground.FindAllString(a.View(), -1) {
			var r, g, b uint8
			if _, err := fmt.Sscanf(m, "38;2;%d;%d;%d", &r, &g, &b); err != nil {
				t.Fatal(err)
			}
			seen[lipgloss.Color(fmt.Sprintf("#%02x%02x%02x", r, g, b))] = true
		}
		if len(seen) < 2 {
			t.Errorf("dark %v: this frame has no colors: %v", dark, seen)
		}
		for color := range seen {
			for _, background := range contrast.Backgrounds(dark) {
				if got := contrast.Ratio(t, color, background); got < 4.5 {
					t.Errorf("dark %v: %s on %s has a contrast of %.1f, less than 4.5", dark, color, background, got)
				}
			}
		}
	}
}

// everyDisabledAction checks that pressing the key of a disabled action says why it is disabled.
func everyDisabledAction(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	e := kit.NewEnv(uitest.Deps(t), nil)
	stack := screens(e)
	a, front := shell.New(e, stack...), stack[len(stack)-1]
	a.Update(uitest.FrameSizes[0])
	for _, b := range actionsOf(front) {
		if b.Enabled() || len(b.Keys()) == 0 || moves(e.Keys, b) || reused(front, b) {
			continue
		}
		_, cmd := a.Update(uitest.KeyMsg(b.Keys()[0]))
		if !toasts(cmd) {
			t.Errorf("%s (%s) is disabled, and no message says why", b.Help().Desc, b.Keys()[0])
		}
	}
}

// everyKey checks that a terminal can send every key of a scene, since the palette presses keys by name.
func everyKey(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	stack := screens(kit.NewEnv(uitest.Deps(t), nil))
	for _, group := range stack[len(stack)-1].FullHelp() {
		for _, b := range group {
			for _, k := range b.Keys() {
				if got := kit.KeyMessage(k).String(); got != k {
					t.Errorf("key %q is sent as %q", k, got)
				}
			}
		}
	}
}

func actionsOf(s kit.Screen) []key.Binding {
	all := s.ShortHelp()
	for _, group := range s.FullHelp() {
		all = append(all, group...)
	}
	return all
}

// toasts reports whether a command shows a toast.
func toasts(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		return slices.ContainsFunc(msg, toasts)
	case kit.ToastMsg:
		return msg.Text != ""
	}
	return false
}

// reused reports whether a key is text, or belongs to an enabled action as well.
func reused(s kit.Screen, b key.Binding) bool {
	msg := uitest.KeyMsg(b.Keys()[0])
	if t, ok := s.(interface{ Typing() bool }); ok && t.Typing() && len([]rune(b.Keys()[0])) == 1 {
		return true // it is text
	}
	for _, other := range actionsOf(s) {
		if other.Enabled() && kit.HasKey(msg, other) {
			return true
		}
	}
	return false
}

// moves reports whether a binding only moves the cursor, which needs no explanation.
func moves(keys *kit.Keys, b key.Binding) bool {
	return slices.ContainsFunc(append(keys.MoveKeys(), keys.Bindings(kit.KeyLeft, kit.KeyRight, kit.KeySpace)...), func(m key.Binding) bool { return kit.SameKeys(m, b) })
}

// CheckWaiting checks that a screen that is loading says so, with the elapsed time, but only after kit.SlowAfter. The keys of
// screens are what they say.
func CheckWaiting(t *testing.T, screens map[string]func(*kit.Env) kit.Screen) {
	t.Helper()
	t.Parallel()
	for what, open := range screens {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			d := uitest.Deps(t, func(o *flow.Options) { o.RequestsDir = "somewhere" })
			now := d.Now()
			d.Now = func() time.Time { return now }
			e := kit.NewEnv(d, nil)
			s := open(e)
			s.Init() // its command never runs
			a := shell.New(e, s)
			a.Update(uitest.FrameSizes[0])
			what := strings.TrimSpace(what)
			now = now.Add(kit.SlowAfter - time.Millisecond)
			if strings.Contains(a.View(), what+",") {
				t.Errorf("the message appears too soon:\n%s", a.View())
			}
			now = now.Add(2 * time.Second)
			if !strings.Contains(a.View(), what+", 2.3 s") {
				t.Errorf("no message %q:\n%s", what, a.View())
			}
		})
	}
}
