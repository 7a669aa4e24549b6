package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestTheFilesAreLookedAtOnlyWhileTheListIsInFront(t *testing.T) {
	t.Parallel()
	e := newEnv(testDeps(t), nil)
	ticks := 0
	e.Tick = func(d time.Duration, _ func(time.Time) tea.Msg) tea.Cmd {
		if d == lookEvery {
			ticks++
		}
		return nil
	}
	s := newCatalogue(e)
	msg := s.Init()()
	s.Update(msg)
	first := s.watch.id
	s.Update(s.Update(watchMsg{first})())
	if ticks != 2 {
		t.Errorf("%d waits after two readings", ticks)
	}
	s.Update(keyMsg("n"))
	if s.Update(watchMsg{first}) != nil {
		t.Error("it looks behind another screen")
	}
	if cmd := s.Update(resumedMsg{}); cmd == nil || s.watch.id == first {
		t.Error("it does not look again when it is back in front")
	}
	s.Close()
	if s.Update(msg) != nil || s.watch.running() {
		t.Error("it looks after it was closed")
	}
}
