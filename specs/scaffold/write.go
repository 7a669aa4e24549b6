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

// ErrAlreadyExists says that something stands already where a connector was to be
// written.
var ErrAlreadyExists = errors.New("there is something already")

// Write writes a connector's files, as [Files] gives them, as a new folder:
// all of them or none. What stands there already is left alone, and the error
// wraps ErrAlreadyExists.
func Write(dir string, files map[string]string) (err error) {
	if err := vacant(dir); err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o750); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	// Two folders deep, so that no catalogue lists what is half written.
	draft, err := os.MkdirTemp(parent, ".new-*")
	if err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }()
	whole := filepath.Join(draft, "connector")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(whole, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return fmt.Errorf("making the folder: %w", err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o600); err != nil {
			return fmt.Errorf("writing the connector: %w", err)
		}
	}
	if err := os.Rename(whole, dir); err != nil {
		return fmt.Errorf("putting the connector in its place: %w", err)
	}
	return nil
}

// vacant sees that nothing stands where a connector's folder is to come, nor
// a single file that the catalogue would know by the same key.
func vacant(dir string) error {
	for _, path := range []string{dir, dir + ".yml"} {
		_, err := os.Lstat(path)
		switch {
		case err == nil:
			return fmt.Errorf("%w: %s", ErrAlreadyExists, path)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("looking at where the connector is to come: %w", err)
		}
	}
	return nil
}
