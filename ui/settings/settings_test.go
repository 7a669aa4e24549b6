package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/ui/settings"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(content), 0o600))
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return string(content)
}

// newStores are stores with nothing in them.
func newStores(t *testing.T) *flow.Stores {
	t.Helper()
	m := flow.New(flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory})
	t.Cleanup(func() { must(t, m.Close()) })
	return m.Stores
}

func TestSettings(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	file := settings.File(path)
	if s, err := file.Read(); err != nil || !reflect.DeepEqual(s, settings.Defaults()) {
		t.Errorf("without a file: %+v, %v", s, err)
	}
	for text, want := range map[string]flow.StoreKind{
		"": "", "# nothing yet\n": "", "keychain: os": flow.StoreOS, "# why\nkeychain: \"file\" # so\n": flow.StoreFile,
	} {
		write(t, path, text)
		if s, err := file.Read(); err != nil || s.Store != want {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	write(t, path, `keychain: file
theme: dark
mouse: false
clipboard: osc52
openBrowser: false
callbackPort: 8731
accessible: true
history: {keep: false, bodies: true, calls: 7}
colors:
  accent: "#7DB3ff"
  bad: 9
keys:
  help: [f1, "?"]
  copy-as: Y
  test: 5
`)
	s, err := settings.File(path).Read()
	must(t, err)
	if want := (settings.Position{File: path, Line: 14, Column: 3}); s.Positions["keys.copy-as"] != want {
		t.Errorf("keys.copy-as stands at %v", s.Positions["keys.copy-as"])
	}
	if want := (settings.Position{File: path, Line: 13, Column: 14}); s.Positions["keys.help[1]"] != want {
		t.Errorf("keys.help[1] stands at %v", s.Positions["keys.help[1]"])
	}
	s.Positions = nil
	want := settings.Settings{
		Store: flow.StoreFile, Theme: "dark", Clipboard: "osc52", CallbackPort: 8731, Accessible: true,
		History: history.Retention{Bodies: true, Max: 7},
		Colors:  map[string]string{"accent": "#7DB3ff", "bad": "9"},
		Keys:    map[string][]string{"help": {"f1", "?"}, "copy-as": {"Y"}, "test": {"5"}},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("%+v\nwant\n%+v", s, want)
	}
}

func TestWrongSettingsAreNamedWithTheirPlace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	file := settings.File(path)
	for text, want := range map[string]string{
		"keychain: memory\n":                          `:1:11: keychain cannot be "memory"; use auto, os or file`,
		"keychain: [os]\n":                            ":1:11: keychain cannot be a list; use auto, os or file",
		"\n  keychains: os\n":                         `:2:3: unknown setting "keychains"; did you mean keychain? Valid settings: keychain, theme, mouse, `,
		"color: red\n":                                `:1:1: unknown setting "color"; did you mean colors? Valid settings`,
		"openbrowser: true\n":                         `:1:1: unknown setting "openbrowser"; did you mean openBrowser?`,
		"zzz: 1\n":                                    `:1:1: unknown setting "zzz"; valid settings: keychain,`,
		"keychain: os\nkeychain: file\n":              `:2:1: duplicate setting "keychain"; remove one of them`,
		"theme: blue\n":                               `:1:8: theme cannot be "blue"; use auto, light, dark or none`,
		"theme:\n":                                    `:1:7: theme cannot be empty; use auto, light, dark or none`,
		"mouse: 1\n":                                  `:1:8: mouse cannot be "1"; use true or false`,
		"mouse:\n":                                    `:1:7: mouse cannot be empty; use true or false`,
		"openBrowser: firefox\n":                      `:1:14: openBrowser cannot be "firefox"; use true or false`,
		"accessible: [true]\n":                        `:1:13: accessible cannot be a list; use true or false`,
		"clipboard: xclip\n":                          `:1:12: clipboard cannot be "xclip"; use auto, native, osc52 or none`,
		"callbackPort: 65536\n":                       `:1:15: callbackPort cannot be "65536"; use a number from 0 to 65535`,
		"callbackPort: -1\n":                          `:1:15: callbackPort cannot be "-1"; use a number from 0 to 65535`,
		"callbackPort: 80.5\n":                        `:1:15: callbackPort cannot be "80.5"; use a number`,
		"callbackPort: \"80\"\n":                      `:1:15: callbackPort cannot be "80"; use a number`,
		"history: off\n":                              ":1:10: history is not a mapping; write one NAME: VALUE a line below history:",
		"history: {keep: perhaps}\n":                  `:1:17: history.keep cannot be "perhaps"; use true or false`,
		"history:\n  calls: 0\n":                      `:2:10: history.calls cannot be "0"; use a number from 1 to 10000`,
		"history:\n  bodys: true\n":                   `:2:3: unknown setting "history.bodys"; did you mean bodies? Valid settings: enabled, bodies, limit`,
		"history:\n  keep: true\n  keep: false\n":     `:3:3: duplicate setting "history.keep"`,
		"history: {keep: true, limit: 5, calls: 6}\n": ":1:33: duplicate setting: limit was called calls; remove one of them",
		"colors:\n  accent: #ff0000\n":                `:2:10: colors.accent cannot be empty; use "#rrggbb" in quotes`,
		"colors:\n  accent: \"#ff00\"\n":              `:2:11: colors.accent cannot be "#ff00"; use "#rrggbb" in quotes, or a number from 0 to 255`,
		"colors:\n  accent: 256\n":                    `:2:11: colors.accent cannot be "256"`,
		"colors: red\n":                               `:1:9: colors is not a mapping`,
		"keys:\n  help: []\n":                         `:2:9: keys.help has no keys; add a key, or remove help`,
		"keys:\n  help: [f1, ]\n  new: ~\n":           `:3:8: keys.new cannot be empty; use a key such as`,
		"keys:\n  help: {f1: f2}\n":                   `:2:9: keys.help cannot be a mapping`,
		"keys:\n  help: [[f1]]\n":                     `:2:10: keys.help cannot be a list; use a key`,
		"? [a]\n: b\n":                                `:1:3: invalid name`,
		"- keychain\n":                                ":1:1: the settings are not a mapping",
		"keychain: os\n\tkeychain: file\n":            ":2:1: invalid YAML: found a tab character",
		"keychain: os\n---\ntheme: dark\n":            ":2:1: more than one YAML document; remove the ---",
		"mouse: 1\ntheme: 2\nkeys: 3\n":               ":1:8: mouse cannot be \"1\"; use true or false (and 2 more problems)",
	} {
		write(t, path, text)
		_, err := file.Read()
		var wrong *settings.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), path+want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		if next := flow.Explain(err).Next; next != "Fix the file. To list every problem, run: countersign config check." {
			t.Errorf("%q: what to do next is %q", text, next)
		}
	}
}

// What can be understood of a file holds, so that its mistakes are told in the manner that it asks for.
func TestTheRestOfAWrongFileIsRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	write(t, path, "mouse: perhaps\naccessible: true\nkeys: {new: []}\ntheme: none\n")
	s, err := settings.File(path).Read()
	var wrong *settings.Error
	if !errors.As(err, &wrong) || len(wrong.Problems) != 2 || wrong.Problems[0].Line != 1 || wrong.Problems[1].Line != 3 {
		t.Fatalf("%v", err)
	}
	if !s.Accessible || s.Theme != "none" || !s.Mouse {
		t.Errorf("%+v", s)
	}
}

func TestAFileThatCannotBeUnderstoodIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yml")
	file := settings.File(path)
	for _, text := range []string{"- keychain\n", "keychain: os\n\tkeychain: file\n", "keychain: os\n---\ntheme: dark\n"} {
		write(t, path, text)
		if err := file.UseStore(newStores(t), flow.StoreFile); err == nil || readFile(t, path) != text {
			t.Errorf("%q: choosing gave %v and left %q", text, err, readFile(t, path))
		}
	}
}

// someNames are made up: what there is, only the screens know.
var someNames = settings.Names{
	Colors: []settings.ColorName{{Name: "accent", Description: "keys", Dark: "#7db3ff", Light: "#0b57d0"}},
	Actions: []settings.ActionGroup{
		{Title: "On every screen", Actions: []settings.ActionName{{Name: "help", Description: "all keys", Keys: []string{"?", "f1"}}, {Name: "yes", Description: "yes", Keys: []string{"y", "Y"}}}},
		{Title: "Home", Actions: []settings.ActionName{
			{Name: "find", Description: "search", Keys: []string{"/"}},
			{Name: "jq", Description: "filter", Keys: []string{":"}},
			{Name: "five", Description: "five", Keys: []string{"5"}},
			{Name: "odd", Description: "signs", Keys: []string{"space", "ctrl+_", "-", "~", "\"", "'", "\\", "`", "#", ",", "ctrl+\\", "shift+tab"}},
		}},
	},
}

// taken is a template whose settings were all taken out of their comments.
func taken(template string) string {
	lines := strings.Split(template, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "#  ") {
			lines[i] = strings.TrimPrefix(line, "#")
		}
	}
	return strings.Join(lines, "\n")
}

func TestTheTemplateSaysWhatHoldsWithoutIt(t *testing.T) {
	t.Parallel()
	file := settings.File(filepath.Join(t.TempDir(), "made", "config.yml"))
	must(t, file.Create(someNames))
	s, err := file.Read()
	if err != nil || !reflect.DeepEqual(s, settings.Defaults()) {
		t.Errorf("untouched: %+v, %v", s, err)
	}
	for _, path := range []string{string(file), filepath.Dir(string(file))} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if err := file.Create(someNames); !errors.Is(err, flow.ErrFileExists) {
		t.Errorf("made a second time: %v", err)
	}

	text := readFile(t, string(file))
	write(t, string(file), taken(text))
	s, err = file.Read()
	must(t, err)
	set := reflect.TypeFor[settings.Settings]()
	for i := range set.NumField() {
		name := strings.ToLower(set.Field(i).Name[:1]) + set.Field(i).Name[1:]
		if name == "store" {
			name = "keychain"
		}
		if _, there := s.Positions[name]; !there && name != "positions" {
			t.Errorf("the template says nothing of %s", name)
		}
	}
	want := settings.Defaults()
	want.Positions, want.Colors, want.Keys = s.Positions, map[string]string{"accent": "#7db3ff"}, map[string][]string{}
	for _, g := range someNames.Actions {
		for _, a := range g.Actions {
			want.Keys[a.Name] = a.Keys
		}
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("%+v\nwant\n%+v", s, want)
	}
}

func TestTheTemplateStaysWhenTheKeychainIsChosen(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(string) string{
		"untouched": func(text string) string { return text },
		"a line":    func(text string) string { return strings.Replace(text, "#mouse: true", "mouse: false", 1) },
		"all":       taken,
	} {
		file := settings.File(filepath.Join(t.TempDir(), "config.yml"))
		before := change(settings.Template(someNames))
		write(t, string(file), before)
		was, err := file.Read()
		must(t, err)
		must(t, file.UseStore(newStores(t), flow.StoreFile))
		s, err := file.Read()
		must(t, err)
		was.Store, was.Positions, s.Positions = flow.StoreFile, nil, nil
		if !reflect.DeepEqual(s, was) {
			t.Errorf("%s: %+v\nwant\n%+v", name, s, was)
		}
		after := readFile(t, string(file))
		for _, line := range strings.Split(before, "\n") {
			if strings.HasPrefix(line, "#") && line != "#" && !strings.Contains(after, strings.TrimSpace(strings.TrimPrefix(line, "#"))) {
				t.Errorf("%s: this line is lost: %s", name, line)
			}
		}
		if name != "all" && strings.Count(after, "\n") < strings.Count(before, "\n") {
			t.Errorf("%s: lines are lost:\n%s", name, after)
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
		file := settings.File(path)
		stores := newStores(t)
		must(t, file.UseStore(stores, flow.StoreFile))
		if got := readFile(t, path); got != want {
			t.Errorf("%q became %q, want %q", before, got, want)
		}
		if s, err := file.Read(); err != nil || s.Store != flow.StoreFile {
			t.Errorf("read again: %+v, %v", s, err)
		}
		if kind := stores.Status(t.Context()).Kind; kind != flow.StoreFile {
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
		must(t, file.UseStore(newStores(t), flow.StoreMemory))
		if got := readFile(t, path); got != want {
			t.Errorf("memory was written: %q", got)
		}
	}
}

// The file holds every setting of an earlier build, away from its default.
func TestSettingsOfAnEarlierBuildAreRead(t *testing.T) {
	t.Parallel()
	s, err := settings.File(filepath.Join("testdata", "earlier.yml")).Read()
	must(t, err)
	s.Positions = nil
	want := settings.Settings{
		Store: flow.StoreFile, Theme: "light", Clipboard: "osc52", CallbackPort: 8477, Accessible: true,
		History: history.Retention{Enabled: true, Bodies: true, Max: 50},
		Colors:  map[string]string{"accent": "#0b57d0"}, Keys: map[string][]string{"quit": {"ctrl+c", "ctrl+q"}, "help": {"f1", "?"}},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v\nwant %+v", s, want)
	}
}
