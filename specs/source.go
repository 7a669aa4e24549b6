package specs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// source is a connector's folder and the problems found while reading it.
type source struct {
	fsys     fs.FS // nothing outside it can be read
	specFile string
	size     int // bytes read so far
	problems Problems
	warnings Problems // what works, but is probably a mistake
}

// problem adds a problem at a node of the spec file.
func (l *source) problem(n *yaml.Node, message, fix string) {
	l.problemIn(l.specFile, n, message, fix)
}

func (l *source) problemIn(file string, n *yaml.Node, message, fix string) {
	l.problems = append(l.problems, mapping.ProblemAt(file, n, message, fix))
}

// text gives a string of the spec file; "" if it is missing.
func (l *source) text(n *yaml.Node, key string) string {
	value := child(n, key)
	switch {
	case value == nil:
		return ""
	case value.Kind != yaml.ScalarNode:
		l.problem(value, key+" is not a string", "write "+key+": some text")
		return ""
	}
	return strings.TrimSpace(value.Value)
}

// readYAML reads a YAML file; nil if that fails, which is a problem.
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

// read reads a file; failure is a problem.
func (l *source) read(name string) ([]byte, bool) {
	wrong := func(message, fix string) ([]byte, bool) {
		l.problems = append(l.problems, problemAt(name, 1, 1, message, fix))
		return nil, false
	}
	if !fs.ValidPath(name) {
		return wrong("the path is outside the connector's folder", "write a path relative to that folder, such as auth/test.js")
	}
	if l.size > maxFiles {
		return wrong(fmt.Sprintf("the connector's files are larger than %d MiB in total", maxFiles>>20), "remove options or code")
	}
	f, err := l.fsys.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wrong("no such file", "create it")
	case err != nil:
		return wrong("cannot open the file", cause(err).Error())
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	l.size += len(text)
	switch {
	case err != nil:
		return wrong("cannot read the file", cause(err).Error())
	case len(text) > maxFile:
		return wrong(fmt.Sprintf("the file is larger than %d KiB", maxFile>>10), "a connector's files are short; check that this is the right one")
	}
	return text, true
}

// exists reports whether the connector has a file of that name.
func (l *source) exists(name string) bool {
	info, err := fs.Stat(l.fsys, name)
	return err == nil && !info.IsDir()
}

// cause gives a file error without the path.
func cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
