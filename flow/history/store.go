package history

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"countersign/internal/text"
)

// ErrBusy says that another program is changing the histories, for longer than is waited.
var ErrBusy = errors.New("another countersign is changing the connections")

// ErrClosed says that the store is closed.
var ErrClosed = errors.New("the history is closed")

const retry = 10 * time.Millisecond

// Place is where a connection is saved.
type Location int

// The places.
const (
	Deleted Location = iota // nowhere: it was deleted meanwhile, and its name may be another's by now
	Memory                  // in memory alone, and so is its history
	Disk
)

// Store is the histories of all connections. Every change is made under one lock, by adding a line or by putting a new file
// in the old one's place, so that several programs lose nothing of each other's and a program that dies leaves at most a
// line that is not whole, which is passed over.
type Store struct {
	dir     string        // "": it is kept in memory alone
	wait    time.Duration // for another program's change
	writing sync.WaitGroup

	mu     sync.Mutex
	closed bool
	memory map[string][]Entry
}

// Option changes how a store works.
type Option func(*Store)

// Wait says for how long another program's change is waited for.
func Wait(limit time.Duration) Option { return func(s *Store) { s.wait = limit } }

// NewStore is the store of a folder, which has a file for each connection; "" keeps everything in memory.
func NewStore(dir string, options ...Option) *Store {
	s := &Store{dir: dir, wait: 2 * time.Second, memory: map[string][]Entry{}}
	for _, o := range options {
		o(s)
	}
	return s
}

// Dir is the store's folder.
func (s *Store) Dir() string { return s.dir }

// Go runs a write in the background, which Close waits for.
func (s *Store) Go(write func() error) <-chan error {
	done := make(chan error, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		done <- ErrClosed
		return done
	}
	s.writing.Go(func() { done <- write() }) // under the lock, so that Close has not begun to wait
	return done
}

// Close waits for what is being written. Nothing can be started after it.
func (s *Store) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.writing.Wait()
}

// Add saves a call of a connection and drops the oldest above limit. place tells where the connection is saved; it is asked
// again under the lock, since deleting a connection removes the file under the same lock.
func (s *Store) Add(ctx context.Context, name string, c Entry, limit int, place func(context.Context) (Location, error)) error {
	if err := s.add(ctx, name, c, limit, place); err != nil {
		return wrong("writing the history of "+text.Safe(name, 70), err)
	}
	return nil
}

func (s *Store) add(ctx context.Context, name string, c Entry, limit int, place func(context.Context) (Location, error)) error {
	at, err := place(ctx)
	if err != nil || at == Deleted {
		return err
	}
	if s.dir == "" || at == Memory {
		s.mu.Lock()
		defer s.mu.Unlock()
		calls := append(s.memory[name], c)
		s.memory[name] = slices.Clone(calls[max(len(calls)-limit, 0):])
		return nil
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if at, err = place(ctx); err != nil || at == Deleted {
		return err
	}
	f, err := s.file(name)
	if err != nil {
		return err
	}
	return f.add(c, limit)
}

// List is a connection's history, the newest first.
func (s *Store) List(_ context.Context, name string) ([]Entry, error) {
	calls, err := s.read(name)
	if err != nil {
		return nil, wrong("reading the history of "+text.Safe(name, 70), err)
	}
	slices.Reverse(calls)
	return calls, nil
}

// read gives the history, the oldest first. Reading needs no lock: a change is a whole line, or a whole file.
func (s *Store) read(name string) ([]Entry, error) {
	s.mu.Lock()
	calls, held := s.memory[name]
	calls = slices.Clone(calls)
	s.mu.Unlock()
	if s.dir == "" || held {
		return calls, nil
	}
	f, err := s.file(name)
	if err != nil {
		return nil, err
	}
	return f.calls()
}

// Delete takes one call out of a connection's history.
func (s *Store) Delete(ctx context.Context, name, id string) error {
	if err := s.delete(ctx, name, func(c Entry) bool { return c.ID == id }); err != nil {
		return wrong("deleting a call of "+text.Safe(name, 70), err)
	}
	return nil
}

func (s *Store) delete(ctx context.Context, name string, which func(Entry) bool) error {
	s.mu.Lock()
	calls, held := s.memory[name]
	if held {
		s.memory[name] = slices.DeleteFunc(slices.Clone(calls), which)
	}
	s.mu.Unlock()
	if held || s.dir == "" {
		return nil
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	f, err := s.file(name)
	if err != nil {
		return err
	}
	if calls, err = f.calls(); err != nil {
		return err
	}
	return f.replace(slices.DeleteFunc(calls, which))
}

// Clear deletes a connection's whole history.
func (s *Store) Clear(ctx context.Context, name string) error {
	if err := s.drop(ctx, name); err != nil {
		return wrong("deleting the history of "+text.Safe(name, 70), err)
	}
	return nil
}

// Forget removes the history of a connection that was deleted. doing is what the error says was being done.
func (s *Store) Forget(ctx context.Context, name, doing string) error {
	if err := s.drop(ctx, name); err != nil {
		return wrong(doing, err)
	}
	return nil
}

func (s *Store) drop(ctx context.Context, name string) error {
	return s.withFile(ctx, name, func(f file) error {
		s.mu.Lock()
		delete(s.memory, name)
		s.mu.Unlock()
		if f == "" {
			return nil
		}
		return os.Remove(string(f))
	})
}

// Rename takes a history along to a connection's new name. What may be there belonged to one that is gone. doing is what the
// error says was being done.
func (s *Store) Rename(ctx context.Context, from, to, doing string) error {
	err := s.withFile(ctx, from, func(f file) error {
		s.mu.Lock()
		if calls, held := s.memory[from]; held {
			s.memory[to] = calls
			delete(s.memory, from)
		}
		s.mu.Unlock()
		if f == "" {
			return nil
		}
		target, err := s.file(to)
		if err != nil {
			return err
		}
		return os.Rename(string(f), string(target))
	})
	if err != nil {
		return wrong(doing, err)
	}
	return nil
}

// withFile does something to the file of a history, under the lock; the file is "" where there is none on disk. Nothing is
// wrong when there is no such file, and nothing is made then.
func (s *Store) withFile(ctx context.Context, name string, do func(file) error) error {
	if s.dir == "" {
		return do("")
	}
	f, err := s.file(name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return do("")
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := do(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *Store) file(name string) (file, error) {
	if name == "" || strings.ContainsAny(name, "/\\:\x00") || !filepath.IsLocal(name) {
		return "", errors.New("no connection can have that name")
	}
	return file(filepath.Join(s.dir, name+".jsonl")), nil
}

// lock keeps other programs, and other goroutines, from changing any history. It makes the folder.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	wait, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	l := flock.New(filepath.Join(s.dir, "lock"), flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(wait, retry); err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			return nil, ErrBusy
		}
		return nil, err
	}
	return func() { _ = l.Unlock() }, nil // closing the file frees the lock in any case
}

// Error is a history that can't be read or written: what failed, and why.
type Error struct {
	What string
	Err  error
}

func wrong(doing string, err error) error { return &Error{doing, err} }

func (e *Error) Error() string { return e.What + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Explained gives the parts of the error: what failed, why, and what to do next.
func (e *Error) Explained() (doing, next string, cause error) {
	return e.What, "see whether its folder can be written, or switch the history off in the settings", e.Err
}
