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

// indexVersion changes with every change of the fields, because a program that
// doesn't know a field would drop it. oldestVersion can still be read: it had
// no removals.
const (
	indexVersion  = 2
	oldestVersion = 1
)

// maxIndex bounds what is read: some ten thousand connections.
const maxIndex = 16 << 20

const (
	lockWait  = 10 * time.Second // longer than another process needs for a change
	lockRetry = 5 * time.Millisecond
)

// diskIndex is the index in a folder: index.json, and the lock of the folder,
// a file of its own because the others are replaced.
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

// lock keeps other processes, and other goroutines, from changing anything in
// the folder. It makes the folder.
func (x *diskIndex) lock(ctx context.Context) (func(), error) {
	if err := safefile.MakePrivateDir(x.dir); err != nil {
		return nil, fmt.Errorf("making the folder of the index: %w", err)
	}
	wait, cancel := context.WithTimeout(ctx, x.wait)
	defer cancel()
	l := flock.New(filepath.Join(x.dir, "lock"))
	_, err := l.TryLockContext(wait, lockRetry)
	switch {
	case err == nil:
		return func() { _ = l.Unlock() }, nil // closing the file frees the lock in any case
	case ctx.Err() != nil:
		return nil, fmt.Errorf("waiting for the lock of the index: %w", ctx.Err())
	case wait.Err() != nil:
		return nil, &Error{Err: ErrBusy, Hint: "try again when it has finished; it may be waiting for a dialog"}
	}
	return nil, fmt.Errorf("locking the index: %w", err)
}

// exclusive locks a file that stands for a connection's name. The files stay:
// one that is removed while another program waits for it would let both in.
func (x *diskIndex) exclusive(ctx context.Context, name string) (func(), error) {
	dir := filepath.Join(x.dir, "locks")
	if err := safefile.MakePrivateDir(dir); err != nil {
		return nil, err
	}
	// Names that differ in case can't both be kept, so they may share a lock.
	l := flock.New(filepath.Join(dir, strings.ToLower(name)))
	if _, err := l.TryLockContext(ctx, lockRetry); err != nil {
		return nil, err
	}
	return func() { _ = l.Unlock() }, nil // as in lock
}

// load gives no entries when there is no index yet. An index that can't be
// understood to the last field is refused, so that it is never rewritten.
func (x *diskIndex) load() (contents, error) {
	data, err := safefile.Read(x.path, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return contents{}, nil
	}
	if err != nil {
		return contents{}, fmt.Errorf("reading the index: %w", err)
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
	if said := file.mistake(); said != "" {
		return contents{}, errIndex(x.path, said)
	}
	return contents{file.Connections, file.Removals}, nil
}

// mistake finds what no program of ours writes.
func (f indexFile) mistake() string {
	seen := map[string]bool{}
	for _, e := range f.Connections {
		switch {
		case CheckName(e.Name) != nil:
			return fmt.Sprintf("%q is no name of a connection", text.Safe(e.Name, fault.MaxQuoted))
		case seen[e.Name]:
			return fmt.Sprintf("%q is there twice", e.Name)
		case e.Store != OS && e.Store != File:
			return fmt.Sprintf("%q is kept in no keychain that there is", e.Name)
		}
		seen[e.Name] = true
	}
	for _, r := range f.Removals {
		if CheckName(r.Name) != nil {
			return fmt.Sprintf("%q is no name of a connection", text.Safe(r.Name, fault.MaxQuoted))
		}
	}
	return ""
}

func errIndex(path, said string) error {
	return &Error{Err: ErrDamaged, Detail: path + ": " + text.Safe(said, fault.MaxQuoted), Hint: "nothing was changed: countersign keychain repair rebuilds it from what is kept"}
}

func (x *diskIndex) save(c contents) error {
	if c.Entries == nil {
		c.Entries = []Entry{}
	}
	data, err := json.MarshalIndent(indexFile{indexVersion, c.Entries, c.Removals}, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	if err := safefile.Write(x.path, append(data, '\n')); err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}

// Foreign reports whether what info describes belongs to somebody else.
func OwnedByOther(info fs.FileInfo) bool { return safefile.OwnedByOther(info) }
