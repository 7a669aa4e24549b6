package home

import (
	"errors"
	"time"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// The pictures of home.

var kept = []flow.Entry{
	{Name: "brokerage", Title: "Broker", Created: uitest.HoursAgo(90), Tested: uitest.HoursAgo(3), TestError: "token_rejected", Store: flow.StoreOS},
	{Name: "photos", Title: "Photos", Account: "Anna Sample", Created: uitest.HoursAgo(30), Used: uitest.HoursAgo(2), Tested: uitest.HoursAgo(1), Store: flow.StoreOS},
	{Name: "sandbox", Title: "Sandbox", Account: "anna", Created: uitest.HoursAgo(1), Store: flow.StoreFile},
	{Name: "trading-account-with-a-long-name", Title: "Another broker with a long name", Created: uitest.HoursAgo(400), Expires: uitest.Noon.Add(5 * time.Hour), Tested: uitest.HoursAgo(1), Store: flow.StoreOS},
}

func home(e *kit.Env, entries []flow.Entry, status flow.StoreStatus) *connections {
	s := New(e)
	s.Init()
	s.Update(listedMsg{task: s.list.ID, entries: entries})
	s.Update(probedMsg{task: s.probe.ID, status: status})
	return s
}

func homeEmpty(e *kit.Env) []kit.Screen {
	return []kit.Screen{home(e, nil, flow.StoreStatus{})}
}

func homeKept(e *kit.Env) []kit.Screen {
	return []kit.Screen{home(e, kept, flow.StoreStatus{Kind: flow.StoreOS, Ready: true})}
}

func homeTestFailed(e *kit.Env) []kit.Screen {
	s := home(e, kept, flow.StoreStatus{Kind: flow.StoreFile, Ready: true})
	s.test("brokerage")
	s.tested("brokerage", flow.TestResult{}, &flow.StepError{
		Step: flow.StepTest, What: "test of brokerage failed", Err: errors.New("401 Unauthorized"),
		ProviderMessage: "token_rejected: the access token has expired", Hint: "Press c to reconnect.",
	})
	return []kit.Screen{s}
}

func homeRename(e *kit.Env) []kit.Screen {
	s := home(e, kept, uitest.OSAvailable)
	s.Update(uitest.KeyMsg("r"))
	s.Update(uitest.KeyMsg("-2"))
	s.Update(nameCheckedMsg{task: s.rename.check.ID, name: "brokerage-2"})
	return []kit.Screen{s}
}

func homeRenameTaken(e *kit.Env) []kit.Screen {
	s := home(e, kept, uitest.OSAvailable)
	s.Update(uitest.KeyMsg("r"))
	s.rename.input.SetValue("photo")
	s.Update(uitest.KeyMsg("s"))
	s.Update(nameCheckedMsg{task: s.rename.check.ID, name: "photos", err: &flow.StepError{
		Step: flow.StepStore, What: `cannot name a connection "photos"`, Err: flow.ErrNameTaken,
	}})
	return []kit.Screen{s}
}

func homeDamaged(e *kit.Env) []kit.Screen {
	s := New(e)
	s.Init()
	s.Update(listedMsg{task: s.list.ID, err: uitest.ErrIndex})
	s.Update(probedMsg{task: s.probe.ID, status: uitest.OSAvailable})
	return []kit.Screen{s}
}

func homeDialog(e *kit.Env) []kit.Screen {
	defer func() { e.Now = uitest.SecondsLater }()
	s := home(e, kept, uitest.OSAvailable)
	s.Update(uitest.KeyMsg("enter"))
	s.Update(probedMsg{task: s.probe.ID, status: uitest.OSLocked})
	return []kit.Screen{s}
}

func homeNotRenewable(e *kit.Env) []kit.Screen {
	s := home(e, kept, uitest.OSAvailable)
	s.Update(uitest.KeyMsg("w"))
	s.refreshed("brokerage", false, nil)
	return []kit.Screen{s}
}
