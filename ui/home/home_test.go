package home

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func keptHome(t *testing.T) *connections {
	t.Helper()
	s := home(kit.NewEnv(uitest.Deps(t), nil), kept, flow.StoreStatus{Kind: flow.StoreOS, Ready: true})
	s.SetSize(80, 20)
	return s
}

func TestTheCursorStartsOnTheSandboxOnlyWhenNothingIsKept(t *testing.T) {
	t.Parallel()
	if s := home(kit.NewEnv(uitest.Deps(t), nil), nil, flow.StoreStatus{}); s.cursor != 1 {
		t.Errorf("on an empty home it is on row %d", s.cursor)
	}
	if s := keptHome(t); s.cursor != 0 {
		t.Errorf("with connections it is on row %d", s.cursor)
	}
}

func TestAFilterNarrowsTheListAndEscClearsIt(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	uitest.Press(s, "/")
	if !s.Typing() {
		t.Fatal("letters are not text")
	}
	uitest.Press(s, "a", "n", "n", "a")
	if got := s.shown(); len(got) != 2 || got[0].Name != "photos" {
		t.Errorf("it shows %v", got)
	}
	if _, stays := s.Back(); !stays || s.Typing() || len(s.shown()) != len(kept) {
		t.Error("esc did not clear the filter")
	}
}

func TestTheGravestStateIsShown(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	for want, e := range map[string]flow.Entry{
		"✗ expired 1 hour ago":    {Expires: uitest.Noon.Add(-time.Hour), Tested: uitest.Noon, TestError: "no"},
		"✗ no":                    {Expires: uitest.Noon.Add(time.Hour), Tested: uitest.Noon, TestError: "no"},
		"● expires in 59 minutes": {Expires: uitest.Noon.Add(59 * time.Minute), Tested: uitest.Noon},
		"✓ tested just now":       {Tested: uitest.Noon},
		"○ not tested":            {},
	} {
		if got := s.state(e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestEscStopsATestAndItsLateResultIsDropped(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	uitest.Press(s, "t")
	work := s.work
	if strings.Contains(s.View(), "testing…") {
		t.Error("what takes no time flickers")
	}
	s.Now = uitest.SecondsLater
	if !strings.Contains(s.View(), "testing…") {
		t.Error("nothing says that it is tested")
	}
	s.Back()
	s.Update(work.Run(func(context.Context) func() tea.Cmd {
		return func() tea.Cmd { return s.tested("brokerage", flow.TestResult{}, errors.New("late")) }
	})())
	if work.Ctx.Err() != context.Canceled || s.problem != nil {
		t.Error("the test goes on")
	}
}

func TestDeletingAsksFirst(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	q, ok := uitest.Press(s, "x")().(kit.AskMsg)
	if !ok || !strings.HasPrefix(q.Text, "Delete brokerage") || q.OnNo != nil || s.work.Running() {
		t.Errorf("asked %#v", q)
	}
	uitest.Press(s, "down", "down", "down", "down")
	if said, ok := uitest.Press(s, "x")().(kit.ToastMsg); !ok || !strings.Contains(said.Text, "Select a connection to delete") {
		t.Errorf("on a row without a connection it says %#v", said)
	}
}

func TestTextOfOthersCannotReachTheTerminal(t *testing.T) {
	t.Parallel()
	evil := "a\x1b]0;owned\x07\u202eb"
	s := home(kit.NewEnv(uitest.Deps(t), nil), []flow.Entry{{Name: "x", Title: evil, Account: evil, Tested: uitest.Noon, TestError: evil}}, flow.StoreStatus{})
	s.SetSize(80, 20)
	if view := s.View(); strings.ContainsAny(view, "\x1b\x07\u202e") {
		t.Errorf("the view holds %q", view)
	}
}

func TestALateListFindsNoTaker(t *testing.T) {
	t.Parallel()
	list := New(kit.NewEnv(uitest.Deps(t), nil))
	list.Init()
	stale := list.list.ID
	list.reload()
	list.Update(listedMsg{task: stale, entries: kept})
	if list.loaded {
		t.Error("an earlier list came up")
	}
}

func TestAConnectionElsewhereAsksForItsKeychain(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	uitest.Press(s, "down", "down")
	q, ok := uitest.Press(s, "enter")().(kit.AskMsg)
	if !ok || !strings.Contains(q.Text, "sandbox is in the encrypted file, but the OS keychain is in use") {
		t.Fatalf("asked %#v", q)
	}
	if s.work.Running() {
		t.Error("it was opened before the answer")
	}
	s.Update(q.OnYes)
	if s.Flow.Stores.Status(t.Context()).Kind != flow.StoreFile || !s.work.Running() {
		t.Error("yes did not open it in its keychain")
	}
}
