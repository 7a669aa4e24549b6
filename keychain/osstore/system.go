package osstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"

	"countersign/keychain/fault"
)

// service is the name under which the OS keychain lists our items; the user
// name of an item is the connection's.
const service = "countersign"

const (
	answerLimit = 3 * time.Second
	dialogLimit = 30 * time.Second // a person reads a dialog and types a password
)

// Backend is go-keyring, or a test's.
type Backend interface {
	Get(service, user string) (string, error)
	Set(service, user, value string) error
	Delete(service, user string) error
}

// Keyring is go-keyring.
type Keyring struct{}

// Get reads an item.
func (Keyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }

// Set writes an item.
func (Keyring) Set(service, user, value string) error { return keyring.Set(service, user, value) }

// Delete removes an item.
func (Keyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// Probe reports whether an OS keychain answers, and whether it is known to be
// locked. It starts nothing and shows no dialog.
type Probe func(ctx context.Context) (locked bool, err error)

// System holds single items in the OS keychain and makes go-keyring safe to
// call:
//
//   - it is probed first, because on Linux go-keyring would start a bus of its
//     own on every call where there is none;
//   - one call at a time, because the end of any dialog releases every call
//     that waits for one;
//   - bounded, because a call waits for a dialog for ever, and not again after
//     a timeout, because the late call may still write;
//   - read back, because a dismissed dialog reports success.
type System struct {
	Backend   Backend
	ProbeFunc Probe
	Timeout   time.Duration // 0: answerLimit, dialogLimit when locked
	turn      chan struct{} // holds the one call
	dead      atomic.Bool
}

// New makes a System; limit bounds one call, 0 means 3 s, or 30 s when it is known to be locked.
func New(b Backend, p Probe, limit time.Duration) *System {
	return &System{Backend: b, ProbeFunc: p, Timeout: limit, turn: make(chan struct{}, 1)}
}

// read gives an item's value; fault.ErrMissing when it isn't there.
func (s *System) read(ctx context.Context, user string) (string, error) {
	return s.call(ctx, func() (string, error) { return s.Backend.Get(service, user) })
}

// write stores an item and makes sure that it did.
func (s *System) write(ctx context.Context, user, value string) error {
	_, err := s.call(ctx, func() (string, error) { return "", s.Backend.Set(service, user, value) })
	if err != nil {
		return err
	}
	stored, err := s.read(ctx, user)
	if err != nil && !errors.Is(err, fault.ErrMissing) {
		return err
	}
	if err != nil || stored != value {
		return errDismissed("it reported no error but stored nothing")
	}
	return nil
}

// erase removes an item, if it is there, and makes sure that it is gone.
func (s *System) erase(ctx context.Context, user string) error {
	_, err := s.call(ctx, func() (string, error) { return "", s.Backend.Delete(service, user) })
	if errors.Is(err, fault.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.read(ctx, user)
	if err == nil {
		return errDismissed("it reported no error but removed nothing")
	}
	if errors.Is(err, fault.ErrMissing) {
		return nil
	}
	return err
}

// Probe looks whether there is an OS keychain, within the limit.
func (s *System) Probe(ctx context.Context) (locked bool, err error) {
	if s.dead.Load() {
		return false, errTimedOut("an earlier call")
	}
	locked, err = bounded(ctx, s.timeout(false), func(ctx context.Context) (bool, error) { return s.ProbeFunc(ctx) })
	return locked, s.noteLate(err)
}

// call makes one call to the backend, when the one before it has ended. When
// ctx ends first, the call is left behind and keeps its turn until it returns.
func (s *System) call(ctx context.Context, do func() (string, error)) (string, error) {
	locked, err := s.Probe(ctx)
	if err != nil {
		return "", err
	}
	value, err := bounded(ctx, s.timeout(locked), func(ctx context.Context) (string, error) {
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

func (s *System) timeout(locked bool) time.Duration {
	switch {
	case s.Timeout > 0:
		return s.Timeout
	case locked:
		return dialogLimit
	}
	return answerLimit
}

func (s *System) noteLate(err error) error {
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
