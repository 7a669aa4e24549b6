package stores

import (
	"context"
	"errors"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
)

func TestWhatCannotBeMovedSaysWhy(t *testing.T) {
	t.Parallel()
	noOS := threeStates()
	noOS[0].Status = flow.StoreStatus{Kind: flow.StoreOS, OSError: uitest.ErrNoBus}
	inMemory := openStates()
	inMemory[0].InUse, inMemory[2].InUse = false, true
	empty := openStates()
	empty[1].Connections = 0
	for want, c := range map[string]struct {
		states []flow.StoreState
		row    int
	}{
		"Connections in memory cannot be moved": {openStates(), 2},
		"has no connections to move":            {empty, 1},
		"Switch from memory":                    {inMemory, 0},
		"OS keychain is not available":          {noOS, 0},
		"The OS keychain is not":                {noOS, 1},
	} {
		e := kit.NewEnv(uitest.Deps(t), nil)
		s := looked(e, statesMsg{states: c.states})
		s.cursor = c.row
		a := shell.New(e, uitest.Stack(s, "")...)
		a.Update(uitest.FrameSizes[0])
		_, cmd := a.Update(uitest.KeyMsg("m"))
		said, ok := cmd().(kit.ToastMsg)
		if !ok || !said.IsError || !strings.Contains(said.Text, want) || s.work.Running() {
			t.Errorf("instead of %q it says %#v", want, said)
		}
	}
}

func TestALockedFileIsOpenedBeforeTheMove(t *testing.T) {
	t.Parallel()
	s := looked(kit.NewEnv(uitest.Deps(t), nil), statesMsg{states: threeStates()})
	uitest.Press(s, "m")
	if !s.Typing() || !strings.Contains(s.why, "for the move") {
		t.Errorf("it asks %q", s.why)
	}
}

func TestAStoppedMoveSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	s := movingThree(kit.NewEnv(uitest.Deps(t), nil))
	ctx, id := s.work.Ctx, s.work.ID
	if _, stays := s.Back(); !stays || ctx.Err() == nil || s.move == nil {
		t.Fatal("esc did not stop the move, or did not wait for its end")
	}
	// The last connection's message may be late: what the move itself counted is what counts.
	s.Update(movedMsg{task: id, done: 2, err: context.Canceled})
	if s.problem == nil || !strings.Contains(s.problem.What, "moved 2 of 3 to the encrypted file") || !strings.Contains(s.problem.Next, "unchanged in the OS keychain") {
		t.Errorf("it says %#v", s.problem)
	}
	s.Update(movedOneMsg{id})
	if s.move != nil {
		t.Error("a late message began the move anew")
	}
}

func TestAFailedMoveShowsWhy(t *testing.T) {
	t.Parallel()
	s := movingThree(kit.NewEnv(uitest.Deps(t), nil))
	s.Update(movedMsg{task: s.work.ID, done: 1, err: errors.New("the disk is full")})
	if s.problem == nil || !strings.Contains(s.problem.What, "the disk is full") || s.work.Running() {
		t.Errorf("it says %#v", s.problem)
	}
}

func TestALockedOSKeychainIsWaitedForOnTheWayToAConnection(t *testing.T) {
	t.Parallel()
	s := probed(kit.NewEnv(uitest.Deps(t), nil), ForNewConnection, uitest.OSLocked)
	s.Now = uitest.SecondsLater
	s.SetSize(80, 20)
	if !strings.Contains(s.View(), "The OS keychain is locked") || !s.work.Running() {
		t.Fatal("nothing waits for the dialog")
	}
	ctx, id := s.work.Ctx, s.work.ID
	if _, stays := s.Back(); !stays || ctx.Err() == nil {
		t.Error("esc did not leave the dialog")
	}
	s.Update(unlockedMsg{task: id})
	if !strings.Contains(s.View(), "Where do you want to save them?") {
		t.Error("after esc there is no choice")
	}
}

func TestTheKeychainInUseStaysWhenTheDialogIsLeft(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	states := threeStates()
	states[0].InUse, states[2].InUse = false, true
	states[0].Status = uitest.OSLocked
	s := looked(kit.NewEnv(d, nil), statesMsg{states: states})
	s.SetSize(80, 20)
	s.cursor = 0
	do := uitest.Press(s, "enter")
	s.Now = uitest.SecondsLater
	if !strings.Contains(uitest.OneLine(s.View()), "The OS keychain is locked") {
		t.Error("nothing says that a dialog is waited for")
	}
	id := s.work.ID
	if _, stays := s.Back(); !stays || s.work.Running() {
		t.Error("esc did not leave the dialog")
	}
	if late, ok := do().(chosenMsg); !ok || late.task != id || late.err == nil {
		t.Errorf("a dialog that was left gave %#v", late)
	}
	if kind := d.Flow.Stores.Status(t.Context()).Kind; kind != flow.StoreMemory {
		t.Errorf("in use is %q", kind)
	}
}
