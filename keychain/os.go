package keychain

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// service is the name under which the OS keychain lists our items; the user
// name of an item is the connection's.
const service = "countersign"

const (
	answerLimit = 3 * time.Second
	dialogLimit = 30 * time.Second // a person reads a dialog and types a password
)

// backend is go-keyring, or a test's.
type backend interface {
	Get(service, user string) (string, error)
	Set(service, user, value string) error
	Delete(service, user string) error
}

type goKeyring struct{}

func (goKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (goKeyring) Set(service, user, value string) error    { return keyring.Set(service, user, value) }
func (goKeyring) Delete(service, user string) error        { return keyring.Delete(service, user) }

// probe reports whether an OS keychain answers, and whether it is known to be
// locked. It starts nothing and shows no dialog.
type probe func(ctx context.Context) (locked bool, err error)

// system holds single items in the OS keychain and makes go-keyring safe to
// call:
//
//   - it is probed first, because on Linux go-keyring would start a bus of its
//     own on every call where there is none;
//   - one call at a time, because the end of any dialog releases every call
//     that waits for one;
//   - bounded, because a call waits for a dialog for ever, and not again after
//     a timeout, because the late call may still write;
//   - read back, because a dismissed dialog reports success.
type system struct {
	backend backend
	look    probe
	limit   time.Duration // 0: answerLimit, dialogLimit when locked
	turn    chan struct{} // holds the one call
	dead    atomic.Bool
}

func newSystem(b backend, p probe, limit time.Duration) *system {
	return &system{backend: b, look: p, limit: limit, turn: make(chan struct{}, 1)}
}

// read gives an item's value; errMissing when it isn't there.
func (s *system) read(ctx context.Context, user string) (string, error) {
	return s.call(ctx, func() (string, error) { return s.backend.Get(service, user) })
}

// write stores an item and makes sure that it did.
func (s *system) write(ctx context.Context, user, value string) error {
	_, err := s.call(ctx, func() (string, error) { return "", s.backend.Set(service, user, value) })
	if err != nil {
		return err
	}
	stored, err := s.read(ctx, user)
	if err != nil && !errors.Is(err, errMissing) {
		return err
	}
	if err != nil || stored != value {
		return errDismissed("it reported no error but stored nothing")
	}
	return nil
}

// erase removes an item, if it is there, and makes sure that it is gone.
func (s *system) erase(ctx context.Context, user string) error {
	_, err := s.call(ctx, func() (string, error) { return "", s.backend.Delete(service, user) })
	if errors.Is(err, errMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.read(ctx, user)
	if err == nil {
		return errDismissed("it reported no error but removed nothing")
	}
	if errors.Is(err, errMissing) {
		return nil
	}
	return err
}

// probe looks whether there is an OS keychain, within the limit.
func (s *system) probe(ctx context.Context) (locked bool, err error) {
	if s.dead.Load() {
		return false, errTimedOut("an earlier call")
	}
	locked, err = bounded(ctx, s.patience(false), func(ctx context.Context) (bool, error) { return s.look(ctx) })
	return locked, s.noteLate(err)
}

// call makes one call to the backend, when the one before it has ended. When
// ctx ends first, the call is left behind and keeps its turn until it returns.
func (s *system) call(ctx context.Context, do func() (string, error)) (string, error) {
	locked, err := s.probe(ctx)
	if err != nil {
		return "", err
	}
	value, err := bounded(ctx, s.patience(locked), func(ctx context.Context) (string, error) {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
		if ctx.Err() != nil { // both were ready: nobody waits for this call any more
			return "", context.Cause(ctx)
		}
		value, err := do()
		return value, explain(err)
	})
	return value, s.noteLate(err)
}

func (s *system) patience(locked bool) time.Duration {
	switch {
	case s.limit > 0:
		return s.limit
	case locked:
		return dialogLimit
	}
	return answerLimit
}

func (s *system) noteLate(err error) error {
	if !errors.Is(err, errLate) {
		return err
	}
	s.dead.Store(true)
	return errTimedOut("a call")
}

var errLate = errors.New("the limit has passed")

// bounded runs do until it ends, limit passes (errLate) or ctx ends. In the
// last two cases do goes on by itself.
func bounded[T any](ctx context.Context, limit time.Duration, do func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errLate)
	defer cancel()
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() { done <- o }()
		defer func() { // a panic here would end the program with the terminal as the screens left it
			if p := recover(); p != nil {
				o.err = fmt.Errorf("the OS keychain's client failed: %v", p)
			}
		}()
		o.value, o.err = do(ctx)
	}()
	select {
	case o := <-done:
		if o.err == nil || ctx.Err() == nil {
			return o.value, o.err
		}
	case <-ctx.Done():
	}
	var none T
	return none, fmt.Errorf("waiting for the OS keychain: %w", context.Cause(ctx))
}
