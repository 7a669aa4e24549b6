package ui

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/testenv"
)

// noNetwork refuses every request at once.
type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("there is no network in this test")
}

// fingers press whatever they find: every key, words, pastes, windows of all sizes. Commands run at once and one after
// another; whatever they would wait for has ended already, so that the same seed gives the same run.
type fingers struct {
	*testing.T
	*rand.Rand
	app    *App
	quit   bool
	past   []string // the latest events, for a failure
	now    time.Time
	timers []timer
}

// timer is a message that comes once the clock of the test is so far.
type timer struct {
	due time.Time
	msg func(time.Time) tea.Msg
}

func lay(t *testing.T, seed uint64, screens func(*env) []Screen) *fingers {
	t.Helper()
	d := testDeps(t)
	d.Flow.Transport = noNetwork{}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	f := &fingers{T: t, Rand: rand.New(rand.NewPCG(seed, seed)), now: noon}
	d.Settings.Mouse = true
	d.Now = func() time.Time { return f.now }
	d.Tick = func(after time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			f.timers = append(f.timers, timer{f.now.Add(after), msg})
			return nil
		}
	}
	f.app = New(d)
	f.app.env.ctx = ended
	t.Cleanup(f.app.Close)
	f.give(frameSizes[1])
	if screens != nil {
		f.app.stack = screens(f.app.env)
		return f
	}
	f.run(f.app.Init(), 0)
	return f
}

func (f *fingers) run(cmd tea.Cmd, depth int) {
	if cmd == nil || depth > 50 {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		f.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			f.run(c, depth+1)
		}
	default:
		_, next := f.app.Update(msg)
		f.run(next, depth+1)
	}
}

func (f *fingers) give(msg tea.Msg) {
	f.past = append(f.past, fmt.Sprintf("%T %v", msg, msg))
	f.past = f.past[max(len(f.past)-40, 0):]
	_, cmd := f.app.Update(msg)
	f.run(cmd, 0)
}

// wait lets time pass, and gives the screens the messages of the timers that end meanwhile.
func (f *fingers) wait(d time.Duration) {
	f.now = f.now.Add(d)
	for range 20 { // the ends of timers start others
		due := slices.IndexFunc(f.timers, func(t timer) bool { return !t.due.After(f.now) })
		if due < 0 {
			return
		}
		t := f.timers[due]
		f.timers = slices.Delete(f.timers, due, due+1)
		f.give(t.msg(f.now))
	}
}

// namesOfKeys are all keys that are no letters, in a fixed order.
var namesOfKeys = slices.Sorted(maps.Keys(typed))

// usual are the keys that lead somewhere; pressed more often, they bring the fingers to every screen.
var usual = []string{"enter", "enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "ctrl+k", "ctrl+o", "ctrl+r", "ctrl+t", "ctrl+s", "pgdown", "pgup", "f1", "/", "ctrl+z"}

func (f *fingers) event() tea.Msg {
	switch n := f.IntN(100); {
	case n < 40:
		return keyFor(usual[f.IntN(len(usual))])
	case n < 52:
		return keyFor(namesOfKeys[f.IntN(len(namesOfKeys))])
	case n < 82:
		return keyFor(string(rune('!' + f.IntN('~'-'!'+1))))
	case n < 86:
		return keyFor([]string{"é", "漢", "🙂", "ß", "\u0301", "\u202e"}[f.IntN(6)])
	case n < 90:
		return tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune([]string{"a\nb\r\nc", "https://x.example/?a=1&b=2", "\x1b[31mred", "name=value\n漢字=é"}[f.IntN(4)])}
	case n < 93:
		return tea.WindowSizeMsg{Width: 20 + f.IntN(231), Height: 5 + f.IntN(76)}
	case n < 99:
		return tea.MouseMsg{X: f.IntN(f.app.width + 2), Y: f.IntN(f.app.height + 2), Button: tea.MouseButton(f.IntN(6)), Action: tea.MouseAction(f.IntN(3))}
	}
	return BackgroundMsg{Dark: f.IntN(2) == 0}
}

// home is where esc must lead, however often it has to be pressed, once every question is answered.
func (f *fingers) home() {
	f.Helper()
	f.give(frameSizes[1])
	for range 60 {
		if f.app.notice.question != nil {
			f.give(keyFor("y"))
		} else if len(f.app.stack) == 1 && !isTyping(f.app.top()) && f.app.palette == nil && f.app.sheet == noSheet {
			return
		}
		f.give(keyFor("esc"))
	}
	f.Fatalf("esc does not lead home after %v, on:\n%s", f.past, f.app.View())
}

// TestLongAnyKeysAtAll presses 50,000 keys in full, and whatever else a terminal sends: nothing breaks, every frame fits, esc
// leads home and q leaves. The last seed is another one each time; it is printed, so that a failure can be had again.
func TestLongAnyKeysAtAll(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{5849, 1, 20071204, 42, uint64(time.Now().UnixNano())} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d", seed)
			seen := map[string]bool{}
			f := lay(t, seed, nil)
			for i := range testenv.Count(600, 10_000) {
				f.give(f.event())
				f.wait(time.Duration(f.IntN(400)) * time.Millisecond)
				seen[fmt.Sprintf("%T", f.app.top())] = true
				if f.quit { // by q, ctrl+c, or the palette
					f = lay(t, seed+uint64(i), nil) //nolint:gosec // a small number
				}
				if i%4 == 0 {
					checkFrame(t, f.app)
				}
				if i%200 == 199 {
					f.home()
				}
				if t.Failed() {
					t.Fatalf("after %v", f.past)
				}
			}
			f.home()
			f.give(keyFor("q"))
			if !f.quit {
				t.Errorf("q does not leave, on:\n%s", f.app.View())
			}
			if len(seen) < testenv.Count(2, 3) {
				t.Errorf("the fingers came to %v only", slices.Sorted(maps.Keys(seen)))
			}
		})
	}
}

// Every screen in every state holds against them too. Commands do not run: the connections in these pictures have nothing
// behind them.
func TestLongAnyKeysOnEveryScreen(t *testing.T) {
	t.Parallel()
	for name, screens := range frames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := lay(t, 7, screens)
			for range testenv.Count(15, 150) {
				f.app.Update(f.event())
				f.now = f.now.Add(100 * time.Millisecond)
				checkFrame(t, f.app)
				if t.Failed() {
					t.FailNow()
				}
			}
		})
	}
}

// Every screen fits into every window.
func TestLongFramesFitAnyWindow(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5849, 5849))
	var sizes []tea.WindowSizeMsg
	for width := 20; width <= 250; width += testenv.Count(115, 23) {
		for height := 5; height <= 80; height += testenv.Count(75, 15) {
			sizes = append(sizes, tea.WindowSizeMsg{Width: width, Height: height})
		}
	}
	for range testenv.Count(8, 40) {
		sizes = append(sizes, tea.WindowSizeMsg{Width: 20 + random.IntN(231), Height: 5 + random.IntN(76)})
	}
	for name, screens := range frames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := New(testDeps(t))
			a.stack = screens(a.env)
			for _, size := range sizes {
				a.Update(size)
				checkFrame(t, a)
			}
		})
	}
}
