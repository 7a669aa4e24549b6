package ui

import (
	"errors"
	"time"

	"countersign/flow"
)

// The pictures of home.

var (
	kept = []flow.Entry{
		{Name: "brokerage", Title: "Broker", Created: hoursAgo(90), Tested: hoursAgo(3), TestError: "token_rejected", Store: flow.KeychainOS},
		{Name: "photos", Title: "Photos", Account: "Anna Sample", Created: hoursAgo(30), Used: hoursAgo(2), Tested: hoursAgo(1), Store: flow.KeychainOS},
		{Name: "sandbox", Title: "Sandbox", Account: "anna", Created: hoursAgo(1), Store: flow.KeychainFile},
		{Name: "trading-account-with-a-long-name", Title: "Another broker with a long name", Created: hoursAgo(400), Expires: noon.Add(5 * time.Hour), Tested: hoursAgo(1), Store: flow.KeychainOS},
	}
)

func home(e *env, entries []flow.Entry, status flow.KeychainStatus) *connections {
	s := newConnections(e)
	s.Init()
	s.Update(listedMsg{task: s.list.id, entries: entries})
	s.Update(probedMsg{task: s.probe.id, status: status})
	return s
}

func homeEmpty(e *env) []Screen {
	return []Screen{home(e, nil, flow.KeychainStatus{})}
}

func homeKept(e *env) []Screen {
	return []Screen{home(e, kept, flow.KeychainStatus{Kind: flow.KeychainOS, Ready: true})}
}

func homeTestFailed(e *env) []Screen {
	s := home(e, kept, flow.KeychainStatus{Kind: flow.KeychainFile, Ready: true})
	s.test("brokerage")
	s.Update(testedMsg{task: s.work.id, err: &flow.StepError{
		Step: flow.StepTest, Doing: "testing the connection brokerage", Err: errors.New("the answer was 401 Unauthorized"),
		Said: "token_rejected: the access token has expired", Hint: "connect it again: n, under the same name",
	}})
	return []Screen{s}
}

func homeRename(e *env) []Screen {
	s := home(e, kept, osReady)
	s.Update(keyMsg("r"))
	s.Update(keyMsg("-2"))
	s.Update(judgedMsg{task: s.rename.check.id, name: "brokerage-2"})
	return []Screen{s}
}

func homeRenameTaken(e *env) []Screen {
	s := home(e, kept, osReady)
	s.Update(keyMsg("r"))
	s.rename.input.SetValue("photo")
	s.Update(keyMsg("s"))
	s.Update(judgedMsg{task: s.rename.check.id, name: "photos", err: &flow.StepError{
		Step: flow.StepKeychain, Doing: `naming the connection "photos"`, Err: flow.ErrTaken,
	}})
	return []Screen{s}
}

func homeDamaged(e *env) []Screen {
	s := newConnections(e)
	s.Init()
	s.Update(listedMsg{task: s.list.id, err: errIndex})
	s.Update(probedMsg{task: s.probe.id, status: osReady})
	return []Screen{s}
}

func homeDialog(e *env) []Screen {
	defer func() { e.Now = secondsLater }()
	s := home(e, kept, osReady)
	s.Update(keyMsg("enter"))
	s.Update(probedMsg{task: s.probe.id, status: osLocked})
	return []Screen{s}
}

func homeNotRenewable(e *env) []Screen {
	s := home(e, kept, osReady)
	s.Update(keyMsg("w"))
	s.Update(renewedMsg{task: s.work.id, cannot: true})
	return []Screen{s}
}
