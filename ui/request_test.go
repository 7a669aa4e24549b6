package ui

import (
	"strings"
	"testing"

	"countersign/flow"
)

func TestEveryCallKeepsWhatWasWrittenInIt(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), nil))
	press(s, "tab", "tab", "?mine=1", "esc")
	s.focusOn(partCalls)
	press(s, "down")
	if got := s.target.Value(); !strings.HasPrefix(got, "/search") {
		t.Errorf("the second call shows %q", got)
	}
	press(s, "up")
	if got := s.target.Value(); got != "/me?mine=1" {
		t.Errorf("the first call shows %q", got)
	}
	if !s.calls[0].changed || s.calls[1].changed {
		t.Error("the wrong call counts as edited")
	}
}

func TestABodyThatNobodyTouchedGoesOutAsItWasOffered(t *testing.T) {
	t.Parallel()
	conn := connection()
	body := "{\n\t\"a\": 1\n}\n"
	conn.Connector.Ready = []flow.ReadyCall{{Name: "tabs", Method: "POST", Target: "/n", Body: body}}
	s := newRequest(newEnv(testDeps(t), nil), conn)
	press(s, "tab", "tab", "tab", "tab", "tab", "tab")
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
	s := requested(newEnv(testDeps(t), nil))
	s.focusOn(partBody)
	press(s, "a", "enter", "b") // the first letter makes it a text
	if s.sending.running() || s.areas[partBody].Value() != "a\nb" {
		t.Fatalf("the body is %q", s.areas[partBody].Value())
	}
	for _, k := range []string{"alt+enter", "ctrl+j", "ctrl+s"} {
		s.sending.stop()
		press(s, k)
		if !s.sending.running() {
			t.Errorf("%s did not send", k)
		}
	}
}

func TestAMistakeTakesTheFocusToItsPartAndSendsNothing(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), nil))
	s.rows[partHeaders].set("no colon")
	msg := press(s, "enter")()
	toast, ok := msg.(toastMsg)
	if !ok || !toast.bad || s.focus != partHeaders || s.sending.running() {
		t.Errorf("got %#v with the focus on %v", msg, s.focus)
	}
}

func TestEscStopsACallBeforeItLeaves(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), nil))
	press(s, "enter")
	ctx := s.sending.ctx
	if _, stays := s.Back(); !stays || ctx.Err() == nil {
		t.Error("the call goes on")
	}
	if _, stays := s.Back(); stays {
		t.Error("the second esc did not leave")
	}
}

func TestAnAnswerDoesNotTakeTheKeysFromWhoeverTypes(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), nil))
	press(s, "enter", "tab", "tab", "x")
	s.Update(answeredMsg{s.sending.id, goodAnswer()})
	if s.onResponse || !s.Typing() {
		t.Error("the response took the keys")
	}
	press(s, "ctrl+t")
	if !s.onResponse {
		t.Error("ctrl+t does not turn to it")
	}
}

func TestLeavingEditedCallsAsks(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), nil))
	press(s, "tab", "right")
	s.focusOn(partCalls)
	cmd, stays := s.Back()
	if !stays || cmd == nil {
		t.Fatal("nothing was asked")
	}
	if q, ok := cmd().(askMsg); !ok || q.onYes != (abandonMsg{}) {
		t.Errorf("asked %#v", q)
	}
}

func TestALateAnswerFindsNoTaker(t *testing.T) {
	t.Parallel()
	call := requested(newEnv(testDeps(t), nil))
	call.send()
	late := call.sending.id
	call.Back()
	call.Update(answeredMsg{late, goodAnswer()})
	if call.response.answer != nil {
		t.Error("the answer to a stopped call came up")
	}
}
