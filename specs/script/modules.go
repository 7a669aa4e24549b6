package script

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"modernc.org/quickjs"

	"countersign/internal/text"
	"countersign/specs/script/erase"
)

// modules is what the engine can load: the script, and the connector's scripts that it imports by a relative name. What
// read gives is added to source; without read, only what is there already can be imported.
type modules struct {
	source  Source
	read    func(name string) (string, bool)
	limit   int // bytes of each file
	refused []*Error
}

// newVM makes an engine that can load these modules and no others.
func (m *modules) newVM(l Limits) (*quickjs.VM, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("cannot start the script engine: %w", err)
	}
	vm.SetMemoryLimit(uintptr(l.Memory)) //nolint:gosec // a limit is not negative
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

// find gives the file that base imports as name. The error is an *Error at the line of the import.
func (m *modules) find(base, name string) (string, error) {
	shown := text.Safe(name, maxMessage)
	wrong := func(message string) error {
		return &Error{File: base, Line: lineOf(m.text(base), name), Message: message}
	}
	if !strings.HasPrefix(name, "./") && !strings.HasPrefix(name, "../") {
		return "", wrong("cannot import " + shown + ": a script can import only the connector's own files")
	}
	file := path.Join(path.Dir(base), name)
	if !fs.ValidPath(file) {
		return "", wrong("cannot import " + shown + ": it is outside the connector's folder")
	}
	for _, candidate := range candidates(file) {
		if _, loaded := m.source.Files[candidate]; loaded || candidate == m.source.File {
			return candidate, nil
		}
		if m.read == nil {
			continue
		}
		content, ok := m.read(candidate)
		if !ok {
			continue
		}
		content, err := m.javaScript(candidate, content)
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
		return "", wrong("cannot import " + shown + " at run time: import it at the top of the script")
	}
	return "", wrong("cannot import " + shown + ": there is no " + text.Safe(file, maxMessage))
}

// candidates are the files that an import can refer to. TypeScript imports the name of the compiled file.
func candidates(file string) []string {
	if base, ok := strings.CutSuffix(file, ".js"); ok {
		return []string{file, base + ".ts"}
	}
	if strings.HasSuffix(file, ".ts") {
		return []string{file}
	}
	return []string{file + ".js", file + ".ts"}
}

// lineOf finds the line that contains a module's name: the engine doesn't tell where an import is.
func lineOf(text, name string) int {
	for _, quote := range []string{"'", `"`, "`"} {
		if i := strings.Index(text, quote+name+quote); i >= 0 {
			return 1 + strings.Count(text[:i], "\n")
		}
	}
	return 0
}

// files are the names of all loaded files.
func (m *modules) files() []string {
	return append(slices.Sorted(maps.Keys(m.source.Files)), m.source.File)
}

// javaScript gives the text of a file for the engine.
func (m *modules) javaScript(file, source string) (string, error) {
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
