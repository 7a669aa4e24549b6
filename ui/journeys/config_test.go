package journeys_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Settings: keys, screen-reader mode, mouse, themes, mistakes.

// configure writes a home's settings file.
func (h *home) configure(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(h.dir, "config", "countersign", "config.yml")
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// I write a settings file with config init and change four keys in it; config check accepts it; the footer, the palette and
// the help show the new keys, which work, and the old ones do nothing.
func TestIChangeTheKeys(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	p := sitDown(t, h)
	p.Run("countersign config init && countersign config check").WaitFor("No problems in").AtPrompt()
	path := filepath.Join(h.dir, "config", "countersign", "config.yml")
	text, err := os.ReadFile(path)
	must(t, err)
	edited := strings.NewReplacer("#keys:", "keys:", "#  palette: ctrl+k", "  palette: ctrl+q", `#  help: ["?", f1]`, "  help: [H, f3]",
		"#  quit-home: q", "  quit-home: X", "#  stores: K", "  stores: ctrl+e").Replace(string(text))
	must(t, os.WriteFile(path, []byte(edited), 0o600))

	p.Run("clear; countersign config check && countersign").WaitFor("try the sandbox", "H keys", "X quit", "Ctrl+E stores")
	p.Press("q").Press("C-k").Press("?").Press("C-q").WaitFor("type to search", "go to: credential stores", "F3")
	p.Press("Escape").WaitFor("H keys").Press("H").WaitFor("KEYS", "Ctrl+Q", "all actions")
	if strings.Contains(p.Screen(), "Ctrl+K") {
		t.Error("the help still shows Ctrl+K")
	}
	p.Press("Escape").WaitFor("H keys").Press("C-e").WaitFor("Enter use")

	// While letters are text, only F3 opens the help.
	p.Press("Escape").WaitFor("try the sandbox").Press("n").WaitFor("Flickr").Press("/").WaitFor("F3 keys").Type("H").WaitFor("/ H", "F3 keys")
	p.Press("Escape").WaitFor("H keys").Press("Escape").WaitFor("try the sandbox").Press("Up", "Down", "Enter").WaitFor("▸ Address", "F3 keys")
	p.Press("F3").WaitFor("KEYS").Press("Escape").WaitFor("▸ Address").Press("Escape").WaitFor("X quit").Press("X").AtPrompt()
}

// My settings file has a mistake: countersign does not start, and names the file, the line and the fix; so does config
// check.
func TestInvalidSettings(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	h.configure(t, "theme: dark\nkeys:\n  palette: ctrl+c\n")
	p := sitDown(t, h)
	p.Resize(160, 24).Run("countersign; echo status $?").WaitFor("config.yml:3:12: ctrl+c always quits; choose another key for palette", "status 2").AtPrompt()
	h.configure(t, "theme: dark\nmouse: perhaps\n")
	p.Run("clear; countersign; echo status $?").WaitFor(`config.yml:2:8: mouse cannot be "perhaps"; use true or false`, "status 2").AtPrompt()
	p.Run("clear; countersign config check; echo status $?").WaitFor("config.yml:2:8:", "found 1 problem", "status 1").AtPrompt()
}

// I turn on screen-reader mode in the settings, and turn it off with a flag.
func TestScreenReaderModeBySettings(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	h.configure(t, "accessible: true\n")
	p := sitDown(t, h)
	p.Run("countersign").WaitFor("Settings").Press("C-c").AtPrompt()
	p.Run("clear; countersign --accessible=false").WaitFor("try the sandbox", "? keys").Press("q").AtPrompt()
}

// I turn the mouse off in the settings, and the terminal keeps it.
func TestTheMouseIsOffBySettings(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"mouse: true\n": "1", "mouse: false\n": "0"} {
		h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
		h.configure(t, text)
		p := sitDown(t, h)
		p.Run("countersign").WaitFor("try the sandbox", "? keys")
		p.until("the mouse at "+want, func(string) bool { return p.Terminal("#{mouse_any_flag}") == want })
		p.Press("q").AtPrompt()
	}
}

// I choose a theme: light and dark have different colors, none and NO_COLOR have none, and custom colors are used; an
// unknown theme is an error.
func TestIChooseATheme(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	p := sitDown(t, h)
	// colors returns the color codes on the screen.
	colors := func(command string) string {
		p.Run("clear; "+command).WaitFor("try the sandbox", "? keys")
		var seen []string
		for _, m := range regexp.MustCompile(`\x1b\[([0-9;]*)m`).FindAllStringSubmatch(p.tmux(nil, "capture-pane", "-p", "-e"), -1) {
			if code := strings.TrimPrefix(m[1], "1;"); strings.HasPrefix(code, "3") && code != "39" || strings.HasPrefix(code, "9") {
				seen = append(seen, code)
			}
		}
		p.Press("q").AtPrompt()
		slices.Sort(seen)
		return strings.Join(slices.Compact(seen), " ")
	}
	dark, light := colors("countersign --theme dark"), colors("COUNTERSIGN_THEME=light countersign")
	if dark == "" || light == "" || dark == light {
		t.Errorf("dark has the colors %q, light %q", dark, light)
	}
	for _, command := range []string{"countersign --theme none", "NO_COLOR=1 countersign", "COUNTERSIGN_THEME=light countersign --theme none"} {
		if got := colors(command); got != "" {
			t.Errorf("%s has the colors %q", command, got)
		}
	}
	h.configure(t, "theme: none\n")
	if got := colors("countersign"); got != "" {
		t.Errorf("by the settings it has the colors %q", got)
	}
	h.configure(t, "theme: dark\ncolors: {muted: 201, accent: 201}\n")
	if got := colors("countersign"); !strings.Contains(got, "38;5;201") || strings.Contains(got, "38;5;145") {
		t.Errorf("by the settings it has the colors %q", got)
	}
	p.Run("clear; countersign --theme blue; echo status $?").WaitFor(`--theme: invalid theme "blue"`, "Use auto, light, dark or none.", "status 2").AtPrompt()
}
