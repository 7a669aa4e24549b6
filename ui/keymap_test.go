package ui

import (
	"errors"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/settings"
	"countersign/ui/uitest"
)

// declared are the names of the actions that the packages of the screens declare, by their source; bindings are variables
// of a package that hold a key, which would not follow the settings.
func declared(t *testing.T) (names, bindings []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range parsed.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != gotoken.VAR {
				continue
			}
			ast.Inspect(g, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if _, later := n.(*ast.FuncLit); later || !ok {
					return !later
				}
				switch called := calledName(call); called {
				case "NewAction":
					name, err := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
					if err != nil {
						t.Fatal(err)
					}
					names = append(names, name)
				case "bind", "Bind", "NewBinding", "Of", "List":
					bindings = append(bindings, file+": "+called)
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, bindings
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func TestEveryActionIsInOneGroupOfTheSettings(t *testing.T) {
	t.Parallel()
	names, bindings := declared(t)
	if len(names) < 100 {
		t.Errorf("only %d actions were found: %v", len(names), names)
	}
	if len(bindings) > 0 {
		t.Errorf("these hold bindings, which keep the keys of the start: %v", bindings)
	}
	seen := map[string]bool{}
	for _, g := range keyGroups() {
		for _, a := range g.Actions {
			if seen[a.Name] || a.Name == "" || strings.ToLower(a.Name) != a.Name {
				t.Errorf("the name %q is there twice, or is none", a.Name)
			}
			seen[a.Name] = true
		}
	}
	for _, name := range names {
		if !seen[name] {
			t.Errorf("%s is in no group", name)
		}
	}
	if len(seen) != len(names) {
		t.Errorf("the groups have %d actions, the packages declare %d", len(seen), len(names))
	}
}

// settingsOf reads a file of settings; it must have no mistake that the flow finds.
func settingsOf(t *testing.T, text string) settings.Settings {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := settings.File(path).Read()
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return s
}

func TestMistakesOfKeysAndColorsHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"keys:\n  helpp: f1":                   `:2:3: there is no action "helpp"; did you mean help?`,
		"keys:\n  zzzzzz: f1":                  `:2:3: there is no action "zzzzzz"; countersign config init --print lists them`,
		"keys:\n  test: hyper+x":               `:2:9: there is no key "hyper+x"; write a letter, ctrl+LETTER`,
		"keys:\n  test: [f5, ctrl+i]":          `:2:14: there is no key "ctrl+i"; a terminal sends tab for it: write tab`,
		"keys:\n  test: shift+t":               `:2:9: there is no key "shift+t"; write the letter itself: T`,
		"keys:\n  test: entr":                  `:2:9: there is no key "entr"; did you mean enter?`,
		"keys:\n  test: [f5, f5]":              `:2:14: f5 is there twice; leave one of them`,
		"keys:\n  test: ctrl+c":                `:2:9: ctrl+c always quits; give test another key`,
		"keys:\n  quit: ctrl+q":                `:2:3: ctrl+c always quits, and is not among the keys of quit; add it`,
		"keys:\n  palette: p":                  `:2:12: palette works where letters are typed, and p is one of them; give it a key such as`,
		"keys:\n  send: space":                 `:2:9: send works where letters are typed, and space is one of them`,
		"keys:\n  help: \"?\"":                 `:2:3: help works where letters are typed, too, and has letters alone; add a key such as f1`,
		"keys:\n  palette: f1":                 `:2:12: f1 is a key of help (all keys), too; give one of them another key`,
		"keys:\n  palette: f5\n  send: [f5]":   `:3:10: f5 is a key of palette (all actions), too`,
		"keys:\n  send: [f5]\n  palette: f5":   `:3:12: f5 is a key of send (send), too`,
		"keys:\n  test: n":                     `:2:9: n is a key of new (new), too`,
		"keys:\n  test: j":                     `:2:9: j is a key of down (down), too`,
		"keys:\n  test: e":                     `:2:9: e is a key of exchanges (all exchanges), too`,
		"colors:\n  acent: 3":                  `:2:3: there is no colour "acent"; did you mean accent?`,
		"colors: {nope: 3}\nkeys: {helpp: f1}": `:1:10: there is no colour "nope"; countersign config init --print lists them (and one more mistake)`,
	} {
		err := CheckSettings(settingsOf(t, text))
		var wrong *settings.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestKeysThatMayBeGiven(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"keys: {test: T}":                   {"T"},
		"keys: {test: [F5, Ctrl+Y, space]}": {"f5", "ctrl+y", " "},
		"keys: {test: alt+Z}":               {"alt+Z"},
		"keys: {test: [\"%\", ü, 5]}":       {"%", "ü", "5"},
		"keys: {test: n, new: t}":           {"n"}, // they are exchanged
	} {
		if got, err := keysBy(settingsOf(t, text), "test"); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q gives %q, %v", text, got, err)
		}
	}
	// Where a name is typed, enter is what the footer shows.
	if got, err := keysBy(settingsOf(t, "keys: {open: [o, enter]}"), "open"); err != nil || !slices.Equal(got, []string{"enter", "o"}) {
		t.Errorf("open has %q, %v", got, err)
	}
}

// keysBy are the keys that an action has by the settings.
func keysBy(s settings.Settings, name string) ([]string, error) {
	keys := kit.NewKeys(keyGroups(), s)
	for _, g := range keyGroups() {
		for _, a := range g.Actions {
			if a.Name == name {
				return keys.Binding(a).Keys(), CheckSettings(s)
			}
		}
	}
	return nil, errors.New("there is no action " + name)
}

// The file that config init writes, with every setting taken out of its comment, is what holds without it.
func TestTheTemplateHasTheKeysAndColorsOfTheStart(t *testing.T) {
	t.Parallel()
	lines := strings.Split(settings.Template(SettingNames()), "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "#  ") {
			lines[i] = strings.TrimPrefix(line, "#")
		}
	}
	s := settingsOf(t, strings.Join(lines, "\n"))
	if err := CheckSettings(s); err != nil {
		t.Fatal(err)
	}
	for _, g := range keyGroups() {
		for _, a := range g.Actions {
			keys, err := keysBy(s, a.Name)
			if s.Keys[a.Name] == nil || err != nil || !slices.Equal(keys, a.Keys) {
				t.Errorf("%s: the template has %q, and it has %q by itself", a.Name, keys, a.Keys)
			}
		}
	}
	for _, c := range kit.ColorNames() {
		if s.Colors[c.Name] != c.Dark || c.Dark == "" || c.Light == "" {
			t.Errorf("%s: the template has %q, the dark theme %q", c.Name, s.Colors[c.Name], c.Dark)
		}
	}
	defaults := settings.Defaults()
	s.Positions, s.Colors, s.Keys = nil, nil, nil
	if !reflect.DeepEqual(s, defaults) {
		t.Errorf("%+v, want %+v", s, defaults)
	}
}

// A setting that was read comes to its effect.
func TestSettingsHaveTheirEffect(t *testing.T) {
	t.Parallel()
	s := settingsOf(t, "mouse: true\nclipboard: none\nopenBrowser: false\ncallbackPort: 8731\n")
	d := uitest.Deps(t)
	d.Settings, d.Copy = s, nil
	_, cmd := New(d).Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if !brings(cmd, tea.EnableMouseCellMotion()) {
		t.Error("mouse: true leaves it off")
	}
	if _, err := kit.NewEnv(d, keyGroups()).Copy("text"); err == nil || !strings.Contains(err.Error(), "clipboard: none") {
		t.Errorf("clipboard: none copies: %v", err)
	}
	if s.OpenBrowser { // what follows from that: TestBrowserIsNotOpened…
		t.Error("openBrowser: false is not read")
	}
	if port, err := flow.CallbackPort(d.Getenv, s.CallbackPort); port != 8731 || err != nil {
		t.Errorf("callbackPort: 8731 is %d, %v", port, err)
	}
}

// brings reports whether a message is among those of a command.
func brings(cmd tea.Cmd, want tea.Msg) bool {
	if cmd == nil {
		return false
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		return slices.ContainsFunc(batch, func(c tea.Cmd) bool { return brings(c, want) })
	}
	return msg == want
}
