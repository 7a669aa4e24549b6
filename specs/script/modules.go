package script

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"modernc.org/quickjs"

	"countersign/internal/text"
	"countersign/specs/script/erase"
)

// modules is what the engine may load: the script, and the connector's other
// scripts that it imports by a relative name. What read gives is kept in
// source; with no read, only what is there already can be had.
type modules struct {
	source  Source
	read    func(name string) (string, bool)
	limit   int // bytes of each file
	refused []*Error
}

// newVM makes an engine that knows these modules and no others.
func (m *modules) newVM(l Limits) (*quickjs.VM, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("starting the script engine: %w", err)
	}
	vm.SetMemoryLimit(uintptr(l.Memory)) //nolint:gosec // a bound is not negative
	vm.SetModuleLoader(
		func(_ *quickjs.VM, name string) (string, error) { return m.text(name), nil },
		func(_ *quickjs.VM, base, name string) (string, error) {
			if name == m.source.File {
				return name, nil
			}
			found, err := m.find(base, name)
			var refused *Error
			if errors.As(err, &refused) {
				m.refused = append(m.refused, refused)
				return "", errors.New(refused.Message)
			}
			return found, err
		})
	return vm, nil
}

func (m *modules) text(name string) string {
	if name == m.source.File {
		return m.source.Text
	}
	return m.source.Files[name]
}

// find gives the file that base means by name. The error is an *Error at the
// line of the import.
func (m *modules) find(base, name string) (string, error) {
	wrong := func(what string) error {
		return &Error{File: base, Line: lineOf(m.text(base), name), Message: what}
	}
	if !strings.HasPrefix(name, "./") && !strings.HasPrefix(name, "../") {
		return "", wrong("a connector's script has no modules but the connector's own files, so it can't import " + text.Safe(name, maxMessage))
	}
	file := path.Join(path.Dir(base), name)
	if !fs.ValidPath(file) {
		return "", wrong(text.Safe(name, maxMessage) + " leads out of the connector's folder")
	}
	for _, candidate := range candidates(file) {
		if candidate == m.source.File {
			return candidate, nil
		}
		if _, loaded := m.source.Files[candidate]; loaded {
			return candidate, nil
		}
		if m.read == nil {
			continue
		}
		content, there := m.read(candidate)
		if !there {
			continue
		}
		content, err := m.plain(candidate, content)
		if err != nil {
			return "", err
		}
		if m.source.Files == nil {
			m.source.Files = map[string]string{}
		}
		m.source.Files[candidate] = content
		return candidate, nil
	}
	if m.read == nil {
		return "", wrong("only what a script imports at its top can be had, so it can't import " + text.Safe(name, maxMessage) + " as it runs")
	}
	return "", wrong("there is no script " + text.Safe(file, maxMessage) + " in the connector's folder")
}

// candidates are the files that a name may stand for. TypeScript names the
// JavaScript that it would become.
func candidates(file string) []string {
	switch base, isScript := strings.CutSuffix(file, ".js"); {
	case isScript:
		return []string{file, base + ".ts"}
	case strings.HasSuffix(file, ".ts"):
		return []string{file}
	}
	return []string{file + ".js", file + ".ts"}
}

// lineOf finds the line on which a module is named: the engine does not tell
// where an import stands.
func lineOf(text, name string) int {
	for _, quote := range []string{"'", `"`, "`"} {
		if i := strings.Index(text, quote+name+quote); i >= 0 {
			return 1 + strings.Count(text[:i], "\n")
		}
	}
	return 0
}

// files are the names of everything that was loaded.
func (m *modules) files() []string {
	names := []string{m.source.File}
	for name := range m.source.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// plain gives a file's text as the engine takes it.
func (m *modules) plain(file, source string) (string, error) {
	if len(source) > m.limit {
		return "", tooLarge(file, m.limit)
	}
	if !strings.HasSuffix(file, ".ts") {
		return source, nil
	}
	js, err := erase.Types(source)
	var wrong *erase.Error
	if errors.As(err, &wrong) {
		return "", &Error{File: file, Line: wrong.Line, Column: wrong.Column, Message: text.Safe(wrong.Message, maxMessage)}
	}
	return js, err
}
