package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"countersign/internal/atomicfile"
	"countersign/keychain/fault"
)

// MakePrivateDir creates a directory with mode 0700, or restricts an existing one to that mode.
func MakePrivateDir(dir string) error {
	if dir == "" {
		return errors.New("no data directory")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if OwnedByOther(info) {
		return errNotOurs(dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		err = os.Chmod(dir, 0o700)
	}
	return err
}

func errNotOurs(path string) error {
	return &fault.Error{
		Err: fault.ErrUnsafeFile, Detail: path + " belongs to another user",
		Hint: "nothing was changed: run countersign as its owner, without sudo, or take the file back with chown",
	}
}

// ours checks that path is a regular file of this user, which may be read and replaced. Replacing a symbolic link would
// separate it from its target.
func ours(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, &fault.Error{
			Err: fault.ErrUnsafeFile, Detail: path + " is a symbolic link",
			Hint: "nothing was changed: replace the link with the file; the folder may be a link",
		}
	case !info.Mode().IsRegular():
		return nil, &fault.Error{
			Err: fault.ErrUnsafeFile, Detail: path + " is not a regular file",
			Hint: "nothing was changed: move it away",
		}
	case OwnedByOther(info):
		return nil, errNotOurs(path)
	}
	return info, nil
}

// Read reads a file of at most limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	info, err := ours(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fault.DamagedFile(path, fmt.Sprintf("%d bytes, the limit is %d", info.Size(), limit))
	}
	return os.ReadFile(path)
}

// Write replaces a file atomically. The caller must hold the folder's lock: the temporary file has a fixed name, so that
// crashes leave at most one behind.
func Write(path string, data []byte) error {
	if _, err := ours(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temporary := path + ".tmp"
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return atomicfile.WriteAndRename(f, path, data)
}
