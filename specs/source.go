package specs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"gopkg.in/yaml.v3"
)

// source is a connector's folder, read file by file, with every mistake that is met on the way.
type source struct {
	fsys     fs.FS // nothing outside it can be read
	specFile string
	size     int // bytes read so far
	problems Problems
	warnings Problems // what works, though surely not as meant
}

func (l *source) problem(n *yaml.Node, what, fix string) {
	l.problems = append(l.problems, at(l.specFile, n, what, fix))
}

// text gives a scalar of the spec, "" when it is not there.
func (l *source) text(n *yaml.Node, key string) string {
	value := child(n, key)
	switch {
	case value == nil:
		return ""
	case value.Kind != yaml.ScalarNode:
		l.problem(value, key+" is no text", "write "+key+": some text")
		return ""
	}
	return strings.TrimSpace(value.Value)
}

// readYAML reads a YAML file that has to be there; nil when it can't, having
// said why.
func (l *source) readYAML(name string) *yaml.Node {
	text, ok := l.read(name)
	if !ok {
		return nil
	}
	n, problem := parseYAML(name, text)
	if problem != nil {
		l.problems = append(l.problems, *problem)
		return nil
	}
	return n
}

// read reads a file that has to be there.
func (l *source) read(name string) ([]byte, bool) {
	wrong := func(what, fix string) ([]byte, bool) {
		l.problems = append(l.problems, Problem{name, 1, 1, what, fix})
		return nil, false
	}
	if !fs.ValidPath(name) {
		return wrong("the path leads out of the connector's folder", "write it from that folder, such as auth/test.js")
	}
	if l.size > maxFiles {
		return wrong(fmt.Sprintf("the connector's files have more than %d MiB together", maxFiles>>20), "leave options or code out")
	}
	f, err := l.fsys.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wrong("there is no such file", "write it")
	case err != nil:
		return wrong("the file can't be opened", cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	l.size += len(text)
	switch {
	case err != nil:
		return wrong("the file can't be read", cause(err))
	case len(text) > maxFile:
		return wrong(fmt.Sprintf("the file is larger than %d KiB", maxFile>>10), "a connector's files are short; is it the right one?")
	}
	return text, true
}

// exists reports whether the connector has a file of that name.
func (l *source) exists(name string) bool {
	info, err := fs.Stat(l.fsys, name)
	return err == nil && !info.IsDir()
}

// cause gives the reason of a file error without the path, which a Problem
// has already.
func cause(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
