package request

import (
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestEachRequestKeepsItsEdits(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "tab", "tab", "?mine=1", "esc")
	s.focusOn(partRequests)
	uitest.Press(s, "down")
	if got := s.target.Value(); !strings.HasPrefix(got, "/search") {
		t.Errorf("the second request shows %q", got)
	}
	uitest.Press(s, "up")
	if got := s.target.Value(); got != "/me?mine=1" {
		t.Errorf("the first request shows %q", got)
	}
	if !s.drafts[0].changed || s.drafts[1].changed {
		t.Error("the wrong request is marked as edited")
	}
}

func TestUntouchedBodyIsSentUnchanged(t *testing.T) {
	t.Parallel()
	conn := uitest.Connection()
	body := "{\n\t\"a\": 1\n}\n"
	conn.Connector.SavedRequests = []flow.SavedRequest{{Name: "tabs", Method: "POST", Target: "/n", Body: body}}
	s := New(kit.NewEnv(uitest.Deps(t), nil), conn)
	uitest.Press(s, "tab", "tab", "tab", "tab", "tab", "tab")
	if s.focus != partRequests {
		t.Fatalf("the focus is on %s", partNames[s.focus])
	}
	s.store()
	if got := s.drafts[0].body; got != body || s.drafts[0].changed {
		t.Errorf("the body became %q", got)
	}
}

func TestEnterInTheBody(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	s.focusOn(partBody)
	uitest.Press(s, "a", "enter", "b") // the first letter starts a text body
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

func TestErrorMovesTheFocus(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	s.rows[partHeaders].set("no colon")
	msg := uitest.Press(s, "enter")()
	toast, ok := msg.(kit.ToastMsg)
	if !ok || !toast.IsError || s.focus != partHeaders || s.sending.Running() {
		t.Errorf("got %#v with the focus on %v", msg, s.focus)
	}
}

func TestEscStopsTheRequestFirst(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "enter")
	ctx := s.sending.Ctx
	if _, stays := s.Back(); !stays || ctx.Err() == nil {
		t.Error("the request goes on")
	}
	if _, stays := s.Back(); stays {
		t.Error("the second esc did not leave")
	}
}

func TestResponseDoesNotStealTheFocus(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "enter", "tab", "tab", "x")
	s.Update(responseMsg{s.sending.ID, goodResult()})
	if s.onResponse || !s.Typing() {
		t.Error("the response took the focus")
	}
	uitest.Press(s, "ctrl+t")
	if !s.onResponse {
		t.Error("ctrl+t does not show it")
	}
}

func TestLeavingEditedRequestsAsks(t *testing.T) {
	t.Parallel()
	s := requested(kit.NewEnv(uitest.Deps(t), nil))
	uitest.Press(s, "tab", "right")
	s.focusOn(partRequests)
	cmd, stays := s.Back()
	if !stays || cmd == nil {
		t.Fatal("nothing was asked")
	}
	if q, ok := cmd().(kit.AskMsg); !ok || q.OnYes != (kit.DiscardMsg{}) {
		t.Errorf("asked %#v", q)
	}
}

func TestLateResponseIsDropped(t *testing.T) {
	t.Parallel()
	call := requested(kit.NewEnv(uitest.Deps(t), nil))
	call.send()
	late := call.sending.ID
	call.Back()
	call.Update(responseMsg{late, goodResult()})
	if call.response.Result != nil {
		t.Error("the response to a stopped request is shown")
	}
}
