// Package atomicfile writes files whole or not at all: a crash at any moment leaves the old content or the new.
//
//	atomicfile.go  a file put in another's place
package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Replace writes a file for the person alone. Where path is a link, the file that it leads to is replaced.
func WriteFile(path string, data []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // settings are often a link into a folder under version control
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	return WriteAndRename(f, path, data)
}

// Through writes data to a new file in path's folder, closes it and puts it in path's place, or removes it when that fails.
// Links are not followed.
func WriteAndRename(temporary *os.File, path string, data []byte) error {
	_, err := temporary.Write(data)
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename last through a power cut.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // folders can't be synced there
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("syncing the folder: %w", err)
	}
	return nil
}
