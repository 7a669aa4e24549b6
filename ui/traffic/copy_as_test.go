package traffic

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"countersign/flow"
	"countersign/flow/snippet"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
)

func TestCopyErrors(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	big := flow.Request{Method: "POST", Target: "/n", Body: make([]byte, 3<<20)}
	for want, cmd := range map[string]func() any{
		"too large for the clipboard":        func() any { return CopyRequest(e, nil, uitest.Connection(), big)() },
		"Cannot copy the request token step": func() any { return CopyExchange(e, nil, uitest.RequestTokenExchange())() },
		"No traffic yet":                     func() any { return uitest.Press(NewExchanges(e), "Y")() },
		"No other exchange":                  func() any { return uitest.Press(NewSignature(e, uitest.SignedExchange()), "left")() },
		"This is the latest exchange":        func() any { return uitest.Press(signatureOfRequest(e)[1], "right")() },
		"Cannot copy the access token step: it works only once. Copy a request": func() any {
			x := uitest.RequestTokenExchange()
			x.Step = flow.StepAccessToken
			return CopyExchange(e, nil, x)()
		},
	} {
		if toast, ok := cmd().(kit.ToastMsg); !ok || !toast.IsError || !strings.Contains(toast.Text, want) {
			t.Errorf("%s: got %+v", want, toast)
		}
	}
	s := newCopyAs(e, func(snippet.Kind) (snippet.Snippet, error) { return snippet.Snippet{}, errors.New("sample failure") })
	s.SetSize(80, 20)
	s.Update(uitest.Press(s, "p")())
	if !strings.Contains(s.View(), "sample failure") || s.preview {
		t.Errorf("the error is not shown:\n%s", s.View())
	}
}

func TestEachPartOfASignatureCanBeCopied(t *testing.T) {
	t.Parallel()
	d, copied := uitest.Deps(t), map[string]string{}
	var latest atomic.Value // commands run concurrently
	d.Copy = func(text string) (string, error) {
		latest.Store(text)
		return "to the clipboard of this test", nil
	}
	e, x := kit.NewEnv(d, nil), uitest.SignedExchange()
	s := NewSignature(e, x)
	p := uitest.NewPilot(t, shell.New(e, uitest.Stack(s, "")...))
	p.WaitFor("oauth_consumer_key=", "base string", "••••&••••")
	p.Press("y").WaitFor("Copied the base string")
	if latest.Load() != x.BaseString {
		t.Errorf("copied %q", latest.Load())
	}
	for range s.parts {
		p.Press("up")
	}
	for range 3 * len(s.parts) {
		if part := s.parts[s.cursor]; part.what != "" {
			p.Press("y").WaitFor("Copied " + part.what)
			copied[part.what], _ = latest.Load().(string)
		}
		p.Press("down")
	}
	for what, want := range map[string]string{
		"the method": x.Method, "the base URI": x.BaseURI, "the base string": x.BaseString, "the signature": x.Signature,
		"the Authorization header": x.Authorization, "oauth_consumer_key": "sample-consumer-key", "the status": "200 OK",
	} {
		if got, ok := copied[what]; !ok || got != want {
			t.Errorf("%s: copied %q, want %q", what, got, want)
		}
	}
}
