package ui

import (
	"errors"
	"fmt"

	"countersign/flow"
)

// The pictures of a connection's life and of the keychains.

func init() {
	for name, screens := range map[string]func(e *env) []Screen{
		"home rename":          homeRename,
		"home rename taken":    homeRenameTaken,
		"home damaged":         homeDamaged,
		"home dialog":          homeDialog,
		"home not renewable":   homeNotRenewable,
		"connect again":        connectAgain,
		"keychain dialog":      keychainDialog,
		"keychains":            keychainsAll,
		"keychains without OS": keychainsWithoutOS,
		"keychains passphrase": keychainsPassphrase,
		"keychains moving":     keychainsMoving,
		"keychains stopped":    keychainsStopped,
		"keychains repaired":   keychainsRepaired,
		"keychains damaged":    keychainsDamaged,
	} {
		frames[name] = screens
	}
}

var (
	osReady    = flow.KeychainStatus{Kind: flow.KeychainOS, Ready: true}
	osLocked   = flow.KeychainStatus{Kind: flow.KeychainOS, Ready: true, Locked: true}
	errNoBus   = errors.New("the OS keychain cannot be used (there is no session bus)")
	errIndex   = &flow.StepError{Step: flow.StepKeychain, Doing: "listing the connections", Err: flow.ErrDamaged, Said: "/home/anna/.local/share/countersign/index.json: unexpected end of JSON input"}
	fileLocked = flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true}
)

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

func connectAgain(e *env) []Screen {
	setup := flow.NewSetup(photos)
	for key, value := range map[string]string{"consumerKey": "sample-consumer-key", "consumerSecret": "sample-consumer-secret", "perms": "write"} {
		if err := setup.Set(key, value); err != nil {
			panic(err)
		}
	}
	return []Screen{home(e, kept, osReady), newReconnect(e, setup, "photos")}
}

func keychainDialog(e *env) []Screen {
	defer func() { e.Now = secondsLater }()
	return behind(e, probed(e, toKeep, osLocked))
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

func overHome(e *env, s Screen) []Screen { return []Screen{home(e, kept, osReady), s} }

func keychainsAll(e *env) []Screen {
	return overHome(e, looked(e, statesMsg{states: threeStates(), settings: flow.Settings{Keychain: flow.KeychainOS}}))
}

func keychainsWithoutOS(e *env) []Screen {
	states := threeStates()
	states[0] = flow.KeychainState{Kind: flow.KeychainOS, Status: flow.KeychainStatus{Kind: flow.KeychainOS, OSError: fmt.Errorf("looking for it: %w", errNoBus)}, Connections: 2}
	states[1] = flow.KeychainState{Kind: flow.KeychainFile, Status: flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true, NewFile: true}}
	return overHome(e, looked(e, statesMsg{states: states}))
}

func keychainsPassphrase(e *env) []Screen {
	s := looked(e, statesMsg{states: openStates()})
	for _, k := range []string{"p", "an old passphrase", "enter", "a new passphrase", "enter", "another", "enter"} {
		s.Update(keyMsg(k))
	}
	return overHome(e, s)
}

func movingThree(e *env) *keychains {
	s := looked(e, statesMsg{states: openStates()})
	s.Update(moveMsg{from: flow.KeychainOS, to: flow.KeychainFile, names: []string{"brokerage", "photos", "trading-account-with-a-long-name"}})
	s.Update(movedOneMsg{s.work.id})
	return s
}

func keychainsMoving(e *env) []Screen { return overHome(e, movingThree(e)) }

func keychainsStopped(e *env) []Screen {
	s := movingThree(e)
	s.Back()
	s.Update(movedMsg{task: s.work.id, done: 1, err: errors.New("stopped")})
	s.Update(statesMsg{task: s.look.id, states: openStates()})
	return overHome(e, s)
}

func keychainsRepaired(e *env) []Screen {
	s := looked(e, statesMsg{states: openStates()})
	s.Update(keyMsg("r"))
	s.Update(repairedMsg{task: s.work.id, report: flow.Repaired{
		Kept: 2, Restored: []string{"photos"}, Lost: []string{"brokerage"}, Foreign: []string{"old-one"}, Unseen: []string{"trading"},
		Aside: "/home/anna/.local/share/countersign/index.json.damaged-1",
	}})
	s.Update(statesMsg{task: s.look.id, states: openStates()})
	return overHome(e, s)
}

func keychainsDamaged(e *env) []Screen {
	return overHome(e, looked(e, statesMsg{states: threeStates(), err: errIndex}))
}
