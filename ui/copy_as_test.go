package ui

import (
	"errors"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/snippet"
)

func TestWhatCannotBeCopiedSaysWhy(t *testing.T) {
	t.Parallel()
	e := newEnv(testDeps(t), keyGroups())
	big := flow.Request{Method: "POST", Target: "/n", Body: make([]byte, 3<<20)}
	for want, cmd := range map[string]func() any{
		"too long for a clipboard":            func() any { return copyCall(e, nil, connection(), big)() },
		"the request token step is good once": func() any { return copyExchange(e, nil, requestTokenExchange())() },
		"nothing was said yet":                func() any { return press(newExchanges(e), "Y")() },
		"there is no other exchange":          func() any { return press(newSignature(e, signedExchange()), "left")() },
		"this is the latest exchange":         func() any { return press(signatureOfCall(e)[1], "right")() },
		"the access token step is good once: copy a": func() any {
			x := requestTokenExchange()
			x.Step = flow.StepAccessToken
			return copyExchange(e, nil, x)()
		},
	} {
		if toast, ok := cmd().(toastMsg); !ok || !toast.bad || !strings.Contains(toast.text, want) {
			t.Errorf("%s: got %+v", want, toast)
		}
	}
	s := newCopyAs(e, func(snippet.Kind) (snippet.Snippet, error) { return snippet.Snippet{}, errors.New("sample failure") })
	s.SetSize(80, 20)
	s.Update(press(s, "p")())
	if !strings.Contains(s.View(), "sample failure") || s.preview {
		t.Errorf("a call that cannot be written shows\n%s", s.View())
	}
}

// Each part of an exchange can be copied by itself, with the keys alone.
func TestEveryPartOfASignatureIsCopied(t *testing.T) {
	t.Parallel()
	d, copied := testDeps(t), map[string]string{}
	latest := ""
	d.Copy = func(text string) (string, error) {
		latest = text
		return "on the clipboard of this test", nil
	}
	e, x := newEnv(d, nil), signedExchange()
	s := newSignature(e, x)
	p := Fly(t, NewApp(e, over(s, "")...))
	p.See("oauth_consumer_key=", "base string", "••••&••••")
	p.Press("y").See("the base string copied")
	if latest != x.BaseString {
		t.Errorf("copied was %q", latest)
	}
	for range s.parts {
		p.Press("up")
	}
	for range 3 * len(s.parts) {
		if part := s.parts[s.cursor]; part.what != "" {
			p.Press("y").See(part.what + " copied")
			copied[part.what] = latest
		}
		p.Press("down")
	}
	for what, want := range map[string]string{
		"the method": x.Method, "the base URI": x.BaseURI, "the base string": x.BaseString, "the signature": x.Signature,
		"the Authorization header": x.Authorization, "oauth_consumer_key": "sample-consumer-key", "the status": "200 OK",
	} {
		if got, ok := copied[what]; !ok || got != want {
			t.Errorf("%s copies %q, want %q", what, got, want)
		}
	}
}
