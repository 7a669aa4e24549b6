package connect

import (
	"errors"
	"time"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// later advances the clock.
func later(e *kit.Env, d time.Duration) {
	then := e.Now().Add(d)
	e.Now = func() time.Time { return then }
}

func begun(e *kit.Env, open begunMsg) *authorize {
	s := newAuthorize(e, plan{setup: flow.NewSetup(uitest.Photos), name: "photos", outOfBand: open.callback == "oob"})
	s.Init()
	open.signed = true
	open.task, open.ready, open.took, open.requestToken, open.deadline = s.task.ID, 3*time.Millisecond, 214*time.Millisecond, "7215…c3", uitest.Noon.Add(281*time.Second)
	s.Update(open)
	return s
}

func waiting(e *kit.Env) *authorize {
	return begun(e, begunMsg{
		link:     "https://photos.example/oauth/authorize?oauth_token=72157720836323165-sample-token-c3&perms=read&some_other_parameter=yes",
		callback: "http://127.0.0.1:8477/callback",
	})
}

func behind(e *kit.Env, s kit.Screen) []kit.Screen {
	return uitest.Stack(s, "", "Photos")
}

func authorizeWaiting(e *kit.Env) []kit.Screen { return behind(e, waiting(e)) }

func authorizeNoticed(e *kit.Env) []kit.Screen {
	s := waiting(e)
	s.Update(noticeMsg{s.task.ID, flow.NoticeMaybeDenied})
	return behind(e, s)
}

func authorizeSandbox(e *kit.Env) []kit.Screen {
	return behind(e, begun(e, begunMsg{
		link:     "http://127.0.0.1:5849/oauth/authorize?oauth_token=sample-request-token",
		callback: "http://127.0.0.1:40404/callback", canConsent: true,
	}))
}

func authorizeOutOfBand(e *kit.Env) []kit.Screen {
	s := begun(e, begunMsg{link: "https://photos.example/oauth/authorize?oauth_token=sample-request-token", callback: "oob"})
	for _, k := range []string{"1", "2", "3"} {
		s.Update(uitest.KeyMsg(k))
	}
	return behind(e, s)
}

func authorizeRefused(e *kit.Env) []kit.Screen {
	s := waiting(e)
	s.Update(verifiedMsg{task: s.task.ID, err: &flow.StepError{
		Step: flow.StepAuthorize, What: "authorization at photos.example failed", Err: flow.ErrDenied,
	}})
	return behind(e, s)
}

func authorizeWrongVerifier(e *kit.Env) []kit.Screen {
	s := waiting(e)
	s.Update(uitest.KeyMsg("p"))
	s.Update(uitest.KeyMsg("two words"))
	s.Update(enteredMsg{task: s.task.ID, err: &flow.StepError{
		Step: flow.StepVerifier, What: "cannot read the pasted verifier", Err: errors.New("a verifier is a single word"),
		Hint: "Paste the verifier from the provider's page, or the whole address of the page that the browser ended on.",
	}})
	return behind(e, s)
}

func authorizeSignatureWrong(e *kit.Env) []kit.Screen {
	s := newAuthorize(e, plan{setup: flow.NewSetup(uitest.Photos), name: "photos"})
	s.Init()
	s.Update(begunMsg{task: s.task.ID, signed: true, ready: 3 * time.Millisecond, err: &flow.StepError{
		Step: flow.StepRequestToken, What: "request token request failed", Err: errors.New("401 Unauthorized"),
		ProviderMessage: "signature_invalid: the signature does not match the base string",
		Hint:            "Check the consumer secret, and compare the base string on the signature screen with the provider's.",
	}})
	return behind(e, s)
}

func authorizeOpened(e *kit.Env) []kit.Screen {
	s := waiting(e)
	later(e, 3*time.Second)
	s.Update(uitest.KeyMsg("o"))
	s.Update(activityMsg{task: s.task.ID, what: openingBrowser})
	s.Update(browsedMsg{s.task.ID})
	later(e, 39*time.Second)
	return behind(e, s)
}

func authorizeOverSSH(e *kit.Env) []kit.Screen {
	e.Getenv = cameBySSH
	return authorizeWaiting(e)
}

// cameBySSH is the environment of an SSH session.
func cameBySSH(key string) string {
	return map[string]string{"SSH_CONNECTION": "192.0.2.1 50000 203.0.113.7 22", "USER": "anna"}[key]
}

func authorizeCode(e *kit.Env) []kit.Screen {
	screens := authorizeWaiting(e)
	screens[len(screens)-1].Update(uitest.KeyMsg("v"))
	return screens
}

func authorizeShortCode(e *kit.Env) []kit.Screen {
	screens := authorizeSandbox(e)
	screens[len(screens)-1].Update(uitest.KeyMsg("v"))
	return screens
}

func authorizeOpening(e *kit.Env) []kit.Screen {
	screens := authorizeWaiting(e)
	screens[len(screens)-1].Update(uitest.KeyMsg("o"))
	return screens
}

// ended is an attempt that failed before the link.
func ended(e *kit.Env, outOfBand bool, msg begunMsg) []kit.Screen {
	s := newAuthorize(e, plan{setup: flow.NewSetup(uitest.Photos), name: "photos", outOfBand: outOfBand})
	s.Init()
	msg.task = s.task.ID
	s.Update(msg)
	return behind(e, s)
}

func refusedCallback(said, hint string) begunMsg {
	return begunMsg{signed: true, ready: 3 * time.Millisecond, err: &flow.StepError{
		Step: flow.StepRequestToken, What: "request token request failed",
		Err: callbackRefusal{errors.New("401 Unauthorized")}, ProviderMessage: said, Hint: hint,
	}}
}

// callbackRefusal is marked like those of the flow.
type callbackRefusal struct{ error }

func (callbackRefusal) Is(target error) bool { return target == flow.ErrCallbackRefused }

func authorizeCallbackRefused(e *kit.Env) []kit.Screen {
	return ended(e, false, refusedCallback("Desktop applications only support the oauth_callback value 'oob'",
		"The provider may not accept http://127.0.0.1:8477/callback. Register that callback with it, or use an out-of-band callback (--oob)."))
}

func authorizeOutOfBandRefused(e *kit.Env) []kit.Screen {
	return ended(e, true, refusedCallback("This application does not support oob",
		"The provider may not support out-of-band callbacks. Register a callback on this machine with it, and try without --oob."))
}

func authorizePortTaken(e *kit.Env) []kit.Screen {
	return ended(e, false, begunMsg{err: &flow.StepError{
		Step: flow.StepAuthorize, What: "cannot listen for the callback on 127.0.0.1:8477", Err: &flow.PortInUseError{Port: 8477},
		Hint: "Stop the program that uses it, choose another port (--callback-port), or use an out-of-band callback (--oob).",
	}})
}

func authorizeAccessTokenRefused(e *kit.Env) []kit.Screen {
	s := waiting(e)
	s.Update(verifiedMsg{task: s.task.ID})
	s.Update(exchangedMsg{task: s.task.ID, took: 98 * time.Millisecond, err: &flow.StepError{
		Step: flow.StepAccessToken, What: "access token request failed", Err: errors.New("401 Unauthorized"),
		ProviderMessage: "verifier_invalid", Hint: "Reconnect and copy the whole verifier: this is not the one that the provider issued.",
	}})
	return behind(e, s)
}

func authorizeTestFailed(e *kit.Env) []kit.Screen {
	s := exchanged(e)
	s.Update(savedMsg{task: s.task.ID, conn: uitest.Connection(), took: 41 * time.Millisecond})
	s.Update(testedMsg{task: s.task.ID, err: &flow.StepError{
		Step: flow.StepTest, What: "test of photos failed", Err: errors.New("503 Service Unavailable"),
		Hint: "The service has an internal error. Try again later.",
	}})
	return behind(e, s)
}

func exchanged(e *kit.Env) *authorize {
	s := waiting(e)
	s.Update(verifiedMsg{task: s.task.ID})
	s.Update(exchangedMsg{task: s.task.ID, token: flow.Token{Key: "sample-access-token"}, took: 98 * time.Millisecond})
	return s
}

func authorizeKeychainFailed(e *kit.Env) []kit.Screen {
	s := exchanged(e)
	s.Update(savedMsg{task: s.task.ID, err: &flow.StepError{
		Step: flow.StepStore, What: "cannot save connection photos", Err: errors.New("the OS keychain's dialog was dismissed"),
		Hint: "Unlock the keychain and try again.",
	}})
	return behind(e, s)
}

func authorizeConnected(e *kit.Env) []kit.Screen {
	s := waiting(e)
	later(e, 2400*time.Millisecond)
	s.Update(uitest.KeyMsg("o"))
	s.Update(browsedMsg{s.task.ID})
	later(e, 18300*time.Millisecond)
	s.Update(verifiedMsg{task: s.task.ID})
	s.Update(exchangedMsg{task: s.task.ID, token: flow.Token{Key: "sample-access-token"}, took: 98 * time.Millisecond})
	later(e, 1349*time.Millisecond)
	s.Update(savedMsg{task: s.task.ID, conn: uitest.Connection(), took: 41 * time.Millisecond})
	s.Update(testedMsg{task: s.task.ID, result: flow.TestResult{Account: "Anna Sample", Took: 1210 * time.Millisecond}})
	return behind(e, s)
}
