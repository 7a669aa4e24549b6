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
	"github.com/charmbracelet/lipgloss"

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
		"keys:\n  helpp: f1":                   `:2:3: unknown action "helpp"; did you mean help?`,
		"keys:\n  zzzzzz: f1":                  `:2:3: unknown action "zzzzzz"; run countersign config init --print for a list`,
		"keys:\n  test: hyper+x":               `:2:9: unknown key "hyper+x"; write a letter, ctrl+LETTER`,
		"keys:\n  test: [f5, ctrl+i]":          `:2:14: unknown key "ctrl+i"; terminals send it as tab: write tab`,
		"keys:\n  test: shift+t":               `:2:9: unknown key "shift+t"; write T`,
		"keys:\n  test: entr":                  `:2:9: unknown key "entr"; did you mean enter?`,
		"keys:\n  test: [f5, f5]":              `:2:14: duplicate key f5; remove one of them`,
		"keys:\n  test: ctrl+c":                `:2:9: ctrl+c always quits; choose another key for test`,
		"keys:\n  quit: ctrl+q":                `:2:3: quit must include ctrl+c; add it`,
		"keys:\n  palette: p":                  `:2:12: palette also works while you type, so p would insert text; choose a key such as`,
		"keys:\n  send: space":                 `:2:9: send also works while you type, so space would insert text`,
		"keys:\n  help: \"?\"":                 `:2:3: help also works while you type and needs a key that inserts no text; add a key such as f1`,
		"keys:\n  palette: f1":                 `:2:12: f1 is already a key of help (all keys); choose another key`,
		"keys:\n  palette: f5\n  send: [f5]":   `:3:10: f5 is already a key of palette (all actions)`,
		"keys:\n  send: [f5]\n  palette: f5":   `:3:12: f5 is already a key of send (send)`,
		"keys:\n  test: n":                     `:2:9: n is already a key of new (new)`,
		"keys:\n  test: j":                     `:2:9: j is already a key of down (down)`,
		"keys:\n  test: e":                     `:2:9: e is already a key of traffic (`,
		"colors:\n  acent: 3":                  `:2:3: unknown color "acent"; did you mean accent?`,
		"colors: {nope: 3}\nkeys: {helpp: f1}": `:1:10: unknown color "nope"; run countersign config init --print for a list (and 1 more problem)`,
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

// A settings file of an earlier release, with every name that it knew, still works: renamed actions, colors and settings have
// their former names as aliases.
func TestFormerNamesOfSettingsAreRead(t *testing.T) {
	t.Parallel()
	template, err := os.ReadFile(filepath.Join("testdata", "settings-before-renames.yml"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(template), "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "#  ") {
			lines[i] = strings.TrimPrefix(line, "#")
		}
	}
	file := strings.NewReplacer("keep: true", "keep: false", "calls: 200", "calls: 7", "renew: w", "renew: f7", `"#7fd88f"`, `"#010203"`).Replace(strings.Join(lines, "\n"))
	s := settingsOf(t, file)
	if s.History.Enabled || s.History.Max != 7 {
		t.Errorf("the history is %+v", s.History)
	}
	if err := CheckSettings(s); err != nil {
		t.Fatal(err)
	}
	if got, err := keysBy(s, "refresh"); err != nil || !slices.Equal(got, []string{"f7"}) {
		t.Errorf("refresh has the keys %v, %v", got, err)
	}
	for _, g := range SettingNames().Actions {
		for _, a := range g.Actions {
			if strings.Contains(" renew forget keychains calls exchanges found-next ", " "+a.Name+" ") {
				t.Errorf("the former name %s is listed", a.Name)
			}
		}
	}
	dark := kit.NewStyles(lipgloss.DefaultRenderer(), true, s.Colors)
	if got := dark.Success.GetForeground(); got != lipgloss.Color("#010203") {
		t.Errorf("the color good is %v", got)
	}
}
