package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

func TestLettersAreCommandsUntilThePasteBoxHasTheFocus(t *testing.T) {
	t.Parallel()
	s := waiting(newEnv(testDeps(t), nil))
	if s.Typing() || press(s, "c") == nil {
		t.Error("c does not copy")
	}
	press(s, "p")
	if press(s, "c", "b", "o"); s.paste.Value() != "cbo" {
		t.Errorf("the box holds %q", s.paste.Value())
	}
	if _, stays := s.Back(); !stays || s.Typing() || s.paste.Value() != "cbo" {
		t.Error("esc did more than leave the box")
	}
	press(s, "7")
	if s.paste.Value() != "cbo7" || !s.Typing() {
		t.Errorf("after a digit the box holds %q", s.paste.Value())
	}
}

// Not every terminal says what is pasted: its characters come at once all the same.
func TestCharactersThatComeAtOnceGoIntoThePasteBox(t *testing.T) {
	t.Parallel()
	s := waiting(newEnv(testDeps(t), nil))
	if s.Update(keyMsg("abc-verifier")); s.paste.Value() != "abc-verifier" || !s.Typing() {
		t.Errorf("the box holds %q", s.paste.Value())
	}
}

func TestOnlyTheSandboxCanBeAllowedFromHere(t *testing.T) {
	t.Parallel()
	s := waiting(newEnv(testDeps(t), nil))
	for _, key := range []string{"a", "d"} {
		if msg, ok := press(s, key)().(toastMsg); !ok || !msg.bad || !strings.Contains(msg.text, "only the sandbox's page") {
			t.Errorf("%s gave %#v", key, msg)
		}
	}
}

func TestTheCountdownEndsAtNothing(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	now := noon
	d.Now = func() time.Time { return now }
	s := waiting(newEnv(d, nil))
	s.SetSize(80, 20)
	for later, want := range map[time.Duration]string{
		0:                "for 0:00, until 12:04 (4:41 left)",
		42 * time.Second: "for 0:42, until 12:04 (3:59 left)",
		time.Hour:        "for 60:00, until 12:04 (0:00 left)",
	} {
		now = noon.Add(later)
		if view := unwrapped(s.View()); !strings.Contains(view, "Waiting on 127.0.0.1:8477 "+want) {
			t.Errorf("after %s:\n%s", later, view)
		}
	}
}

func TestTicksGoOnWhileSomethingMovesAndForThisAttemptOnly(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	ticks := 0
	d.Tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { ticks++; return nil }
	s := waiting(newEnv(d, nil))
	s.Update(tickMsg{s.dance.id})
	s.Update(tickMsg{s.dance.id + 1})
	if ticks != 2 {
		t.Errorf("%d ticks were asked for", ticks)
	}
	s.Update(verifiedMsg{task: s.dance.id, err: flow.ErrDenied})
	s.Update(tickMsg{s.dance.id})
	if ticks != 2 {
		t.Error("it ticks on after the end")
	}
}

func TestTheLinkIsOneLinkForTerminalsThatKnowThem(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	e := newEnv(d, nil)
	s := waiting(e)
	s.SetSize(60, 16)
	if strings.Contains(s.link(), "\x1b") {
		t.Error("a terminal that knows no links gets escapes")
	}
	if got := strings.ReplaceAll(s.link(), "\n", ""); got != s.open.link {
		t.Errorf("the link reads %q", got)
	}
	e.clickable = true
	for _, line := range strings.Split(s.link(), "\n") {
		if !strings.Contains(line, ";"+s.open.link+"\x07") {
			t.Errorf("a line links elsewhere: %q", line)
		}
	}
}

func TestANameTakenMeanwhileIsAskedAboutAndTheTokenStays(t *testing.T) {
	t.Parallel()
	s := exchanged(newEnv(testDeps(t), nil))
	cmd := s.kept(keptMsg{task: s.dance.id, err: fmt.Errorf("keeping: %w", flow.ErrTaken)})
	if q, ok := cmd().(askMsg); !ok || q.onYes != (replaceMsg{}) || q.onNo != (otherNameMsg{}) {
		t.Fatalf("asked %#v", q)
	}
	if s.token == nil {
		t.Fatal("the token is gone")
	}
	s.Update(otherNameMsg{})
	s.Update(keepAsMsg{s.dance.id, "photos-2"})
	if s.name != "photos-2" || s.replace {
		t.Errorf("it is kept as %s, replacing: %v", s.name, s.replace)
	}
}

func TestAFailedTestDoesNotUnkeepTheConnection(t *testing.T) {
	t.Parallel()
	s := exchanged(newEnv(testDeps(t), nil))
	s.Update(keptMsg{task: s.dance.id, conn: connection()})
	s.Update(dancedTestMsg{task: s.dance.id, err: errors.New("the answer was 500")})
	s.SetSize(80, 20)
	if view := s.View(); !strings.Contains(view, "✗ test") || !strings.Contains(view, "Kept as photos") {
		t.Error(view)
	}
	if to, ok := press(s, "enter")().(homeMsg); !ok || to.to == nil {
		t.Error("enter does not open the request pane")
	}
}

func TestCopyingSaysByWhichWay(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	var copied string
	d.Copy = func(text string) (string, error) { copied = text; return "by carrier pigeon", nil }
	s := waiting(newEnv(d, nil))
	msg := press(s, "c")().(besidesMsg).then
	if msg != (toastMsg{text: "the link copied: by carrier pigeon"}) || copied != s.open.link {
		t.Errorf("copied %q, said %#v", copied, msg)
	}
}

func TestABrowserThatCannotBeOpenedIsNoFailure(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	d.OpenBrowser = func(context.Context, string) error { return errors.New("exit status 3") }
	s := waiting(newEnv(d, nil))
	msg, ok := press(s, "o")().(besidesMsg).then.(toastMsg)
	if !ok || !msg.bad || s.steps.failed() || s.open == nil {
		t.Errorf("got %#v", msg)
	}
}

func TestALateLinkFindsNoTaker(t *testing.T) {
	t.Parallel()
	e := newEnv(testDeps(t), nil)
	dance := newAuthorize(e, plan{setup: flow.NewSetup(photos), name: "photos"})
	dance.Init()
	first := dance.dance.id
	dance.otherWay()
	dance.Update(begunMsg{task: first, link: "https://photos.example/late"})
	if dance.open != nil {
		t.Error("the link of an attempt that was given up came up")
	}
}
