package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestLettersAreCommandsOutsideTheInput(t *testing.T) {
	t.Parallel()
	s := waiting(kit.NewEnv(uitest.Deps(t), nil))
	if s.Typing() || uitest.Press(s, "c") == nil {
		t.Error("c does not copy")
	}
	uitest.Press(s, "p")
	if uitest.Press(s, "c", "b", "o"); s.paste.Value() != "cbo" {
		t.Errorf("the input holds %q", s.paste.Value())
	}
	if _, stays := s.Back(); !stays || s.Typing() || s.paste.Value() != "cbo" {
		t.Error("esc did more than leave the input")
	}
	uitest.Press(s, "7")
	if s.paste.Value() != "cbo7" || !s.Typing() {
		t.Errorf("after a digit the input holds %q", s.paste.Value())
	}
}

// Without bracketed paste, several characters at once are a paste.
func TestPasteWithoutBrackets(t *testing.T) {
	t.Parallel()
	s := waiting(kit.NewEnv(uitest.Deps(t), nil))
	if s.Update(uitest.KeyMsg("abc-verifier")); s.paste.Value() != "abc-verifier" || !s.Typing() {
		t.Errorf("the input holds %q", s.paste.Value())
	}
}

func TestOnlyTheSandboxCanBeAllowedHere(t *testing.T) {
	t.Parallel()
	s := waiting(kit.NewEnv(uitest.Deps(t), nil))
	for _, key := range []string{"a", "d"} {
		if msg, ok := uitest.Press(s, key)().(kit.ToastMsg); !ok || !msg.IsError || !strings.Contains(msg.Text, "Only the sandbox") {
			t.Errorf("%s: %#v", key, msg)
		}
	}
}

func TestCountdownEndsAtZero(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	now := uitest.Noon
	d.Now = func() time.Time { return now }
	s := waiting(kit.NewEnv(d, nil))
	s.SetSize(80, 20)
	for later, want := range map[time.Duration]string{
		0:                "until 12:04 (4:41 left)",
		42 * time.Second: "until 12:04 (3:59 left)",
		time.Hour:        "until 12:04 (0:00 left)",
	} {
		now = uitest.Noon.Add(later)
		if view := uitest.OneLine(s.View()); !strings.Contains(view, "Waiting for the callback on 127.0.0.1:8477 "+want) {
			t.Errorf("after %s:\n%s", later, view)
		}
	}
}

func TestTicksEndWithTheAttempt(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	ticks := 0
	d.Tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { ticks++; return nil }
	s := waiting(kit.NewEnv(d, nil))
	s.Update(tickMsg{s.task.ID})
	s.Update(tickMsg{s.task.ID + 1})
	if ticks != 2 {
		t.Errorf("%d ticks were requested", ticks)
	}
	s.Update(verifiedMsg{task: s.task.ID, err: flow.ErrDenied})
	s.Update(tickMsg{s.task.ID})
	if ticks != 2 {
		t.Error("a tick after the end")
	}
}

func TestLinkIsClickable(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	e := kit.NewEnv(d, nil)
	s := waiting(e)
	s.SetSize(60, 16)
	if strings.Contains(s.link(), "\x1b") {
		t.Error("escapes for a terminal without hyperlinks")
	}
	if got := strings.ReplaceAll(s.link(), "\n", ""); got != s.pending.link {
		t.Errorf("the link reads %q", got)
	}
	e.Hyperlinks = true
	for _, line := range strings.Split(s.link(), "\n") {
		if !strings.Contains(line, ";"+s.pending.link+"\x07") {
			t.Errorf("a line without the link: %q", line)
		}
	}
}

func TestNameTakenInTheMeantime(t *testing.T) {
	t.Parallel()
	s := exchanged(kit.NewEnv(uitest.Deps(t), nil))
	cmd := s.saved(savedMsg{task: s.task.ID, err: fmt.Errorf("saving: %w", flow.ErrNameTaken)})
	if q, ok := cmd().(kit.AskMsg); !ok || q.OnYes != (replaceMsg{}) || q.OnNo != (otherNameMsg{}) {
		t.Fatalf("asked %#v", q)
	}
	if s.token == nil {
		t.Fatal("the token is gone")
	}
	s.Update(otherNameMsg{})
	s.Update(saveAsMsg{s.task.ID, "photos-2"})
	if s.name != "photos-2" || s.replace {
		t.Errorf("saved as %s, replacing: %v", s.name, s.replace)
	}
}

func TestConnectionStaysSavedWhenTheTestFails(t *testing.T) {
	t.Parallel()
	s := exchanged(kit.NewEnv(uitest.Deps(t), nil))
	s.Update(savedMsg{task: s.task.ID, conn: uitest.Connection()})
	s.Update(testedMsg{task: s.task.ID, err: errors.New("the answer was 500")})
	s.SetSize(80, 20)
	if view := s.View(); !strings.Contains(view, "✗ test") || !strings.Contains(view, "Saved as photos") {
		t.Error(view)
	}
	if to, ok := uitest.Press(s, "enter")().(kit.HomeMsg); !ok || to.To == nil {
		t.Error("enter does not open the request pane")
	}
}

func TestCopyLink(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	var copied string
	d.Copy = func(text string) (string, error) { copied = text; return "by carrier pigeon", nil }
	s := waiting(kit.NewEnv(d, nil))
	msg := uitest.Press(s, "c")().(activityMsg).then
	if msg != (kit.ToastMsg{Text: "Copied the link by carrier pigeon"}) || copied != s.pending.link {
		t.Errorf("copied %q, said %#v", copied, msg)
	}
}

func TestBrowserFailureIsNotFatal(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	d.OpenBrowser = func(context.Context, string) error { return errors.New("exit status 3") }
	s := waiting(kit.NewEnv(d, nil))
	msg, ok := uitest.Press(s, "o")().(activityMsg).then.(kit.ToastMsg)
	if !ok || !msg.IsError || s.steps.failed() || s.pending == nil {
		t.Errorf("got %#v", msg)
	}
}

func TestLateLinkIsDropped(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := newAuthorize(e, plan{setup: flow.NewSetup(uitest.Photos), name: "photos"})
	s.Init()
	first := s.task.ID
	s.toggleOutOfBand()
	s.Update(begunMsg{task: first, link: "https://photos.example/late"})
	if s.pending != nil {
		t.Error("the link of an earlier attempt is shown")
	}
}
