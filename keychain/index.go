package keychain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// indexVersion changes with every change of Entry's fields, because a program
// that doesn't know a field would drop it.
const indexVersion = 1

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
	Version     int     `json:"version"`
	Connections []Entry `json:"connections"`
}

// lock keeps other processes, and other goroutines, from changing anything in
// the folder. It makes the folder.
func (x *diskIndex) lock(ctx context.Context) (func(), error) {
	if err := makeFolder(x.dir); err != nil {
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
		return nil, &Error{Err: ErrBusy, Next: "try again when it has finished; it may be waiting for a dialog"}
	}
	return nil, fmt.Errorf("locking the index: %w", err)
}

// load gives no entries when there is no index yet. An index that can't be
// understood to the last field is refused, so that it is never rewritten.
func (x *diskIndex) load() ([]Entry, error) {
	data, err := os.ReadFile(x.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the index: %w", err)
	}
	var versioned struct{ Version int }
	if err := json.Unmarshal(data, &versioned); err != nil {
		return nil, errFile(x.path, err.Error())
	}
	if versioned.Version != indexVersion {
		return nil, errVersion(x.path, versioned.Version, indexVersion)
	}
	var file indexFile
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, errFile(x.path, err.Error())
	}
	seen := map[string]bool{}
	for _, e := range file.Connections {
		if err := CheckName(e.Name); err != nil {
			return nil, errFile(x.path, err.Error())
		}
		if seen[e.Name] {
			return nil, errFile(x.path, fmt.Sprintf("%q is there twice", e.Name))
		}
		seen[e.Name] = true
	}
	return file.Connections, nil
}

func (x *diskIndex) save(entries []Entry) error {
	if entries == nil {
		entries = []Entry{}
	}
	data, err := json.MarshalIndent(indexFile{Version: indexVersion, Connections: entries}, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	if err := writeFile(x.path, append(data, '\n')); err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}
