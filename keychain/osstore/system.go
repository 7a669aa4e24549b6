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

// service is the name under which the OS keychain shows our items; the user name is the connection's.
const service = "countersign"

const (
	answerLimit = 3 * time.Second
	dialogLimit = 30 * time.Second // for a user to enter a password
)

// Backend is the interface of go-keyring.
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

// Delete deletes an item.
func (Keyring) Delete(service, user string) error { return keyring.Delete(service, user) }

// Probe checks that an OS keychain is available, and reports whether it is known to be locked. It starts nothing and shows
// no dialog.
type Probe func(ctx context.Context) (locked bool, err error)

// System accesses single items of the OS keychain and makes go-keyring safe to call:
//
//   - it probes first, because on Linux go-keyring would start a bus at every call if there is none;
//   - one call at a time, because the end of a dialog releases every call that waits for one;
//   - with a timeout, because a call waits for a dialog forever; not again after one, because the late call may still write;
//   - verified, because a dismissed dialog reports success.
type System struct {
	Backend   Backend
	ProbeFunc Probe
	Timeout   time.Duration // of one call; 0: answerLimit, or dialogLimit when locked
	turn      chan struct{} // holds the one call
	dead      atomic.Bool
}

// New returns a System. limit is the timeout of one call: 0 means 3 s, or 30 s when it is known to be locked.
func New(b Backend, p Probe, limit time.Duration) *System {
	return &System{Backend: b, ProbeFunc: p, Timeout: limit, turn: make(chan struct{}, 1)}
}

// read returns an item, or fault.ErrMissing.
func (s *System) read(ctx context.Context, user string) (string, error) {
	return s.call(ctx, func() (string, error) { return s.Backend.Get(service, user) })
}

// write writes an item and verifies it.
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
		return errDismissed("success reported, but nothing was stored")
	}
	return nil
}

// erase deletes an item, if it exists, and verifies that.
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
		return errDismissed("success reported, but nothing was deleted")
	}
	if errors.Is(err, fault.ErrMissing) {
		return nil
	}
	return err
}

// Probe checks that an OS keychain is available, within the timeout.
func (s *System) Probe(ctx context.Context) (locked bool, err error) {
	if s.dead.Load() {
		return false, errTimedOut("an earlier call")
	}
	locked, err = bounded(ctx, s.timeout(false), func(ctx context.Context) (bool, error) { return s.ProbeFunc(ctx) })
	return locked, s.noteLate(err)
}

// call makes one call to the backend, after the previous one. If ctx ends first, the call continues in the background, and
// others wait for it.
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
		if ctx.Err() != nil { // both were ready, and the caller is gone
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

var errLate = errors.New("timed out")

// bounded runs do until it returns, limit passes (errLate) or ctx ends. In the last two cases do continues in the background.
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
		defer func() { // a panic here would leave the terminal in the mode of the screens
			if p := recover(); p != nil {
				o.err = fmt.Errorf("OS keychain client panicked: %v", p)
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
	return none, fmt.Errorf("OS keychain: %w", context.Cause(ctx))
}
