package specs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const readyFile = "requests.http"

// HTTPFile is what stands in a file of the .http format.
type HTTPFile struct {
	Calls    []ReadyCall
	Problems Problems // what can't be understood; the calls without any are there all the same
	Remarks  Problems // what was understood and is not done: scripts
}

// ReadHTTP reads any file of the .http format. A call that has its body from a
// file has that file's path from here. The error says that there is nothing to
// read.
func ReadHTTP(path string) (HTTPFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return HTTPFile{}, fmt.Errorf("reading %s: %w", path, pathless(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return HTTPFile{}, fmt.Errorf("reading %s: %w", path, pathless(err))
	case len(text) > maxFile:
		return HTTPFile{}, fmt.Errorf("reading %s: it is larger than %d KiB", path, maxFile>>10)
	}
	file := ParseHTTP(path, string(text))
	for i, c := range file.Calls {
		if c.BodyFile != "" && !filepath.IsAbs(c.BodyFile) && !strings.HasPrefix(c.BodyFile, "~") {
			file.Calls[i].BodyFile = filepath.Join(filepath.Dir(path), filepath.FromSlash(c.BodyFile))
		}
	}
	return file, nil
}

func pathless(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// FormatHTTP writes a call as ParseHTTP reads it. The error says that it can't
// be written in that form.
func FormatHTTP(c ReadyCall) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n%s %s\n", c.Name, c.Method, c.Target)
	for _, h := range c.Header {
		fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
	}
	switch {
	case c.BodyFile != "":
		fmt.Fprintf(&b, "\n< %s\n", c.BodyFile)
	case c.Body != "":
		fmt.Fprintf(&b, "\n%s\n", c.Body)
	}
	again := ParseHTTP("", b.String())
	if len(again.Problems)+len(again.Remarks) > 0 || len(again.Calls) != 1 || !sameCall(again.Calls[0], c) {
		return "", errors.New("some of its lines would mean something else in a .http file")
	}
	return b.String(), nil
}

// sameCall compares what is sent.
func sameCall(a, b ReadyCall) bool {
	return a.Name == b.Name && a.Method == b.Method && a.Target == b.Target && slices.Equal(a.Header, b.Header) &&
		strings.Trim(a.Body, "\n") == strings.Trim(b.Body, "\n") && a.BodyFile == b.BodyFile
}

// readyCalls reads requests.http, when there is one. A connector may come from
// anybody, so that it can't have any file of this machine sent: only those of
// its own folder, which one built in has not.
func (l *loader) readyCalls(source string) []ReadyCall {
	if !l.exists(readyFile) {
		return nil
	}
	text, ok := l.read(readyFile)
	if !ok {
		return nil
	}
	file := ParseHTTP(readyFile, string(text))
	l.problems = append(l.problems, file.Problems...)
	l.slips = append(l.slips, file.Remarks...)
	folder := source
	if l.specFile != specFile {
		folder = filepath.Dir(source)
	}
	for i, c := range file.Calls {
		switch {
		case c.BodyFile == "":
		case source == "" || !filepath.IsLocal(filepath.FromSlash(c.BodyFile)) || !l.exists(filepath.ToSlash(filepath.Clean(c.BodyFile))):
			l.problems = append(l.problems, Problem{readyFile, c.Line, 1, "the body's file " + shown(c.BodyFile) + " is not in the connector's folder", "put it there, or write the body itself"})
		default:
			file.Calls[i].BodyFile = filepath.Join(folder, filepath.FromSlash(c.BodyFile))
		}
	}
	return file.Calls
}
