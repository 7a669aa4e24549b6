package ui

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/testenv"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
	"countersign/ui/uitest/frames"
)

// fingers press whatever they find: every key, words, pastes, windows of all sizes. Commands run at once and one after
// another; whatever they would wait for has ended already, so that the same seed gives the same run.
type fingers struct {
	*testing.T
	*rand.Rand
	app    *shell.App
	size   tea.WindowSizeMsg
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

func lay(t *testing.T, seed uint64) *fingers {
	t.Helper()
	d := uitest.Deps(t, func(o *flow.Options) { o.Transport = frames.NoNetwork{} })
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	f := &fingers{T: t, Rand: rand.New(rand.NewPCG(seed, seed)), now: uitest.Noon}
	d.Settings.Mouse = true
	d.Now = func() time.Time { return f.now }
	d.Tick = func(after time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			f.timers = append(f.timers, timer{f.now.Add(after), msg})
			return nil
		}
	}
	e := kit.NewEnv(d, keyGroups())
	e.Ctx = ended
	f.app = newApp(e)
	t.Cleanup(f.app.Close)
	f.give(uitest.FrameSizes[0])
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
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		f.size = size
	}
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

// home is where esc must lead, however often it has to be pressed, once every question is answered.
func (f *fingers) home() {
	f.Helper()
	f.give(uitest.FrameSizes[0])
	for range 60 {
		if f.app.HasQuestion() {
			f.give(kit.KeyMessage("y"))
		} else if f.app.Depth() == 1 && !isTypingOn(f.app.Top()) && !f.app.HasOverlay() {
			return
		}
		f.give(kit.KeyMessage("esc"))
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
			f := lay(t, seed)
			for i := range testenv.Count(600, 10_000) {
				f.give(uitest.RandomEvent(f.Rand, f.size.Width, f.size.Height))
				f.wait(time.Duration(f.IntN(400)) * time.Millisecond)
				seen[fmt.Sprintf("%T", f.app.Top())] = true
				if f.quit { // by q, ctrl+c, or the palette
					f = lay(t, seed+uint64(i)) //nolint:gosec // a small number
				}
				if i%4 == 0 {
					uitest.CheckFrame(t, f.app.View(), f.size)
				}
				if i%200 == 199 {
					f.home()
				}
				if t.Failed() {
					t.Fatalf("after %v", f.past)
				}
			}
			f.home()
			f.give(kit.KeyMessage("q"))
			if !f.quit {
				t.Errorf("q does not leave, on:\n%s", f.app.View())
			}
			if len(seen) < testenv.Count(2, 3) {
				t.Errorf("the fingers came to %v only", slices.Sorted(maps.Keys(seen)))
			}
		})
	}
}

func isTypingOn(s kit.Screen) bool {
	t, ok := s.(interface{ Typing() bool })
	return ok && t.Typing()
}
