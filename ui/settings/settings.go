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

// Settings are the user's choices for every run, from the file that Template explains. Changing a value leaves the file's
// comments as they are.
type Settings struct {
	Store        flow.StoreKind // "": the best available
	Theme        string         // auto, light, dark or none
	Mouse        bool           // the screens receive clicks and the wheel, instead of the terminal
	Clipboard    string         // auto, native, osc52 or none
	OpenBrowser  bool           // open the authorization page in a browser
	CallbackPort int            // of the callback listener; 0: any free port
	Accessible   bool           // screen-reader mode
	History      history.Retention
	Colors       map[string]string   // by name: "#rrggbb", or the number of a terminal color
	Keys         map[string][]string // by the action's name

	// Positions tells where the file sets something, by names such as theme, history.enabled, keys.help, and keys.help[0]
	// for the first key of several. Defaults have no position.
	Positions map[string]Position
}

// Position is a place in a file. Lines and columns count from 1.
type Position struct {
	File         string
	Line, Column int
}

// Problem is a problem of a setting that only a front end can check, with the setting's position.
func (s Settings) Problem(setting, what, fix string) flow.Problem {
	p := s.Positions[setting]
	return flow.Problem{File: p.File, Line: p.Line, Column: p.Column, Message: what, Fix: fix}
}

// Defaults are the settings of an empty file.
func Defaults() Settings {
	return Settings{
		Theme: "auto", Mouse: true, Clipboard: "auto", OpenBrowser: true, History: history.Retention{Enabled: true, Max: 200},
	}
}

// Error holds every problem of the settings, at least one, in the order of the file.
type Error struct{ Problems flow.Problems }

// Error tells the first problem, and how many more there are.
func (e *Error) Error() string {
	message := "cannot read the settings: " + e.Problems[0].Error()
	if more := len(e.Problems) - 1; more > 0 {
		message += " (and " + text.Count(more, "more problem", "more problems") + ")"
	}
	return message
}

// File is the path of the settings file; "" if there is none.
type File string

// UseStore uses a credential store, and saves the choice for later runs. Memory is never saved.
func (f File) UseStore(stores *flow.Stores, kind flow.StoreKind) error {
	if kind != flow.StoreMemory {
		if err := f.set(storeSetting, string(kind)); err != nil {
			return &flow.StepError{
				Step: flow.StepStore, What: "Cannot save the choice of the " + kind.Title(), Err: err,
				Hint: "Fix the settings file, or choose for each run: --keychain " + string(kind),
			}
		}
	}
	stores.Use(kind)
	return nil
}

// Explained returns the parts of the error: what failed, what to do next, and the cause.
func (e *Error) Explained() (doing, next string, cause error) {
	return "", "Fix the file. To list every problem, run: countersign config check", e
}

// set changes or adds one value. An invalid file is left unchanged.
func (f File) set(name, value string) error {
	if f == "" {
		return errors.New("no settings file")
	}
	root, err := f.parse()
	if err != nil {
		return err
	}
	setScalar(root, name, value)
	content, err := yaml.Marshal(root)
	if err != nil {
		return fmt.Errorf("cannot write the settings: %w", err)
	}
	return f.write(content)
}

func (f File) write(content []byte) error {
	err := os.MkdirAll(filepath.Dir(string(f)), 0o700)
	if err == nil {
		err = atomicfile.WriteFile(string(f), content)
	}
	if err != nil {
		return fmt.Errorf("cannot write the settings: %w", err)
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

// Create writes the template to a new file. It does not overwrite: flow.ErrExists.
func (f File) Create(names Names) error {
	switch _, err := os.Lstat(string(f)); {
	case err == nil:
		return fmt.Errorf("cannot write the settings: %s: %w", text.Safe(string(f), 200), flow.ErrFileExists)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot write the settings: %w", err)
	}
	return f.write([]byte(Template(names)))
}
