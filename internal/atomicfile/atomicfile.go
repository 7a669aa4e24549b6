// Package atomicfile replaces files atomically: a crash leaves the old content or the new.
//
//	atomicfile.go  write a temporary file and rename it
package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// WriteFile replaces a file, with mode 0600. It follows a symbolic link.
func WriteFile(path string, data []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // settings are often a link into a repository
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	return WriteAndRename(f, path, data)
}

// WriteAndRename writes data to a temporary file in path's folder and renames it to path, or removes it on failure. It does not
// follow symbolic links.
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

// syncFolder makes a rename survive a power failure.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" { // not supported
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("cannot sync the folder: %w", err)
	}
	return nil
}
