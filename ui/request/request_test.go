package request

import (
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestEveryCallKeepsWhatWasWrittenInIt(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "tab", "tab", "?mine=1", "esc")
	s.focusOn(partCalls)
	uitest.Press(s, "down")
	if got := s.target.Value(); !strings.HasPrefix(got, "/search") {
		t.Errorf("the second call shows %q", got)
	}
	uitest.Press(s, "up")
	if got := s.target.Value(); got != "/me?mine=1" {
		t.Errorf("the first call shows %q", got)
	}
	if !s.calls[0].changed || s.calls[1].changed {
		t.Error("the wrong call counts as edited")
	}
}

func TestABodyThatNobodyTouchedGoesOutAsItWasOffered(t *testing.T) {
	t.Parallel()
	conn := uitest.Connection()
	body := "{\n\t\"a\": 1\n}\n"
	conn.Connector.SavedRequests = []flow.SavedRequest{{Name: "tabs", Method: "POST", Target: "/n", Body: body}}
	s := New(kit.NewEnv(uitest.Deps(t), nil), conn)
	uitest.Press(s, "tab", "tab", "tab", "tab", "tab", "tab")
	if s.focus != partCalls {
		t.Fatalf("the focus is on %s", partNames[s.focus])
	}
	s.store()
	if got := s.calls[0].body; got != body || s.calls[0].changed {
		t.Errorf("the body became %q", got)
	}
}

func TestEnterInTheBodyIsANewLineAndAltEnterSends(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	s.focusOn(partBody)
	uitest.Press(s, "a", "enter", "b") // the first letter makes it a text
	if s.sending.Running() || s.areas[partBody].Value() != "a\nb" {
		t.Fatalf("the body is %q", s.areas[partBody].Value())
	}
	for _, k := range []string{"alt+enter", "ctrl+j", "ctrl+s"} {
		s.sending.Stop()
		uitest.Press(s, k)
		if !s.sending.Running() {
			t.Errorf("%s did not send", k)
		}
	}
}

func TestAMistakeTakesTheFocusToItsPartAndSendsNothing(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	s.rows[partHeaders].set("no colon")
	msg := uitest.Press(s, "enter")()
	toast, ok := msg.(kit.ToastMsg)
	if !ok || !toast.IsError || s.focus != partHeaders || s.sending.Running() {
		t.Errorf("got %#v with the focus on %v", msg, s.focus)
	}
}

func TestEscStopsACallBeforeItLeaves(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "enter")
	ctx := s.sending.Ctx
	if _, stays := s.Back(); !stays || ctx.Err() == nil {
		t.Error("the call goes on")
	}
	if _, stays := s.Back(); stays {
		t.Error("the second esc did not leave")
	}
}

func TestAnAnswerDoesNotTakeTheKeysFromWhoeverTypes(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "enter", "tab", "tab", "x")
	s.Update(answeredMsg{s.sending.ID, goodAnswer()})
	if s.onResponse || !s.Typing() {
		t.Error("the response took the keys")
	}
	uitest.Press(s, "ctrl+t")
	if !s.onResponse {
		t.Error("ctrl+t does not turn to it")
	}
}

func TestLeavingEditedCallsAsks(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "tab", "right")
	s.focusOn(partCalls)
	cmd, stays := s.Back()
	if !stays || cmd == nil {
		t.Fatal("nothing was asked")
	}
	if q, ok := cmd().(kit.AskMsg); !ok || q.OnYes != (kit.DiscardMsg{}) {
		t.Errorf("asked %#v", q)
	}
}

func TestALateAnswerFindsNoTaker(t *testing.T) {
	t.Parallel()
	call := requested(kit.NewEnv(uitest.Deps(t), nil))
	call.send()
	late := call.sending.ID
	call.Back()
	call.Update(answeredMsg{late, goodAnswer()})
	if call.response.Result != nil {
		t.Error("the answer to a stopped call came up")
	}
}
