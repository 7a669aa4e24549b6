package flow

import (
	"context"
	"errors"
	"fmt"

	"countersign/internal/text"
	"countersign/keychain"
)

// Rename gives a kept connection another name. The error is that of CheckName for a name that cannot be taken, ErrNotFound,
// or what the keychain says; the connection then has its old name.
func (cs *Connections) Rename(ctx context.Context, from, to string) error {
	if err := cs.CheckName(ctx, to); err != nil {
		return err
	}
	doing := fmt.Sprintf("renaming the connection %s to %s", text.Safe(from, 70), to)
	done, err := cs.turn(ctx, from, doing)
	if err != nil {
		return err
	}
	defer done()
	if err := cs.keychain.Rename(ctx, from, to); err != nil {
		return unkept(doing, err)
	}
	return cs.history.Rename(context.WithoutCancel(ctx), from, to, doing+", which is done, and taking its history along")
}

// SetupOf gives the values that a kept connection was made with, its auth option chosen: to connect again in its place,
// which Keep does with replace.
func (cs *Connections) SetupOf(ctx context.Context, name string) (*Setup, error) {
	c, err := cs.read(ctx, name)
	if err != nil {
		return nil, err
	}
	return c.setup, nil
}

// Drop forgets a connection whose keychain cannot be reached, for good perhaps: the entry goes, its secrets stay where they
// are until that keychain is back. Nobody is told.
func (cs *Connections) Drop(ctx context.Context, name string) error {
	if err := cs.keychain.Drop(ctx, name); err != nil {
		return unkept(fmt.Sprintf("dropping the connection %s", text.Safe(name, 70)), err)
	}
	return cs.deleteHistory(ctx, name)
}

// Move brings connections into another keychain, one after the other, and tells each of those that are there. Both keychains
// must be ready. It stops at the first failure: what was moved stays moved, and the rest is where it was.
func (cs *Connections) Move(ctx context.Context, names []string, to KeychainKind, each func(name string)) error {
	for i, name := range names {
		if err := cs.moveOne(ctx, name, to); err != nil {
			return halfWay(err, i, len(names))
		}
		each(name)
	}
	return nil
}

func (cs *Connections) moveOne(ctx context.Context, name string, to KeychainKind) error {
	doing := fmt.Sprintf("moving the connection %s into the %s", text.Safe(name, 70), to.Title())
	done, err := cs.turn(ctx, name, doing)
	if err != nil {
		return err
	}
	defer done()
	if err := cs.keychain.Move(ctx, name, to); err != nil {
		return unkept(doing, err)
	}
	return nil
}

// halfWay adds to the failure of one move how far they came, and how to go on.
func halfWay(err error, moved, all int) error {
	var failed *StepError
	if all == 1 || !errors.As(err, &failed) {
		return err
	}
	told := *failed
	told.Doing = fmt.Sprintf("%s (%d of %d were moved)", failed.Doing, moved, all)
	const on = "then move the rest: each connection is whole, where it was or where it goes"
	if told.Hint == "" {
		told.Hint = "look at what failed, " + on
	} else {
		told.Hint += "; " + on
	}
	return &told
}

// turnWait is longer than any renewal takes.
const turnWait = scriptTimeout + tokenStepTimeout

// turn waits until no other program, and no other part of this one, changes the connection's token or its place. Give it
// back with done.
func (cs *Connections) turn(ctx context.Context, name, doing string) (done func(), err error) {
	wait, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	done, err = cs.keychain.Exclusive(wait, name)
	switch {
	case err == nil:
		return done, nil
	case ctx.Err() != nil:
		return nil, &StepError{Step: StepKeychain, Doing: doing, Err: ctx.Err()}
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &StepError{Step: StepKeychain, Doing: doing, Err: keychain.ErrBusy, Hint: "try again when it has finished"}
	}
	return nil, unkept(doing, err)
}
