package response

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

var errNotRegular = errors.New("not a regular file")

// expanded makes a path absolute and replaces a leading ~ with the home folder.
func expanded(path string) (string, error) {
	if path == "~" || strings.HasPrefix(path, "~/") || strings.HasPrefix(path, "~"+string(filepath.Separator)) {
		home, err := os.UserHomeDir()
		if err != nil {
			return path, fmt.Errorf("cannot find the home folder: %w", err)
		}
		path = filepath.Join(home, path[1:])
	}
	return filepath.Abs(path)
}

// writeFile writes a file with mode 0600. If the file exists, it returns fs.ErrExist unless replace is set; then it replaces
// the file atomically. On failure it leaves nothing behind.
func writeFile(ctx context.Context, path string, body []byte, replace bool) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "save", Path: path, Err: errNotRegular}
	}
	var file *os.File
	var err error
	if replace {
		if target, err := filepath.EvalSymlinks(path); err == nil {
			path = target
		}
		file, err = os.CreateTemp(filepath.Dir(path), ".countersign-*")
	} else {
		file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(file, contextReader{ctx, bytes.NewReader(body)})
	err = errors.Join(err, file.Close())
	if err == nil && replace {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
