// Package atomicfile writes files whole or not at all.
//
//	atomicfile.go  a file put in another's place
package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Replace writes a file for the person alone, so that a crash at any moment leaves the old content or the new.
func Replace(path string, data []byte) (err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // settings are often a link into a folder under version control
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if runtime.GOOS == "windows" { // folders can't be synced there
		return nil
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
