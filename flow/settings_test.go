package flow_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"countersign/flow"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	m := &flow.Manager{Settings: path}
	if s, err := m.ReadSettings(); err != nil || !reflect.DeepEqual(s, flow.DefaultSettings()) {
		t.Errorf("without a file: %+v, %v", s, err)
	}
	for text, want := range map[string]flow.KeychainKind{
		"": "", "# nothing yet\n": "", "keychain: os": flow.KeychainOS, "# why\nkeychain: \"file\" # so\n": flow.KeychainFile,
	} {
		write(t, path, text)
		if s, err := m.ReadSettings(); err != nil || s.Keychain != want {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

func TestSettingsOfTheHistory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	m := &flow.Manager{Settings: path}
	write(t, path, "history: {keep: false, bodies: true, calls: 7}\n")
	if s, err := m.ReadSettings(); err != nil || s.History != (flow.HistorySettings{Bodies: true, Calls: 7}) {
		t.Errorf("%+v, %v", s.History, err)
	}
}

func TestWrongSettingsAreNamedWithTheirPlace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	m := newManager(t)
	m.Settings = path
	for text, want := range map[string]string{
		"keychain: memory\n":               ":1:11: keychain is neither os nor file; write keychain: os",
		"\n  keychains: os\n":              `:2:3: there is no setting "keychains"; the settings are: keychain, history`,
		"keychain: os\nkeychain: file\n":   ":2:1: keychain is there twice",
		"history: off\n":                   ":1:10: history is no list of names and values",
		"history: {keep: perhaps}\n":       `:1:17: keep cannot be "perhaps"; write true or false`,
		"history:\n  calls: 0\n":           `:2:10: calls cannot be "0"; write a number from 1`,
		"history:\n  body: true\n":         `:2:3: there is no setting "body" of the history`,
		"keychain: [os]\n":                 ":1:11: keychain is neither",
		"- keychain\n":                     ":1:1: the settings are no list",
		"keychain: os\n\tkeychain: file\n": "line 2",
	} {
		write(t, path, text)
		_, err := m.ReadSettings()
		var problem flow.Problem
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		if strings.HasPrefix(want, ":2:1") || strings.HasPrefix(want, `:2:3`) || strings.HasPrefix(want, ":1:11") || strings.HasPrefix(text, "history") {
			continue // the file as such can be read
		}
		if err := m.ChooseKeychain(flow.KeychainFile); err == nil || readFile(t, path) != text {
			t.Errorf("%q: choosing gave %v and left %q", text, err, readFile(t, path))
		}
	}
}

func TestChosenKeychainIsWrittenAmongThePersonsComments(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		"":                               "keychain: file\n",
		"# mine\n\n# and this\n":         "# mine\n\n# and this\nkeychain: file\n",
		"# why\nkeychain: os # so\n#end": "# why\nkeychain: file # so\n#end\n",
	} {
		path := filepath.Join(t.TempDir(), "config", "config.yml")
		if before != "" {
			write(t, path, before)
		}
		m := newManager(t)
		m.Settings = path
		must(t, m.ChooseKeychain(flow.KeychainFile))
		if got := readFile(t, path); got != want {
			t.Errorf("%q became %q, want %q", before, got, want)
		}
		if s, err := m.ReadSettings(); err != nil || s.Keychain != flow.KeychainFile {
			t.Errorf("read again: %+v, %v", s, err)
		}
		if kind := m.KeychainStatus(t.Context()).Kind; kind != flow.KeychainFile {
			t.Errorf("in use is %q", kind)
		}
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("its mode is %v", info.Mode())
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
			t.Errorf("left over: %v", left)
		}
		must(t, m.ChooseKeychain(flow.KeychainMemory))
		if got := readFile(t, path); got != want {
			t.Errorf("memory was written: %q", got)
		}
	}
}
