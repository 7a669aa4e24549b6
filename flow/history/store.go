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

// ErrBusy says that another process has been changing the histories for longer than the store waits.
var ErrBusy = errors.New("another countersign process is changing the history")

// ErrClosed says that the store is closed.
var ErrClosed = errors.New("the history is closed")

const retry = 10 * time.Millisecond

// Location is where a connection is saved.
type Location int

// The locations.
const (
	Deleted Location = iota // the connection was deleted meanwhile; its name may belong to another one by now
	Memory                  // in memory only, and so is its history
	Disk
)

// Store holds the histories of all connections. Every change is made under a file lock, by appending a line or by replacing
// the file, so that several processes don't lose each other's entries, and a crash leaves at most one incomplete line.
type Store struct {
	dir         string // "": everything is in memory
	lockTimeout time.Duration
	writing     sync.WaitGroup

	mu     sync.Mutex
	closed bool
	memory map[string][]Entry
}

// NewStore opens the store in a folder, which has one file for each connection; "" keeps everything in memory. lockTimeout is
// how long a change waits for other processes.
func NewStore(dir string, lockTimeout time.Duration) *Store {
	return &Store{dir: dir, lockTimeout: lockTimeout, memory: map[string][]Entry{}}
}

// Dir is the store's folder.
func (s *Store) Dir() string { return s.dir }

// Go runs a write in the background. Close waits for it.
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

// Close waits for the writes in the background, and lets no more start.
func (s *Store) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.writing.Wait()
}

// Add saves an entry and drops the oldest ones above limit. location says where the connection is saved; it is called
// again under the lock, since deleting a connection deletes its history under the same lock.
func (s *Store) Add(ctx context.Context, name string, e Entry, limit int, location func(context.Context) (Location, error)) error {
	return failed("cannot write the history of "+text.Safe(name, 70), s.add(ctx, name, e, limit, location))
}

func (s *Store) add(ctx context.Context, name string, e Entry, limit int, location func(context.Context) (Location, error)) error {
	at, err := location(ctx)
	if err != nil || at == Deleted {
		return err
	}
	if s.dir == "" || at == Memory {
		s.mu.Lock()
		defer s.mu.Unlock()
		entries := append(s.memory[name], e)
		s.memory[name] = slices.Clone(entries[max(len(entries)-limit, 0):])
		return nil
	}
	return s.locked(ctx, name, func(f file) error {
		if at, err := location(ctx); err != nil || at == Deleted {
			return err
		}
		return f.add(e, limit)
	})
}

// List returns a connection's history, the newest first.
func (s *Store) List(_ context.Context, name string) ([]Entry, error) {
	s.mu.Lock()
	entries, inMemory := s.memory[name]
	entries = slices.Clone(entries)
	s.mu.Unlock()
	if s.dir != "" && !inMemory {
		f, err := s.file(name)
		if err == nil {
			entries, err = f.entries() // without the lock: a change is a whole line, or a whole file
		}
		if err != nil {
			return nil, failed("cannot read the history of "+text.Safe(name, 70), err)
		}
	}
	slices.Reverse(entries)
	return entries, nil
}

// Delete deletes one entry of a connection's history.
func (s *Store) Delete(ctx context.Context, name, id string) error {
	isIt := func(e Entry) bool { return e.ID == id }
	s.mu.Lock()
	entries, inMemory := s.memory[name]
	if inMemory {
		s.memory[name] = slices.DeleteFunc(slices.Clone(entries), isIt)
	}
	s.mu.Unlock()
	if inMemory || s.dir == "" {
		return nil
	}
	return failed("cannot delete a request from the history of "+text.Safe(name, 70), s.locked(ctx, name, func(f file) error {
		entries, err := f.entries()
		if err != nil {
			return err
		}
		return f.replace(slices.DeleteFunc(entries, isIt))
	}))
}

// Clear deletes a connection's whole history.
func (s *Store) Clear(ctx context.Context, name string) error {
	s.mu.Lock()
	delete(s.memory, name)
	s.mu.Unlock()
	return failed("cannot delete the history of "+text.Safe(name, 70), s.ifExists(ctx, name, func(f file) error { return os.Remove(string(f)) }))
}

// Rename moves a history to its connection's new name, in place of one that is left from a deleted connection.
func (s *Store) Rename(ctx context.Context, from, to string) error {
	s.mu.Lock()
	if entries, inMemory := s.memory[from]; inMemory {
		s.memory[to] = entries
		delete(s.memory, from)
	}
	s.mu.Unlock()
	return failed("cannot rename the history of "+text.Safe(from, 70), s.ifExists(ctx, from, func(f file) error {
		target, err := s.file(to)
		if err != nil {
			return err
		}
		return os.Rename(string(f), string(target))
	}))
}

// ifExists changes a history's file, if there is one. It does not create the folder.
func (s *Store) ifExists(ctx context.Context, name string, do func(file) error) error {
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) { // also where dir is ""
		return nil
	}
	if err := s.locked(ctx, name, do); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *Store) file(name string) (file, error) {
	if name == "" || strings.ContainsAny(name, "/\\:\x00") || !filepath.IsLocal(name) {
		return "", errors.New("invalid connection name")
	}
	return file(filepath.Join(s.dir, name+".jsonl")), nil
}

// locked changes a history's file while no other process or goroutine changes any. It creates the folder.
func (s *Store) locked(ctx context.Context, name string, do func(file) error) error {
	f, err := s.file(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, s.lockTimeout)
	defer cancel()
	l := flock.New(filepath.Join(s.dir, "lock"), flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(wait, retry); err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			return ErrBusy
		}
		return err
	}
	defer l.Unlock() //nolint:errcheck // closing the file releases the lock in any case
	return do(f)
}

// Error says that a history cannot be read or written.
type Error struct {
	What string // "cannot write the history of flickr"
	Err  error
}

func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{what, err}
}

func (e *Error) Error() string { return e.What + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Explained returns what failed, what to do next, and the cause.
func (e *Error) Explained() (what, next string, cause error) {
	return e.What, "Check that its folder is writable, or turn off the history in the settings.", e.Err
}
