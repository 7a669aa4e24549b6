package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/internal/atomicfile"
	"countersign/internal/text"
)

// Settings are what a person has chosen for every run, in a file of their own, as Template explains it. Its comments
// are the person's: a program that changes a value leaves them as they are.
type Settings struct {
	Store        flow.StoreKind // "" leaves the choice to what the machine has
	Theme        string         // auto, light, dark or none
	Mouse        bool           // clicks and the wheel go to the screens, and not to the terminal
	Clipboard    string         // auto, native, osc52 or none
	OpenBrowser  bool           // the authorization page may be opened in a browser
	CallbackPort int            // of the listener on this machine; 0: a free one, each time
	Accessible   bool           // plain questions and lines, for a screen reader
	History      history.Retention
	Colors       map[string]string   // in place of the theme's, by name: "#rrggbb" or the number of a terminal's colour
	Keys         map[string][]string // in place of an action's own, by the action's name

	// Places says where the file sets what, by names such as theme, history.keep, keys.help, and keys.help[0] for the first
	// of several. What is not there has its default.
	Positions map[string]Position
}

// Place is one of a file. Lines and columns count from 1.
type Position struct {
	File         string
	Line, Column int
}

// Mistake is one about a setting, with its place, for what only a front end can judge.
func (s Settings) Problem(setting, what, fix string) flow.Problem {
	p := s.Positions[setting]
	return flow.Problem{File: p.File, Line: p.Line, Column: p.Column, Message: what, Fix: fix}
}

// Defaults are in force where a person has chosen nothing.
func Defaults() Settings {
	return Settings{
		Theme: "auto", Mouse: true, Clipboard: "auto", OpenBrowser: true, History: history.Retention{Enabled: true, Max: 200},
	}
}

// Error is every mistake of the settings, at least one, in the order of the file.
type Error struct{ Problems flow.Problems }

// Error tells the first mistake, and how many more there are.
func (e *Error) Error() string {
	message := "reading the settings: " + e.Problems[0].Error()
	switch more := len(e.Problems) - 1; more {
	case 0:
		return message
	case 1:
		return message + " (and one more mistake)"
	default:
		return fmt.Sprintf("%s (and %d more mistakes)", message, more)
	}
}

// File is the path of the settings; "" where there are none.
type File string

// Choose uses a credential store, and writes the choice into the file for the next time. Memory ends with the program, so
// that it is used and not written.
func (f File) UseStore(stores *flow.Stores, kind flow.StoreKind) error {
	if kind != flow.StoreMemory {
		if err := f.set(keychainSetting, string(kind)); err != nil {
			return &flow.StepError{
				Step: flow.StepStore, What: fmt.Sprintf("choosing the %s", kind.Title()), Err: err,
				Hint: "mend the file, or choose for each run: --keychain " + string(kind),
			}
		}
	}
	stores.Use(kind)
	return nil
}

// Explained gives the parts of the error: what failed, why, and what to do next.
func (e *Error) Explained() (doing, next string, cause error) {
	return "", "mend the file; countersign config check lists every mistake", e
}

// set changes one value of the file, or adds it; a file that cannot be understood stays as it is.
func (f File) set(name, value string) error {
	if f == "" {
		return errors.New("there is no file of settings")
	}
	root, err := f.parse()
	if err != nil {
		return err
	}
	setScalar(root, name, value)
	content, err := yaml.Marshal(root)
	if err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	return f.write(content)
}

func (f File) write(content []byte) error {
	err := os.MkdirAll(filepath.Dir(string(f)), 0o700)
	if err == nil {
		err = atomicfile.WriteFile(string(f), content)
	}
	if err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	return nil
}

func setScalar(mapping *yaml.Node, name, value string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			old := mapping.Content[i+1]
			mapping.Content[i+1] = &yaml.Node{Kind: yaml.ScalarNode, Value: value, HeadComment: old.HeadComment, LineComment: old.LineComment, FootComment: old.FootComment}
			return
		}
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, &yaml.Node{Kind: yaml.ScalarNode, Value: value})
}

// Make writes a file of settings that says nothing yet and explains everything. One that is there already stays:
// flow.ErrExists.
func (f File) Create(names Names) error {
	switch _, err := os.Lstat(string(f)); {
	case err == nil:
		return fmt.Errorf("writing the settings: %s: %w", text.Safe(string(f), 200), flow.ErrFileExists)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("writing the settings: %w", err)
	}
	return f.write([]byte(Template(names)))
}
