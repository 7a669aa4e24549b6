package request

import (
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
)

func TestPastedCurlCommand(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	s.focusOn(partTarget)
	paste := func(text string) string {
		cmd := s.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(text)})
		if cmd == nil {
			return ""
		}
		return cmd().(kit.ToastMsg).Text
	}
	if said := paste("curl -u anna:made-up https://x.example"); !strings.Contains(said, "-u (password authentication) is not supported") || s.target.Value() != "/me" {
		t.Errorf("said %q, with the target %q", said, s.target.Value())
	}
	said := paste("curl -X PUT 'https://api.photos.example/notes/1?a=b' \\\n -H 'Authorization: OAuth made-up' -H 'X-A: b' \\\n -d 'text=two words&n=1'")
	s.store()
	d := s.drafts[s.current]
	if d.method != "PUT" || d.target != "/notes/1?a=b" || !strings.HasPrefix(d.headers, "X-A: b") || d.kind != bodyForm || d.body != "text=two words\nn=1" {
		t.Errorf("the request is %+v", d)
	}
	if !strings.Contains(said, "ignored the Authorization header") || strings.Contains(said, "made-up") {
		t.Errorf("said %q", said)
	}
	s.target.SetValue("curl https://api.photos.example/typed") // as in a terminal without bracketed paste
	uitest.Press(s, "enter")
	if s.sending.Running() || s.target.Value() != "/typed" {
		t.Errorf("the target is %q", s.target.Value())
	}
}

func TestTypedMethod(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	s.focusOn(partMethod)
	uitest.Press(s, "p", "u", "r", "?", "g", "e")
	if got := s.drafts[0].method; got != "PURGE" {
		t.Errorf("the method is %s", got)
	}
	uitest.Press(s, "right")
	if got := s.drafts[0].method; got != "POST" {
		t.Errorf("the method is %s", got)
	}
	uitest.Press(s, "backspace", "backspace", "backspace", "backspace", "backspace", "enter")
	if s.sending.Running() || s.drafts[0].method != "" {
		t.Error("a request without a method was sent")
	}
}

func TestHistoryErrorIsShownOnce(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	failed := recordedMsg{&flow.StepError{Step: flow.StepRequest, What: "cannot write the history of photos", Err: os.ErrPermission, Hint: "Turn it off."}}
	first := s.Update(failed)
	if first == nil || !strings.Contains(first().(kit.ToastMsg).Text, "The request was sent but not recorded: Cannot write the history of photos") {
		t.Error("no error toast")
	}
	if s.Update(failed) != nil {
		t.Error("a second error toast")
	}
}

func TestKeysThatDoNothingExplainWhy(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	for k, why := range map[string]string{"ctrl+t": "No response yet", "ctrl+g": "Go there first"} {
		if cmd := uitest.Press(s, k); cmd == nil || !strings.Contains(cmd().(kit.ToastMsg).Text, why) {
			t.Errorf("%s: no reason", k)
		}
	}
}

func TestVariableIsInsertedAtTheCursor(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	s := requested(e)
	p := uitest.NewPilot(t, shell.New(e, uitest.Stack(s, "")...))
	p.Press("tab", "tab").Type("?u=").Press("ctrl+l").WaitFor("type to filter").Type("acc").Press("enter").WaitFor("/me?u={{account}}", "→ /me?u=Anna Sample")
	p.Press("tab").Type("q").Press("tab", "ctrl+l").WaitFor("type to filter").Type("zzz").Press("enter").WaitFor("No matching variable").Press("ctrl+u").Type("connection").Press("enter").WaitFor("[query 1]", "{{connection}}")
	s.store()
	if d := s.drafts[0]; d.query != "q={{connection}}" || d.target != "/me?u={{account}}" {
		t.Errorf("the draft is %+v", d)
	}
}
