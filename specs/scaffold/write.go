package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// ErrAlreadyExists means that there is a file or folder already where a connector would be written.
var ErrAlreadyExists = errors.New("already exists")

// Write writes a connector's files, as [Files] gives them, to a new folder: all of them or none. If the folder exists, the
// error wraps ErrAlreadyExists.
func Write(dir string, files map[string]string) (err error) {
	for _, path := range []string{dir, dir + ".yml"} { // the catalogue has both under the same key
		_, err := os.Lstat(path)
		switch {
		case err == nil:
			return fmt.Errorf("%s: %w", path, ErrAlreadyExists)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("cannot write the connector: %w", err)
		}
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot write the connector: %w", err)
		}
	}()
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o750); err != nil {
		return err
	}
	// Two folders deep, so that no catalogue lists a partial connector.
	draft, err := os.MkdirTemp(parent, ".new-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }()
	folder := filepath.Join(draft, "connector")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o600); err != nil {
			return err
		}
	}
	return os.Rename(folder, dir)
}
