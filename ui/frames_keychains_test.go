package ui

import (
	"errors"
	"fmt"

	"countersign/flow"
)

// The pictures of a connection's life and of the keychains.

func keychainDialog(e *env) []Screen {
	defer func() { e.Now = secondsLater }()
	return over(probed(e, toKeep, osLocked), "", "Photos")
}

// looked are the keychains screen's, on Linux.
func looked(e *env, msg statesMsg) *keychains {
	s := newKeychains(e)
	s.system = "linux"
	s.Init()
	msg.task = s.look.id
	s.Update(msg)
	return s
}

func threeStates() []flow.KeychainState {
	return []flow.KeychainState{
		{Kind: flow.KeychainOS, Status: osReady, Connections: 3, InUse: true},
		{Kind: flow.KeychainFile, Status: fileLocked, Connections: 1},
		{Kind: flow.KeychainMemory, Status: flow.KeychainStatus{Kind: flow.KeychainMemory, Ready: true}},
	}
}

func openStates() []flow.KeychainState {
	states := threeStates()
	states[1].Status = flow.KeychainStatus{Kind: flow.KeychainFile, Ready: true}
	return states
}

func keychainsAll(e *env) []Screen {
	return over(looked(e, statesMsg{states: threeStates(), settings: flow.Settings{Keychain: flow.KeychainOS}}), "")
}

func keychainsWithoutOS(e *env) []Screen {
	states := threeStates()
	states[0] = flow.KeychainState{Kind: flow.KeychainOS, Status: flow.KeychainStatus{Kind: flow.KeychainOS, OSError: fmt.Errorf("looking for it: %w", errNoBus)}, Connections: 2}
	states[1] = flow.KeychainState{Kind: flow.KeychainFile, Status: flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true, NewFile: true}}
	return over(looked(e, statesMsg{states: states}), "")
}

func keychainsPassphrase(e *env) []Screen {
	s := looked(e, statesMsg{states: openStates()})
	for _, k := range []string{"p", "an old passphrase", "enter", "a new passphrase", "enter", "another", "enter"} {
		s.Update(keyMsg(k))
	}
	return over(s, "")
}

func movingThree(e *env) *keychains {
	s := looked(e, statesMsg{states: openStates()})
	s.Update(moveMsg{from: flow.KeychainOS, to: flow.KeychainFile, names: []string{"brokerage", "photos", "trading-account-with-a-long-name"}})
	s.Update(movedOneMsg{s.work.id})
	return s
}

func keychainsMoving(e *env) []Screen { return over(movingThree(e), "") }

func keychainsStopped(e *env) []Screen {
	s := movingThree(e)
	s.Back()
	s.Update(movedMsg{task: s.work.id, done: 1, err: errors.New("stopped")})
	s.Update(statesMsg{task: s.look.id, states: openStates()})
	return over(s, "")
}

func keychainsRepaired(e *env) []Screen {
	s := looked(e, statesMsg{states: openStates()})
	s.Update(keyMsg("r"))
	s.Update(repairedMsg{task: s.work.id, report: flow.Repaired{
		Kept: 2, Restored: []string{"photos"}, Lost: []string{"brokerage"}, Foreign: []string{"old-one"}, Unseen: []string{"trading"},
		Aside: "/home/anna/.local/share/countersign/index.json.damaged-1",
	}})
	s.Update(statesMsg{task: s.look.id, states: openStates()})
	return over(s, "")
}

func keychainsDamaged(e *env) []Screen {
	return over(looked(e, statesMsg{states: threeStates(), err: errIndex}), "")
}

func probed(e *env, need keychainNeed, status flow.KeychainStatus) *keychainScreen {
	s := newKeychain(e, need)
	s.Init()
	s.Update(statusMsg{task: s.work.id, status: status})
	return s
}

func keychainChoice(e *env) []Screen {
	return over(probed(e, toKeep, flow.KeychainStatus{OSError: fmt.Errorf("asking the OS keychain: %w",
		errors.New("no session bus: DBUS_SESSION_BUS_ADDRESS is not set"))}), "", "Photos")
}

func keychainNew(e *env) []Screen {
	s := probed(e, toKeep, flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true, NewFile: true})
	for _, k := range []string{"a sample passphrase", "enter", "another", "enter"} {
		s.Update(keyMsg(k))
	}
	return over(s, "", "Photos")
}

func keychainExisting(e *env) []Screen {
	s := probed(e, unlockOnly, flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true})
	s.Update(keyMsg("a wrong one"))
	s.Update(keyMsg("enter"))
	s.Update(unlockedMsg{task: s.work.id, err: fmt.Errorf("opening the encrypted file: %w", flow.ErrPassphrase)})
	return over(s, "")
}
