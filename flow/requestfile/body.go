package requestfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"countersign/internal/text"
)

// BodyFile describes a file that is sent as a request body.
type BodyFile struct {
	Path string // absolute, with ~ replaced
	Size int64  // in bytes
	Type string // content type, by extension or else by content
}

// maxBodyFile is the largest body file in bytes: a body is signed and sent as a whole.
const maxBodyFile = 1 << 30

// StatBody describes a body file. A leading ~ is the home directory.
func StatBody(path string) (BodyFile, error) {
	f, b, err := openBody(path)
	if err != nil {
		return b, err
	}
	defer f.Close()
	if b.Type = mime.TypeByExtension(filepath.Ext(b.Path)); b.Type == "" {
		head := make([]byte, 512)
		n, err := io.ReadFull(f, head)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return b, bodyError(path, err)
		}
		b.Type = http.DetectContentType(head[:n])
	}
	return b, nil
}

// ReadBody reads a body file.
func ReadBody(path string) (content []byte, b BodyFile, err error) {
	if b, err = StatBody(path); err != nil {
		return nil, b, err
	}
	if content, err = os.ReadFile(b.Path); err != nil {
		return nil, b, bodyError(path, err)
	}
	b.Size = int64(len(content))
	return content, b, nil
}

func openBody(path string) (*os.File, BodyFile, error) {
	b := BodyFile{Path: expandHome(path)}
	if absolute, err := filepath.Abs(b.Path); err == nil { // the history is read from other folders too
		b.Path = absolute
	}
	info, err := os.Stat(b.Path) // first, because opening a named pipe would block
	switch {
	case err != nil:
		return nil, b, bodyError(path, err)
	case info.IsDir():
		return nil, b, bodyError(path, errors.New("is a directory"))
	case !info.Mode().IsRegular():
		return nil, b, bodyError(path, errors.New("not a regular file"))
	case info.Size() > maxBodyFile:
		return nil, b, bodyError(path, fmt.Errorf("larger than %d MiB", maxBodyFile>>20))
	}
	b.Size = info.Size()
	f, err := os.Open(b.Path)
	if err != nil {
		return nil, b, bodyError(path, err)
	}
	return f, b, nil
}

func bodyError(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = fs.ErrNotExist // the same text on every system
	}
	return &Error{
		What: "cannot read the body file " + text.Safe(path, 200), Err: err,
		Hint: "check the path, or choose another body type",
	}
}

// expandHome replaces a leading ~ with the home directory.
func expandHome(path string) string {
	rest, isHome := strings.CutPrefix(path, "~")
	if !isHome || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}
