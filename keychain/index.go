package keychain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"countersign/internal/text"
	"countersign/keychain/fault"
	"countersign/keychain/safefile"
)

// A program that doesn't know a field would drop it, so indexVersion increases with every new field. Version 1, which has
// no removals, is still read.
const (
	indexVersion  = 2
	oldestVersion = 1
)

const (
	maxIndex  = 16 << 20         // bytes: some ten thousand connections
	lockWait  = 10 * time.Second // longer than a change by another process takes
	lockRetry = 5 * time.Millisecond
)

// diskIndex is index.json in a folder, and a separate file as the folder's lock.
type diskIndex struct {
	dir, path string
	wait      time.Duration
}

func newDiskIndex(dir string) *diskIndex {
	return &diskIndex{dir: dir, path: filepath.Join(dir, "index.json"), wait: lockWait}
}

type indexFile struct {
	Version     int       `json:"version"`
	Connections []Entry   `json:"connections"`
	Removals    []removal `json:"removals,omitempty"`
}

// lock locks the folder for other goroutines and processes, and creates it if needed.
func (x *diskIndex) lock(ctx context.Context) (func(), error) {
	if err := safefile.MakePrivateDir(x.dir); err != nil {
		return nil, fmt.Errorf("cannot create the folder of the index: %w", err)
	}
	wait, cancel := context.WithTimeout(ctx, x.wait)
	defer cancel()
	l := flock.New(filepath.Join(x.dir, "lock"))
	_, err := l.TryLockContext(wait, lockRetry)
	switch {
	case err == nil:
		return func() { _ = l.Unlock() }, nil // closing the file releases the lock anyway
	case ctx.Err() != nil:
		err = ctx.Err()
	case wait.Err() != nil:
		return nil, &Error{Err: ErrBusy, Hint: "try again when it has finished; it may be waiting for a dialog"}
	}
	return nil, fmt.Errorf("cannot lock the index: %w", err)
}

// lockName locks a connection's name. Its file is never removed: while another process waits for it, that would let both in.
func (x *diskIndex) lockName(ctx context.Context, name string) (func(), error) {
	dir := filepath.Join(x.dir, "locks")
	if err := safefile.MakePrivateDir(dir); err != nil {
		return nil, err
	}
	l := flock.New(filepath.Join(dir, strings.ToLower(name))) // names never differ only in case
	if _, err := l.TryLockContext(ctx, lockRetry); err != nil {
		return nil, err
	}
	return func() { _ = l.Unlock() }, nil // as in lock
}

// load returns no entries when there is no index yet. An index with unknown fields is refused, so that they are not lost.
func (x *diskIndex) load() (contents, error) {
	data, err := safefile.Read(x.path, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return contents{}, nil
	}
	if err != nil {
		return contents{}, fmt.Errorf("cannot read the index: %w", err)
	}
	var versioned struct{ Version int }
	if err := json.Unmarshal(data, &versioned); err != nil {
		return contents{}, errIndex(x.path, err.Error())
	}
	if v := versioned.Version; v < oldestVersion || v > indexVersion {
		return contents{}, fault.NewerVersion(x.path, v, indexVersion)
	}
	var file indexFile
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return contents{}, errIndex(x.path, err.Error())
	}
	if reason := file.invalid(); reason != "" {
		return contents{}, errIndex(x.path, reason)
	}
	return contents{file.Connections, file.Removals}, nil
}

// invalid returns what is wrong with the content.
func (f indexFile) invalid() string {
	seen := map[string]bool{}
	for _, e := range f.Connections {
		switch {
		case CheckName(e.Name) != nil:
			return fmt.Sprintf("invalid connection name %q", text.Safe(e.Name, fault.MaxQuoted))
		case seen[e.Name]:
			return fmt.Sprintf("duplicate connection %q", e.Name)
		case e.Store != OS && e.Store != File:
			return fmt.Sprintf("unknown store of %q", e.Name)
		}
		seen[e.Name] = true
	}
	for _, r := range f.Removals {
		if CheckName(r.Name) != nil {
			return fmt.Sprintf("invalid connection name %q", text.Safe(r.Name, fault.MaxQuoted))
		}
	}
	return ""
}

func errIndex(path, reason string) error {
	return &Error{
		Err: ErrDamaged, Detail: path + ": " + text.Safe(reason, fault.MaxQuoted),
		Hint: "nothing was changed: rebuild the index with countersign keychain repair",
	}
}

func (x *diskIndex) save(c contents) error {
	if c.Entries == nil {
		c.Entries = []Entry{}
	}
	data, err := json.MarshalIndent(indexFile{indexVersion, c.Entries, c.Removals}, "", "  ")
	if err != nil {
		return fmt.Errorf("cannot write the index: %w", err)
	}
	if err := safefile.Write(x.path, append(data, '\n')); err != nil {
		return fmt.Errorf("cannot write the index: %w", err)
	}
	return nil
}

// OwnedByOther reports whether a file belongs to another user.
func OwnedByOther(info fs.FileInfo) bool { return safefile.OwnedByOther(info) }
