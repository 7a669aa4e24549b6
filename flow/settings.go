package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// Settings are what a person has chosen for every run, in a file of their own:
//
//	keychain: os # or file
//	history:
//	  keep: true    # false remembers no call
//	  bodies: false # true remembers the bodies of calls and answers, too
//	  calls: 200    # of each connection
//
// Its comments are the person's: a program that changes a value leaves them as they are.
type Settings struct {
	Keychain     KeychainKind // "" leaves the choice to what the machine has
	Theme        string       // auto, light, dark or none
	Mouse        bool         // clicks and the wheel go to the screens, and not to the terminal
	Clipboard    string       // auto, native, osc52 or none
	OpenBrowser  bool         // the authorization page may be opened in a browser
	CallbackPort int          // of the listener on this machine; 0: a free one, each time
	History      HistorySettings
	Colors       map[string]string   // in place of the theme's, by name: "#rrggbb" or the number of a terminal's colour
	Keys         map[string][]string // in place of an action's own, by the action's name
}

// HistorySettings say what is remembered of the calls that were sent.
type HistorySettings struct {
	Keep   bool // without it, nothing is
	Bodies bool // of requests and answers, too
	Calls  int  // how many of each connection
}

// DefaultSettings are in force where a person has chosen nothing.
func DefaultSettings() Settings {
	return Settings{
		Theme: "auto", Mouse: true, Clipboard: "auto", OpenBrowser: true, History: HistorySettings{Keep: true, Calls: 200},
	}
}

const (
	keychainSetting = "keychain"
	historySetting  = "history"
)

// maxSettings bounds what is read of the settings, in bytes.
const maxSettings = 1 << 20

// ReadSettings reads the manager's settings; a file that is not there says nothing. The error is a Problem, with file, line
// and column, for what cannot be understood.
func (m *Manager) ReadSettings() (Settings, error) {
	s := DefaultSettings()
	doc, err := readSettings(m.Settings)
	if err != nil {
		return s, err
	}
	for i := 0; i+1 < len(doc.Content); i += 2 {
		key, value := doc.Content[i], doc.Content[i+1]
		switch key.Value {
		case keychainSetting:
		case historySetting:
			if err := s.History.read(m.Settings, value); err != nil {
				return s, err
			}
			continue
		default:
			return s, mistake(m.Settings, key, fmt.Sprintf("there is no setting %q", Safe(key.Value, 40)), "the settings are: "+keychainSetting+", "+historySetting)
		}
		switch kind := KeychainKind(value.Value); {
		case value.Kind != yaml.ScalarNode || kind != KeychainOS && kind != KeychainFile:
			return s, mistake(m.Settings, value, fmt.Sprintf("%s is neither os nor file", keychainSetting), "write keychain: os or keychain: file")
		case s.Keychain != "":
			return s, mistake(m.Settings, key, keychainSetting+" is there twice", "leave one of them")
		default:
			s.Keychain = kind
		}
	}
	return s, nil
}

// read takes what stands under history.
func (h *HistorySettings) read(path string, n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return mistake(path, n, historySetting+" is no list of names and values", "write history: {keep: false}")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		var err error
		fix := "write true or false"
		switch key.Value {
		case "keep":
			err = value.Decode(&h.Keep)
		case "bodies":
			err = value.Decode(&h.Bodies)
		case "calls":
			fix = fmt.Sprintf("write a number from 1 to %d", maxCalls)
			if err = value.Decode(&h.Calls); err == nil && (h.Calls < 1 || h.Calls > maxCalls) {
				err = errors.New("out of range")
			}
		default:
			return mistake(path, key, fmt.Sprintf("there is no setting %q of the history", Safe(key.Value, 40)), "its settings are: keep, bodies, calls")
		}
		if err != nil {
			return mistake(path, value, fmt.Sprintf("%s cannot be %q", key.Value, Safe(value.Value, 40)), fix)
		}
	}
	return nil
}

// maxCalls bounds what is remembered of a connection.
const maxCalls = 10_000

// readSettings gives the mapping at the file's root; its keys and values are not looked at.
func readSettings(path string) (*yaml.Node, error) {
	empty := &yaml.Node{Kind: yaml.MappingNode}
	if path == "" {
		return empty, nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return empty, nil
	}
	if err == nil && info.Size() > maxSettings {
		err = errors.New("it is too long for settings")
	}
	var text []byte
	if err == nil {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	var file yaml.Node
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("reading the settings: %w", Problem{File: path, What: Safe(err.Error(), 200), Fix: "write it as YAML: keychain: os"})
	}
	if file.Kind == 0 { // nothing, or comments alone: they are kept at the head of what comes
		empty.HeadComment = string(text)
		return empty, nil
	}
	root := file.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, mistake(path, root, "the settings are no list of names and values", "write a setting a line: keychain: os")
	}
	root.HeadComment = file.HeadComment + root.HeadComment
	root.FootComment += file.FootComment
	return root, nil
}

// writeSetting changes one value of the file, or adds it; a file that cannot be understood stays as it is.
func writeSetting(path, name, value string) error {
	if path == "" {
		return errors.New("there is no file of settings")
	}
	root, err := readSettings(path)
	if err != nil {
		return err
	}
	setScalar(root, name, value)
	text, err := yaml.Marshal(root)
	if err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	if err := replaceFile(path, text); err != nil {
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

func mistake(path string, n *yaml.Node, what, fix string) error {
	return fmt.Errorf("reading the settings: %w", Problem{File: path, Line: n.Line, Column: n.Column, What: what, Fix: fix})
}
