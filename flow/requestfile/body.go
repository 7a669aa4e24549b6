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

// BodyFile is a file that a request sends as its body.
type BodyFile struct {
	Path string // whole, ~ replaced
	Size int64
	Type string // by its name, else by its first bytes
}

// maxBodyFile bounds what is sent, in bytes: a body is signed and sent as one piece.
const maxBodyFile = 1 << 30

// StatBody says what would be sent. A leading ~ is the person's home.
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

// ReadBody reads the file that a request sends.
func ReadBody(path string) (content []byte, b BodyFile, err error) {
	if b, err = StatBody(path); err != nil {
		return nil, b, err
	}
	f, _, err := openBody(path)
	if err != nil {
		return nil, b, err
	}
	defer f.Close()
	if content, err = io.ReadAll(io.LimitReader(f, maxBodyFile)); err != nil {
		return nil, b, bodyError(path, err)
	}
	b.Size = int64(len(content))
	return content, b, nil
}

func openBody(path string) (*os.File, BodyFile, error) {
	b := BodyFile{Path: home(path)}
	if whole, err := filepath.Abs(b.Path); err == nil { // the history is read from other folders too
		b.Path = whole
	}
	info, err := os.Stat(b.Path) // before it is opened: a pipe would wait for whoever writes into it
	switch {
	case err != nil:
		return nil, b, bodyError(path, err)
	case info.IsDir():
		return nil, b, bodyError(path, errors.New("it is a folder"))
	case !info.Mode().IsRegular():
		return nil, b, bodyError(path, errors.New("it is no plain file"))
	case info.Size() > maxBodyFile:
		return nil, b, bodyError(path, fmt.Errorf("it is larger than %d MiB", maxBodyFile>>20))
	}
	b.Size = info.Size()
	f, err := os.Open(b.Path)
	if err != nil {
		return nil, b, bodyError(path, err)
	}
	return f, b, nil
}

func bodyError(path string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("there is no such file")
	}
	return &Error{What: "reading the body from " + text.Safe(path, 200), Err: err, Hint: "mend the path, or choose another kind of body"}
}

// home replaces a leading ~ by the person's home.
func home(path string) string {
	rest, isHome := strings.CutPrefix(path, "~")
	if !isHome || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(dir, rest)
}
