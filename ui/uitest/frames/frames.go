package frames

import (
	"context"
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

// Pictures are screens in their main states, by name: what lies under each, and the screen itself last.
type Scenes map[string]func(e *kit.Env) []kit.Screen

// Golden holds every picture, at every size, against its file.
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

// GoldenColors holds pictures in colours against their files.
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

// GoldenKeys holds the list of all keys of some pictures against its file.
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

// GoldenPalette holds the palette over some pictures against its file. group are the actions that have words for it.
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

// Check holds every picture to what every frame must be.
func Check(t *testing.T, all Scenes) {
	t.Helper()
	t.Parallel()
	for what, check := range map[string]func(*testing.T, func(*kit.Env) []kit.Screen){
		"odd sizes": oddSizes, "any window": anyWindow, "any keys": anyKeys, "every theme": everyTheme, "contrast": everyContrast,
		"refusals": everyRefusal, "keys": everyKey,
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

// Pictured is a frame around a picture, without colours.
func NewApp(t *testing.T, screens func(*kit.Env) []kit.Screen) *shell.App {
	t.Helper()
	e := kit.NewEnv(uitest.Deps(t), nil)
	return shell.New(e, screens(e)...)
}

// Colored is a frame as a terminal with colours shows it.
func NewColorApp(t *testing.T, dark bool, screens func(*kit.Env) []kit.Screen) *shell.App {
	t.Helper()
	d := uitest.Deps(t)
	d.Renderer = lipgloss.NewRenderer(io.Discard)
	d.Renderer.SetColorProfile(termenv.TrueColor)
	e := kit.NewEnv(d, nil)
	e.ApplyTheme(dark)
	return shell.New(e, screens(e)...)
}

// oddSizes draws what no golden shows: only that everything fits counts.
func oddSizes(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	a := NewApp(t, screens)
	for _, size := range []tea.WindowSizeMsg{{Width: 60, Height: 16}, {Width: 61, Height: 17}, {Width: 109, Height: 16}, {Width: 110, Height: 16}, {Width: 300, Height: 90}} {
		a.Update(size)
		uitest.CheckFrame(t, a.View(), size)
		a.Update(uitest.KeyMsg("f1"))
		uitest.CheckFrame(t, a.View(), size)
		a.Update(uitest.KeyMsg("f1"))
		a.Update(kit.ToastMsg{Text: strings.Repeat("a long remark ", 12), IsError: true})
		uitest.CheckFrame(t, a.View(), size)
		a.Update(kit.ToastMsg{})
	}
}

// anyWindow draws every screen into every window.
func anyWindow(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	random := rand.New(rand.NewPCG(5849, 5849)) //nolint:gosec // the same windows each time
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

// NoNetwork answers nothing.
type NoNetwork struct{}

// RoundTrip refuses.
func (NoNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("there is no network in this test")
}

// anyKeys gives a screen whatever a terminal may send. Commands do not run: the connections in these pictures have nothing
// behind them.
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
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // the same keys each time
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

// everyTheme: nothing is said by colour alone. On a dark terminal, on a light one and on one without colours (NO_COLOR)
// stands the same text, sign for sign.
func everyTheme(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	plain, dark, light := NewApp(t, screens), NewColorApp(t, true, screens), NewColorApp(t, false, screens)
	for _, size := range uitest.FrameSizes {
		for _, a := range []*shell.App{plain, dark, light} {
			a.Update(size)
			uitest.CheckFrame(t, a.View(), size)
		}
		want := inkOf(plain.View())
		if got := inkOf(dark.View()); got != want {
			t.Errorf("dark at %v says\n%s\nand without colours\n%s", size, got, want)
		}
		if got := inkOf(light.View()); got != want {
			t.Errorf("light at %v says\n%s\nand without colours\n%s", size, got, want)
		}
	}
}

// inkOf is a frame's text; space at the end of a line says nothing.
func inkOf(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

var foreground = regexp.MustCompile(`38;2;(\d+);(\d+);(\d+)`)

// everyContrast: every colour that stands in a frame can be read on the backgrounds that people have: computed, not
// believed.
func everyContrast(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	for _, dark := range []bool{true, false} {
		a := NewColorApp(t, dark, screens)
		a.Update(uitest.FrameSizes[0])
		seen := map[lipgloss.Color]bool{}
		for _, m := range foreground.FindAllStringSubmatch(a.View(), -1) {
			seen[contrast.HexColor(t, m[1], m[2], m[3])] = true
		}
		if len(seen) < 2 {
			t.Errorf("dark %v: only %v was found: this frame has no colours", dark, seen)
		}
		for colour := range seen {
			for _, background := range contrast.Backgrounds(dark) {
				if got := contrast.Ratio(t, colour, background); got < 4.5 {
					t.Errorf("dark %v: %s on %s has a contrast of %.1f, less than 4.5", dark, colour, background, got)
				}
			}
		}
	}
}

// everyRefusal: whatever a screen knows as an action of its own and cannot do now, it says why.
func everyRefusal(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	e := kit.NewEnv(uitest.Deps(t), nil)
	stack := screens(e)
	a, front := shell.New(e, stack...), stack[len(stack)-1]
	a.Update(uitest.FrameSizes[0])
	for _, b := range actionsOf(front) {
		if b.Enabled() || len(b.Keys()) == 0 || onlyMoves(e.Keys, b) || elsewhere(front, b) {
			continue
		}
		_, cmd := a.Update(uitest.KeyMsg(b.Keys()[0]))
		if !said(cmd) {
			t.Errorf("%s (%s) can't be done, and nothing says why", b.Help().Desc, b.Keys()[0])
		}
	}
}

// everyKey is one that a terminal can send: the palette presses it by its name.
func everyKey(t *testing.T, screens func(*kit.Env) []kit.Screen) {
	stack := screens(kit.NewEnv(uitest.Deps(t), nil))
	for _, group := range stack[len(stack)-1].FullHelp() {
		for _, b := range group {
			for _, k := range b.Keys() {
				if got := kit.KeyMessage(k).String(); got != k {
					t.Errorf("the key %q is pressed as %q", k, got)
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

// said reports whether a command brings a toast.
func said(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		return slices.ContainsFunc(msg, said)
	case kit.ToastMsg:
		return msg.Text != ""
	}
	return false
}

// elsewhere reports whether another action has the key of one, or the frame has.
func elsewhere(s kit.Screen, b key.Binding) bool {
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

// onlyMoves reports whether a binding does nothing but move: where there is nowhere to go, one sees that.
func onlyMoves(keys *kit.Keys, b key.Binding) bool {
	return slices.ContainsFunc(append(keys.MoveKeys(), keys.Bindings(kit.KeyLeft, kit.KeyRight, kit.KeySpace)...), func(m key.Binding) bool { return kit.SameKeys(m, b) })
}

// CheckWaiting opens screens that read something: what takes long is named, with how long it has taken, and no sooner than
// one would notice.
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
			s.Init() // and its command is never done
			a := shell.New(e, s)
			a.Update(uitest.FrameSizes[0])
			what := strings.TrimSpace(what)
			now = now.Add(kit.SlowAfter - time.Millisecond)
			if strings.Contains(a.View(), what+",") {
				t.Errorf("it is told too soon:\n%s", a.View())
			}
			now = now.Add(2 * time.Second)
			if !strings.Contains(a.View(), what+", 2.3 s") {
				t.Errorf("it does not say that it is %s:\n%s", what, a.View())
			}
		})
	}
}
