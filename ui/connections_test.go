package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/flow"
)

func keptHome(t *testing.T) *connections {
	t.Helper()
	s := home(newEnv(testDeps(t), nil), kept, flow.KeychainStatus{Kind: flow.KeychainOS, Ready: true})
	s.SetSize(80, 20)
	return s
}

func TestTheCursorStartsOnTheSandboxOnlyWhenNothingIsKept(t *testing.T) {
	t.Parallel()
	if s := home(newEnv(testDeps(t), nil), nil, flow.KeychainStatus{}); s.cursor != 1 {
		t.Errorf("on an empty home it is on row %d", s.cursor)
	}
	if s := keptHome(t); s.cursor != 0 {
		t.Errorf("with connections it is on row %d", s.cursor)
	}
}

func TestAFilterNarrowsTheListAndEscClearsIt(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	press(s, "/")
	if !s.Typing() {
		t.Fatal("letters are not text")
	}
	press(s, "a", "n", "n", "a")
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
		"✗ expired 1 hour ago":    {Expires: noon.Add(-time.Hour), Tested: noon, TestError: "no"},
		"✗ no":                    {Expires: noon.Add(time.Hour), Tested: noon, TestError: "no"},
		"● expires in 59 minutes": {Expires: noon.Add(59 * time.Minute), Tested: noon},
		"✓ tested just now":       {Tested: noon},
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
	press(s, "t")
	work := s.work
	if strings.Contains(s.View(), "testing…") {
		t.Error("what takes no time flickers")
	}
	s.Now = secondsLater
	if !strings.Contains(s.View(), "testing…") {
		t.Error("nothing says that it is tested")
	}
	s.Back()
	s.Update(testedMsg{task: work.id, err: errors.New("late")})
	if work.ctx.Err() != context.Canceled || s.trouble != nil {
		t.Error("the test goes on")
	}
}

func TestForgettingNeedsAYes(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	q, ok := press(s, "x")().(askMsg)
	if !ok || q.onYes != (forgetMsg{"brokerage"}) || q.onNo != nil || s.work.running() {
		t.Errorf("asked %#v", q)
	}
	press(s, "down", "down", "down", "down")
	if said, ok := press(s, "x")().(toastMsg); !ok || !strings.Contains(said.text, "no connection is chosen to forget") {
		t.Errorf("on a row without a connection it says %#v", said)
	}
}

func TestTextOfOthersCannotReachTheTerminal(t *testing.T) {
	t.Parallel()
	evil := "a\x1b]0;owned\x07\u202eb"
	s := home(newEnv(testDeps(t), nil), []flow.Entry{{Name: "x", Title: evil, Account: evil, Tested: noon, TestError: evil}}, flow.KeychainStatus{})
	s.SetSize(80, 20)
	if view := s.View(); strings.ContainsAny(view, "\x1b\x07\u202e") {
		t.Errorf("the view holds %q", view)
	}
}

func TestALateListFindsNoTaker(t *testing.T) {
	t.Parallel()
	list := newConnections(newEnv(testDeps(t), nil))
	list.Init()
	stale := list.list.id
	list.reload()
	list.Update(listedMsg{task: stale, entries: kept})
	if list.loaded {
		t.Error("an earlier list came up")
	}
}

func TestAConnectionElsewhereAsksForItsKeychain(t *testing.T) {
	t.Parallel()
	s := keptHome(t)
	press(s, "down", "down")
	q, ok := press(s, "enter")().(askMsg)
	if !ok || !strings.Contains(q.text, "sandbox is kept in the encrypted file, and the OS keychain is in use") {
		t.Fatalf("asked %#v", q)
	}
	if s.work.running() {
		t.Error("it was opened before the answer")
	}
	s.Update(q.onYes)
	if s.Flow.Stores.Status(t.Context()).Kind != flow.KeychainFile || !s.work.running() {
		t.Error("yes did not open it in its keychain")
	}
}
