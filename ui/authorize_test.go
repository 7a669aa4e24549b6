package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/flow"
)

func TestLettersAreCommandsUntilThePasteBoxHasTheFocus(t *testing.T) {
	t.Parallel()
	s := waiting(newEnv(testDeps(t)))
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
	s := waiting(newEnv(testDeps(t)))
	if s.Update(keyMsg("abc-verifier")); s.paste.Value() != "abc-verifier" || !s.Typing() {
		t.Errorf("the box holds %q", s.paste.Value())
	}
}

func TestTheSignatureOfAnEarlierDanceExplainsNothing(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 kept")
	p.toForm(base)
	top[*configure](p).form.fields[0].set("ftp://service.example")
	p.press("enter").see("✗ request token", "r starts again")
	if strings.Contains(unwrapped(p.screen()), "s shows what was signed") {
		t.Errorf("nothing was signed, and it is offered:\n%s", p.screen())
	}
	p.press("s")
	top[*authorize](p)
}

func TestOnlyTheSandboxCanBeAllowedFromHere(t *testing.T) {
	t.Parallel()
	s := waiting(newEnv(testDeps(t)))
	if press(s, "a") != nil || press(s, "d") != nil {
		t.Error("a or d did something")
	}
}

func TestTheCountdownEndsAtNothing(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	now := noon
	d.Now = func() time.Time { return now }
	s := waiting(newEnv(d))
	if got := s.Aside(); got != "04:41 left" {
		t.Error(got)
	}
	now = noon.Add(time.Hour)
	if got := s.Aside(); got != "00:00 left" {
		t.Error(got)
	}
}

func TestTicksGoOnWhileSomethingMovesAndForThisAttemptOnly(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	ticks := 0
	d.Tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { ticks++; return nil }
	s := waiting(newEnv(d))
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
	e := newEnv(d)
	s := waiting(e)
	s.SetSize(60, 16)
	if strings.Contains(s.link(), "\x1b") {
		t.Error("a terminal without colours gets escapes")
	}
	if got := strings.ReplaceAll(s.link(), "\n", ""); got != s.open.link {
		t.Errorf("the link reads %q", got)
	}
	d.Renderer = lipgloss.NewRenderer(nil)
	d.Renderer.SetColorProfile(termenv.TrueColor)
	e.styles = NewStyles(d.Renderer, true)
	for _, line := range strings.Split(s.link(), "\n") {
		if !strings.Contains(line, ";"+s.open.link+"\x07") {
			t.Errorf("a line links elsewhere: %q", line)
		}
	}
}

func TestANameTakenMeanwhileIsAskedAboutAndTheTokenStays(t *testing.T) {
	t.Parallel()
	s := exchanged(newEnv(testDeps(t)))
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
	s := exchanged(newEnv(testDeps(t)))
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
	s := waiting(newEnv(d))
	msg := press(s, "c")()
	if msg != (toastMsg{text: "the link copied: by carrier pigeon"}) || copied != s.open.link {
		t.Errorf("copied %q, said %#v", copied, msg)
	}
}

func TestABrowserThatCannotBeOpenedIsNoFailure(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	d.OpenBrowser = func(context.Context, string) error { return errors.New("exit status 3") }
	s := waiting(newEnv(d))
	msg, ok := press(s, "o")().(toastMsg)
	if !ok || !msg.bad || s.steps.failed() || s.open == nil {
		t.Errorf("got %#v", msg)
	}
}
