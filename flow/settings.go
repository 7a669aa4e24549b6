package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"countersign/flow/history"
	"countersign/internal/atomicfile"
	"countersign/internal/text"
)

// Settings are what a person has chosen for every run, in a file of their own, as SettingsTemplate explains it. Its comments
// are the person's: a program that changes a value leaves them as they are.
type Settings struct {
	Keychain     KeychainKind // "" leaves the choice to what the machine has
	Theme        string       // auto, light, dark or none
	Mouse        bool         // clicks and the wheel go to the screens, and not to the terminal
	Clipboard    string       // auto, native, osc52 or none
	OpenBrowser  bool         // the authorization page may be opened in a browser
	CallbackPort int          // of the listener on this machine; 0: a free one, each time
	Accessible   bool         // plain questions and lines, for a screen reader
	History      history.Keep
	Colors       map[string]string   // in place of the theme's, by name: "#rrggbb" or the number of a terminal's colour
	Keys         map[string][]string // in place of an action's own, by the action's name

	// Places says where the file sets what, by names such as theme, history.keep, keys.help, and keys.help[0] for the first
	// of several. What is not there has its default.
	Places map[string]Place
}

// Place is one of a file. Lines and columns count from 1.
type Place struct {
	File         string
	Line, Column int
}

// Mistake is one about a setting, with its place, for what only a front end can judge.
func (s Settings) Mistake(setting, what, fix string) Problem {
	p := s.Places[setting]
	return Problem{File: p.File, Line: p.Line, Column: p.Column, What: what, Fix: fix}
}

// DefaultSettings are in force where a person has chosen nothing.
func DefaultSettings() Settings {
	return Settings{
		Theme: "auto", Mouse: true, Clipboard: "auto", OpenBrowser: true, History: history.Keep{Keep: true, Calls: 200},
	}
}

// SettingsError is every mistake of the settings, at least one, in the order of the file.
type SettingsError struct{ Mistakes Problems }

// Error tells the first mistake, and how many more there are.
func (e *SettingsError) Error() string {
	text := "reading the settings: " + e.Mistakes[0].Error()
	switch more := len(e.Mistakes) - 1; more {
	case 0:
		return text
	case 1:
		return text + " (and one more mistake)"
	default:
		return fmt.Sprintf("%s (and %d more mistakes)", text, more)
	}
}

// writeSetting changes one value of the file, or adds it; a file that cannot be understood stays as it is.
func writeSetting(path, name, value string) error {
	if path == "" {
		return errors.New("there is no file of settings")
	}
	root, err := parseSettings(path)
	if err != nil {
		return err
	}
	setScalar(root, name, value)
	text, err := yaml.Marshal(root)
	if err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	return writeSettings(path, text)
}

func writeSettings(path string, text []byte) error {
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = atomicfile.Replace(path, text)
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

// MakeSettings writes a file of settings that says nothing yet and explains everything. One that is there already stays:
// ErrExists.
func (m *Manager) MakeSettings(names SettingNames) error {
	switch _, err := os.Lstat(m.Settings); {
	case err == nil:
		return fmt.Errorf("writing the settings: %s: %w", text.Safe(m.Settings, 200), ErrExists)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("writing the settings: %w", err)
	}
	return writeSettings(m.Settings, []byte(SettingsTemplate(names)))
}
