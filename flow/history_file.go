package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"countersign/keychain"
)

// The history on disk is one file for each connection, a line of JSON for each call, the newest last. Every change is made
// under one lock, by adding a line or by putting a new file in the old one's place, so that several programs lose nothing
// of each other's and a program that dies leaves at most a line that is not whole, which is passed over. What connections in
// memory called is kept in memory too.

var historyWait = 2 * time.Second // for another program's change

const (
	historyRetry = 10 * time.Millisecond
	// maxHistory bounds a connection's file, in bytes, whatever the number of its calls.
	maxHistory = 16 << 20
)

// History is what was called, connection by connection.
type History struct {
	keychain *keychain.Keychain
	dir      string         // "": it is kept in memory alone
	writing  sync.WaitGroup // of Record; Close waits for it
	mu       sync.Mutex
	memory   map[string][]PastCall
}

func (h *History) path(name string) (string, error) {
	if err := keychain.CheckName(name); err != nil {
		return "", err
	}
	return filepath.Join(h.dir, name+".jsonl"), nil
}

// lockHistory keeps other programs, and other goroutines, from changing any history. It makes the folder.
func (h *History) lock(ctx context.Context) (unlock func(), err error) {
	if h.dir == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return nil, err
	}
	wait, cancel := context.WithTimeout(ctx, historyWait)
	defer cancel()
	l := flock.New(filepath.Join(h.dir, "lock"), flock.SetPermissions(0o600))
	if _, err := l.TryLockContext(wait, historyRetry); err != nil {
		if ctx.Err() == nil && wait.Err() != nil {
			return nil, keychain.ErrBusy
		}
		return nil, err
	}
	return func() { _ = l.Unlock() }, nil // closing the file frees the lock in any case
}

// addCall adds a call to the history of a connection that is still kept, and drops the oldest above limit. Of one that memory
// keeps, the disk hears nothing.
func (h *History) record(ctx context.Context, e Entry, p PastCall, limit int) error {
	kept, err := h.stillSaved(ctx, e)
	if err != nil || kept == "" {
		return err
	}
	if h.dir == "" || kept == KeychainMemory {
		h.add(e.Name, p, limit)
		return nil
	}
	unlock, err := h.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	// Once more: forgetting removes the file under this lock, after the connection.
	if kept, err = h.stillSaved(ctx, e); err != nil || kept == "" {
		return err
	}
	path, err := h.path(e.Name)
	if err != nil {
		return err
	}
	return appendCall(path, p, limit)
}

// stillKept says where a connection is kept, and nothing when it was forgotten meanwhile: its name may be another's by now.
func (h *History) stillSaved(ctx context.Context, e Entry) (KeychainKind, error) {
	entries, err := h.keychain.List(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(entries, func(o Entry) bool { return o.Name == e.Name && o.Created.Equal(e.Created) })
	if i < 0 {
		return "", nil
	}
	return entries[i].Store, nil
}

func (h *History) add(name string, p PastCall, limit int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.memory == nil {
		h.memory = map[string][]PastCall{}
	}
	calls := append(h.memory[name], p)
	h.memory[name] = slices.Clone(calls[max(len(calls)-limit, 0):])
}

// change reports whether the connection's history is in memory.
func (h *History) change(name string, change func([]PastCall) []PastCall) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	calls, held := h.memory[name]
	if held {
		h.memory[name] = change(slices.Clone(calls))
	}
	return held
}

// appendCall adds a line where nothing has to go, and else writes the file anew.
func appendCall(path string, p PastCall, limit int) error {
	line, err := json.Marshal(p)
	if err != nil {
		return err
	}
	old, err := readHistory(path)
	if err != nil {
		return err
	}
	lines := historyLines(old)
	kept := append(slices.Clone(lines), line)
	kept = kept[max(len(kept)-limit, 0):]
	size := 0
	for i := len(kept) - 1; i >= 0; i-- {
		if size += len(kept[i]) + 1; size > maxHistory && i < len(kept)-1 {
			kept = kept[i+1:]
			break
		}
	}
	if len(kept) <= len(lines) || len(old) > 0 && old[len(old)-1] != '\n' {
		return replaceFile(path, joinLines(kept))
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

func joinLines(lines [][]byte) []byte {
	if len(lines) == 0 {
		return nil
	}
	return append(bytes.Join(lines, []byte("\n")), '\n')
}

// readHistory reads a file; none is an empty one.
func readHistory(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, 2*maxHistory+1))
	if err == nil && len(data) > 2*maxHistory {
		err = fmt.Errorf("%s is too long to be a history", path)
	}
	return data, err
}

// historyLines are the whole lines: one that a crash broke off is none.
func historyLines(data []byte) [][]byte {
	var lines [][]byte
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		if json.Valid(line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// readCalls gives the history, the oldest first. Reading needs no lock: a change is a whole line, or a whole file.
func (h *History) read(_ context.Context, name string) ([]PastCall, error) {
	h.mu.Lock()
	calls := slices.Clone(h.memory[name])
	h.mu.Unlock()
	if h.dir == "" || calls != nil {
		return calls, nil
	}
	path, err := h.path(name)
	if err != nil {
		return nil, err
	}
	data, err := readHistory(path)
	if err != nil {
		return nil, err
	}
	for _, line := range historyLines(data) {
		var p PastCall
		if json.Unmarshal(line, &p) == nil { // what a later version writes otherwise is not ours to read
			calls = append(calls, p)
		}
	}
	return calls, nil
}

// changeCalls writes a history anew.
func (h *History) rewrite(ctx context.Context, name string, change func([]PastCall) []PastCall) error {
	if h.change(name, change) || h.dir == "" {
		return nil
	}
	unlock, err := h.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	calls, err := h.read(ctx, name)
	if err != nil {
		return err
	}
	var lines [][]byte
	for _, p := range change(calls) {
		line, err := json.Marshal(p)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	path, err := h.path(name)
	if err != nil {
		return err
	}
	return replaceFile(path, joinLines(lines))
}

// dropCalls removes a history.
func (h *History) drop(ctx context.Context, name string) error {
	return h.withFile(ctx, name, func(path string) error {
		h.mu.Lock()
		delete(h.memory, name)
		h.mu.Unlock()
		if path == "" {
			return nil
		}
		return os.Remove(path)
	})
}

// renameCalls takes a history along to a connection's new name. What may stand there belonged to one that is gone.
func (h *History) rename(ctx context.Context, from, to string) error {
	return h.withFile(ctx, from, func(path string) error {
		h.mu.Lock()
		if calls, held := h.memory[from]; held {
			h.memory[to] = calls
			delete(h.memory, from)
		}
		h.mu.Unlock()
		if path == "" {
			return nil
		}
		target, err := h.path(to)
		if err != nil {
			return err
		}
		return os.Rename(path, target)
	})
}

// moveCalls does something to the file of a history, under the lock; path is "" where there is none on disk. Nothing is
// wrong when there is no such file, and nothing is made then.
func (h *History) withFile(ctx context.Context, name string, do func(path string) error) error {
	if h.dir == "" {
		return do("")
	}
	path, err := h.path(name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(h.dir); errors.Is(err, fs.ErrNotExist) {
		return do("")
	}
	unlock, err := h.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := do(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
