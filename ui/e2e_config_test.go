package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Journeys of one who likes it otherwise.

// configure writes the file of settings of a home.
func (h *home) configure(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(h.dir, "config", "countersign", "config.yml")
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// I change the keys: config init writes a file for me, I give actions other keys in it, and the screens and their help go by
// mine.
func TestIChangeTheKeys(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	p := sitDown(t, h)
	p.Run("countersign config init && countersign config check").WaitFor("No mistakes in").AtPrompt()
	path := filepath.Join(h.dir, "config", "countersign", "config.yml")
	text, err := os.ReadFile(path)
	must(t, err)
	edited := strings.NewReplacer("#keys:", "keys:", "#  palette: ctrl+k", "  palette: ctrl+q", `#  help: ["?", f1]`, "  help: [H, f3]",
		"#  quit-home: q", "  quit-home: X", "#  keychains: K", "  keychains: ctrl+e").Replace(string(text))
	must(t, os.WriteFile(path, []byte(edited), 0o600))

	p.Run("clear; countersign config check && countersign").WaitFor("try the sandbox", "H keys", "X quit", "ctrl+e keychains")
	p.Press("q").Press("C-k").Press("?").Press("C-q").WaitFor("type to find an action", "go to: keychains", "f3")
	p.Press("Escape").WaitFor("H keys").Press("H").WaitFor("KEYS", "ctrl+q", "all actions")
	if strings.Contains(p.Screen(), "ctrl+k") {
		t.Error("the help still speaks of ctrl+k")
	}
	p.Press("Escape").WaitFor("H keys").Press("C-e").WaitFor("enter use")

	// While a letter is text, only f3 helps, and says so.
	p.Press("Escape").WaitFor("try the sandbox").Press("n").WaitFor("Flickr").Press("/").WaitFor("f3 keys").Type("H").WaitFor("/ H", "f3 keys")
	p.Press("Escape").WaitFor("H keys").Press("Escape").WaitFor("try the sandbox").Press("Up", "Down", "Enter").WaitFor("▸ Address", "f3 keys")
	p.Press("F3").WaitFor("KEYS").Press("Escape").WaitFor("▸ Address").Press("Escape").WaitFor("X quit").Press("X").AtPrompt()
}

// I make a mistake in my settings: the screens do not open by half of them; I see the line, the column, and what to write.
func TestSettingsThatAreWrongStopTheStart(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	h.configure(t, "theme: dark\nkeys:\n  palette: ctrl+c\n")
	p := sitDown(t, h)
	p.Resize(160, 24).Run("countersign; echo status $?").WaitFor("config.yml:3:12: ctrl+c always quits; give palette another key", "next: mend the file", "status 2").AtPrompt()
	h.configure(t, "theme: dark\nmouse: perhaps\n")
	p.Run("clear; countersign; echo status $?").WaitFor(`config.yml:2:8: mouse cannot be "perhaps"; write true or false`, "status 2").AtPrompt()
	p.Run("clear; countersign config check; echo status $?").WaitFor("config.yml:2:8:", "found one mistake", "status 1").AtPrompt()
}

// I have the program talk in plain words by the settings alone, and get the screens again by the flag.
func TestPlainWordsByTheSettings(t *testing.T) {
	t.Parallel()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	h.configure(t, "accessible: true\n")
	p := sitDown(t, h)
	p.Run("countersign").WaitFor("Where the settings are").Press("C-c").AtPrompt()
	p.Run("clear; countersign --accessible=false").WaitFor("try the sandbox", "? keys").Press("q").AtPrompt()
}

// I switch the mouse off in the settings, and my terminal keeps it to itself.
func TestTheMouseIsSwitchedOffByTheSettings(t *testing.T) {
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
