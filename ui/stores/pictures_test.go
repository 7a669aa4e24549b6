package stores

import (
	"errors"
	"fmt"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/settings"
	"countersign/ui/uitest"
)

// The pictures of a connection's life and of the keychains.

func keychainDialog(e *kit.Env) []kit.Screen {
	defer func() { e.Now = uitest.SecondsLater }()
	return uitest.Stack(probed(e, ForNewConnection, uitest.OSLocked), "", "Photos")
}

// looked are the keychains screen's, on Linux.
func looked(e *kit.Env, msg statesMsg) *keychains {
	s := New(e)
	s.system = "linux"
	s.Init()
	msg.task = s.look.ID
	s.Update(msg)
	return s
}

func threeStates() []flow.StoreState {
	return []flow.StoreState{
		{Kind: flow.StoreOS, Status: uitest.OSAvailable, Connections: 3, InUse: true},
		{Kind: flow.StoreFile, Status: uitest.FileLocked, Connections: 1},
		{Kind: flow.StoreMemory, Status: flow.StoreStatus{Kind: flow.StoreMemory, Ready: true}},
	}
}

func openStates() []flow.StoreState {
	states := threeStates()
	states[1].Status = flow.StoreStatus{Kind: flow.StoreFile, Ready: true}
	return states
}

func keychainsAll(e *kit.Env) []kit.Screen {
	return uitest.Stack(looked(e, statesMsg{states: threeStates(), settings: settings.Settings{Store: flow.StoreOS}}), "")
}

func keychainsWithoutOS(e *kit.Env) []kit.Screen {
	states := threeStates()
	states[0] = flow.StoreState{Kind: flow.StoreOS, Status: flow.StoreStatus{Kind: flow.StoreOS, OSError: uitest.ErrNoBus}, Connections: 2}
	states[1] = flow.StoreState{Kind: flow.StoreFile, Status: flow.StoreStatus{Kind: flow.StoreFile, NeedsPassphrase: true, NewFile: true}}
	return uitest.Stack(looked(e, statesMsg{states: states}), "")
}

func keychainsPassphrase(e *kit.Env) []kit.Screen {
	s := looked(e, statesMsg{states: openStates()})
	for _, k := range []string{"p", "an old passphrase", "enter", "a new passphrase", "enter", "another", "enter"} {
		s.Update(uitest.KeyMsg(k))
	}
	return uitest.Stack(s, "")
}

func movingThree(e *kit.Env) *keychains {
	s := looked(e, statesMsg{states: openStates()})
	s.Update(moveMsg{from: flow.StoreOS, to: flow.StoreFile, names: []string{"brokerage", "photos", "trading-account-with-a-long-name"}})
	s.Update(movedOneMsg{s.work.ID})
	return s
}

func keychainsMoving(e *kit.Env) []kit.Screen { return uitest.Stack(movingThree(e), "") }

func keychainsStopped(e *kit.Env) []kit.Screen {
	s := movingThree(e)
	s.Back()
	s.Update(movedMsg{task: s.work.ID, done: 1, err: errors.New("stopped")})
	s.Update(statesMsg{task: s.look.ID, states: openStates()})
	return uitest.Stack(s, "")
}

func keychainsRepaired(e *kit.Env) []kit.Screen {
	s := looked(e, statesMsg{states: openStates()})
	s.Update(uitest.KeyMsg("r"))
	s.Update(repairedMsg{task: s.work.ID, report: flow.RepairResult{
		Intact: 2, Restored: []string{"photos"}, Missing: []string{"brokerage"}, Unrecognized: []string{"old-one"}, Unreachable: []string{"trading"},
		BackupPath: "/home/anna/.local/share/countersign/index.json.damaged-1",
	}})
	s.Update(statesMsg{task: s.look.ID, states: openStates()})
	return uitest.Stack(s, "")
}

func keychainsDamaged(e *kit.Env) []kit.Screen {
	return uitest.Stack(looked(e, statesMsg{states: threeStates(), err: uitest.ErrIndex}), "")
}

func probed(e *kit.Env, need keychainNeed, status flow.StoreStatus) *keychainScreen {
	s := NewChoice(e, need)
	s.Init()
	s.Update(statusMsg{task: s.work.ID, status: status})
	return s
}

func keychainChoice(e *kit.Env) []kit.Screen {
	return uitest.Stack(probed(e, ForNewConnection, flow.StoreStatus{OSError: fmt.Errorf("OS keychain is unavailable: %w",
		errors.New("no session bus: DBUS_SESSION_BUS_ADDRESS is not set"))}), "", "Photos")
}

func keychainNew(e *kit.Env) []kit.Screen {
	s := probed(e, ForNewConnection, flow.StoreStatus{Kind: flow.StoreFile, NeedsPassphrase: true, NewFile: true})
	for _, k := range []string{"a sample passphrase", "enter", "another", "enter"} {
		s.Update(uitest.KeyMsg(k))
	}
	return uitest.Stack(s, "", "Photos")
}

func keychainExisting(e *kit.Env) []kit.Screen {
	s := probed(e, UnlockOnly, flow.StoreStatus{Kind: flow.StoreFile, NeedsPassphrase: true})
	s.Update(uitest.KeyMsg("a wrong one"))
	s.Update(uitest.KeyMsg("enter"))
	s.Update(unlockedMsg{task: s.work.ID, err: fmt.Errorf("opening the encrypted file: %w", flow.ErrWrongPassphrase)})
	return uitest.Stack(s, "")
}
