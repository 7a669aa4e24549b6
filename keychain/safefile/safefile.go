package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"countersign/internal/atomicfile"
	"countersign/keychain/fault"
)

// MakeFolder makes dir for the person alone, and makes it so when it was made
// by something less careful.
func MakePrivateDir(dir string) error {
	if dir == "" {
		return errors.New("no folder was given for it")
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
		Err: fault.ErrUnsafeFile, Detail: path + " belongs to another user of this system",
		Hint: "nothing was changed: run countersign as its owner, without sudo, or give the folder back with chown",
	}
}

// ours reports whether path may be read and replaced: a file of this person's
// own, or none. What a link points to is somebody else's choice, and replacing
// the link would part it from that.
func ours(path string) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, &fault.Error{
			Err: fault.ErrUnsafeFile, Detail: path + " is a symbolic link",
			Hint: "nothing was changed: put the file itself there; the folder above it may be a link",
		}
	case !info.Mode().IsRegular():
		return nil, &fault.Error{Err: fault.ErrUnsafeFile, Detail: path + " is no file", Hint: "nothing was changed: move it away"}
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
		return nil, fault.DamagedFile(path, fmt.Sprintf("it has %d bytes, and more than %d cannot be ours", info.Size(), limit))
	}
	return os.ReadFile(path)
}

// Write replaces a file so that a crash at any moment leaves the old
// content or the new. The caller holds the folder's lock: the temporary file
// has one fixed name, so that crashes don't pile them up.
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
