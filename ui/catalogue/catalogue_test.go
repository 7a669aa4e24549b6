package catalogue

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestTheFilesAreLookedAtOnlyWhileTheListIsInFront(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	ticks := 0
	e.Tick = func(d time.Duration, _ func(time.Time) tea.Msg) tea.Cmd {
		if d == lookEvery {
			ticks++
		}
		return nil
	}
	s := New(e)
	msg := s.Init()()
	s.Update(msg)
	first := s.watch.ID
	s.Update(s.Update(watchMsg{first})())
	if ticks != 2 {
		t.Errorf("%d waits after two readings", ticks)
	}
	s.Update(uitest.KeyMsg("n"))
	if s.Update(watchMsg{first}) != nil {
		t.Error("it looks behind another screen")
	}
	if cmd := s.Update(kit.ResumedMsg{}); cmd == nil || s.watch.ID == first {
		t.Error("it does not look again when it is back in front")
	}
	s.Close()
	if s.Update(msg) != nil || s.watch.Running() {
		t.Error("it looks after it was closed")
	}
}
