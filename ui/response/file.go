package response

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// savedPiece is how much is written at a time, in bytes; between two pieces a person may stop it.
const savedPiece = 1 << 20

// errNoFile says that what has that name is no file that could be replaced.
var errNoFile = errors.New("it is no file")

// expanded is a path as the program uses it: whole, with the home for a tilde.
func expanded(path string) (string, error) {
	if path == "~" || strings.HasPrefix(path, "~/") || strings.HasPrefix(path, "~"+string(filepath.Separator)) {
		home, err := os.UserHomeDir()
		if err != nil {
			return path, fmt.Errorf("looking for the home folder: %w", err)
		}
		path = filepath.Join(home, path[1:])
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return path, fmt.Errorf("finding the folder: %w", err)
	}
	return whole, nil
}

// writeFile writes a file that only the person may read. One that is there stays, and the error is fs.ErrExist, unless
// replace says that it may go: it does so in one step, when the new one is whole. Where writing fails nothing is left behind.
func writeFile(ctx context.Context, path string, body []byte, replace bool, written *atomic.Int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return &fs.PathError{Op: "save", Path: path, Err: errNoFile}
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
	err = writePieces(ctx, file, body, written)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil && replace {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

func writePieces(ctx context.Context, file *os.File, body []byte, written *atomic.Int64) error {
	for len(body) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := file.Write(body[:min(len(body), savedPiece)])
		written.Add(int64(n))
		if err != nil {
			return err
		}
		body = body[n:]
	}
	return nil
}
