package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"countersign/flow"
)

func TestWhatCannotBeMovedSaysWhy(t *testing.T) {
	t.Parallel()
	noOS := threeStates()
	noOS[0].Status = flow.KeychainStatus{Kind: flow.KeychainOS, OSError: errNoBus}
	inMemory := openStates()
	inMemory[0].InUse, inMemory[2].InUse = false, true
	empty := openStates()
	empty[1].Connections = 0
	for want, c := range map[string]struct {
		states []flow.KeychainState
		row    int
	}{
		"what is in memory cannot be moved":          {openStates(), 2},
		"there is nothing to move":                   {empty, 1},
		"memory is in use":                           {inMemory, 0},
		"the OS keychain is not there":               {noOS, 0},
		"nowhere to move them: the OS keychain is n": {noOS, 1},
	} {
		e := newEnv(testDeps(t), nil)
		s := looked(e, statesMsg{states: c.states})
		s.cursor = c.row
		a := NewApp(e, over(s, "")...)
		a.Update(frameSizes[1])
		_, cmd := a.Update(keyMsg("m"))
		said, ok := cmd().(toastMsg)
		if !ok || !said.bad || !strings.Contains(said.text, want) || s.work.running() {
			t.Errorf("instead of %q it says %#v", want, said)
		}
	}
}

func TestALockedFileIsOpenedBeforeTheMove(t *testing.T) {
	t.Parallel()
	s := looked(newEnv(testDeps(t), nil), statesMsg{states: threeStates()})
	press(s, "m")
	if !s.Typing() || !strings.Contains(s.why, "for the move") {
		t.Errorf("it asks %q", s.why)
	}
}

func TestAStoppedMoveSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	s := movingThree(newEnv(testDeps(t), nil))
	ctx, id := s.work.ctx, s.work.id
	if _, stays := s.Back(); !stays || ctx.Err() == nil || s.move == nil {
		t.Fatal("esc did not stop the move, or did not wait for its end")
	}
	// The last connection's message may be late: what the move itself counted is what counts.
	s.Update(movedMsg{task: id, done: 2, err: context.Canceled})
	if s.trouble == nil || !strings.Contains(s.trouble.What, "2 of 3 are in the encrypted file") || !strings.Contains(s.trouble.Next, "whole in the OS keychain") {
		t.Errorf("it says %#v", s.trouble)
	}
	s.Update(movedOneMsg{id})
	if s.move != nil {
		t.Error("a late message began the move anew")
	}
}

func TestAFailedMoveShowsWhy(t *testing.T) {
	t.Parallel()
	s := movingThree(newEnv(testDeps(t), nil))
	s.Update(movedMsg{task: s.work.id, done: 1, err: errors.New("the disk is full")})
	if s.trouble == nil || !strings.Contains(s.trouble.What, "the disk is full") || s.work.running() {
		t.Errorf("it says %#v", s.trouble)
	}
}

func TestALockedOSKeychainIsWaitedForOnTheWayToAConnection(t *testing.T) {
	t.Parallel()
	s := probed(newEnv(testDeps(t), nil), toKeep, osLocked)
	s.Now = secondsLater
	s.SetSize(80, 20)
	if !strings.Contains(s.View(), "waiting for your keychain's dialog") || !s.work.running() {
		t.Fatal("nothing waits for the dialog")
	}
	ctx, id := s.work.ctx, s.work.id
	if _, stays := s.Back(); !stays || ctx.Err() == nil {
		t.Error("esc did not leave the dialog")
	}
	s.Update(unlockedMsg{task: id})
	if !strings.Contains(s.View(), "Where shall they be kept?") {
		t.Error("after esc there is no choice")
	}
}

func TestTheKeychainInUseStaysWhenTheDialogIsLeft(t *testing.T) {
	t.Parallel()
	d := testDeps(t)
	states := threeStates()
	states[0].InUse, states[2].InUse = false, true
	states[0].Status = osLocked
	s := looked(newEnv(d, nil), statesMsg{states: states})
	s.SetSize(80, 20)
	s.cursor = 0
	do := press(s, "enter")
	s.Now = secondsLater
	if !strings.Contains(unwrapped(s.View()), "waiting for your keychain's dialog") {
		t.Error("nothing says that a dialog is waited for")
	}
	id := s.work.id
	if _, stays := s.Back(); !stays || s.work.running() {
		t.Error("esc did not leave the dialog")
	}
	if late, ok := do().(chosenMsg); !ok || late.task != id || late.err == nil {
		t.Errorf("a dialog that was left gave %#v", late)
	}
	if kind := d.Flow.Stores.Status(t.Context()).Kind; kind != flow.KeychainMemory {
		t.Errorf("in use is %q", kind)
	}
}
