package terminal

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"countersign/internal/testenv"
)

// No slow machine meets this limit in a test.
func init() { browserGrace = testenv.WaitTimeout() }

// hardLink has what shells and cmd.exe would make something else of.
const hardLink = "https://service.example/authorize?oauth_token=a%20b&perms=read;x=$(id)`id`'\"^%PATH%"

// browserDesk has these fake commands on its PATH; each writes its arguments and its environment down, and those whose
// name ends in ! fail.
func browserDesk(t *testing.T, system string, wsl bool, commands []string, environ ...string) (d desk, said func(string) string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake commands are shell scripts")
	}
	dir := t.TempDir()
	for _, command := range commands {
		name, fails := strings.CutSuffix(command, "!")
		script := "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$0.args\"\nexport -p > \"$0.env\"\n"
		if fails {
			script += "exit 3\n"
		}
		if err := testenv.WriteProgram(filepath.Join(dir, name), []byte(script)); err != nil {
			t.Fatal(err)
		}
	}
	said = func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(text))
	}
	return desk{system: system, wsl: wsl, environ: append([]string{"PATH=" + dir}, environ...)}, said
}

func TestTheLinkIsOpenedByWhatTheMachineHas(t *testing.T) {
	t.Parallel()
	const handler = "url.dll,FileProtocolHandler\n" + hardLink
	for name, test := range map[string]struct {
		system  string
		wsl     bool
		has     []string
		environ []string
		opened  map[string]string // by the command: its arguments
		fails   bool              // a command was tried, and did not work
		none    string            // why there is nothing to try
	}{
		"xdg-open":                     {system: "linux", has: []string{"xdg-open"}, environ: []string{"DISPLAY=:0"}, opened: map[string]string{"xdg-open": hardLink}},
		"xdg-open under Wayland":       {system: "freebsd", has: []string{"xdg-open"}, environ: []string{"WAYLAND_DISPLAY=wayland-0"}, opened: map[string]string{"xdg-open": hardLink}},
		"gio where xdg-open fails":     {system: "linux", has: []string{"xdg-open!", "gio"}, environ: []string{"DISPLAY=:0"}, opened: map[string]string{"xdg-open": hardLink, "gio": "open\n" + hardLink}},
		"nothing installed":            {system: "linux", environ: []string{"DISPLAY=:0"}, none: "xdg-open or gio or x-www-browser is not installed"},
		"no display":                   {system: "linux", has: []string{"xdg-open"}, none: "there is no display"},
		"all fail":                     {system: "linux", has: []string{"xdg-open!"}, environ: []string{"DISPLAY=:0"}, opened: map[string]string{"xdg-open": hardLink}, fails: true},
		"macOS":                        {system: "darwin", has: []string{"open", "xdg-open"}, opened: map[string]string{"open": hardLink}},
		"Windows":                      {system: "windows", has: []string{"rundll32.exe"}, opened: map[string]string{"rundll32.exe": handler}},
		"WSL with wslview":             {system: "linux", wsl: true, has: []string{"wslview", "rundll32.exe", "xdg-open"}, opened: map[string]string{"wslview": hardLink}},
		"WSL without":                  {system: "linux", wsl: true, has: []string{"rundll32.exe", "xdg-open"}, opened: map[string]string{"rundll32.exe": handler}},
		"WSL whose wslview fails":      {system: "linux", wsl: true, has: []string{"wslview!", "rundll32.exe"}, opened: map[string]string{"wslview": hardLink, "rundll32.exe": handler}},
		"WSL without Windows' folders": {system: "linux", wsl: true, none: "wslview or rundll32.exe is not installed"},
		"over ssh":                     {system: "linux", has: []string{"xdg-open"}, environ: []string{"SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22"}, none: "remote machine without a display"},
		"over ssh, the tty alone":      {system: "linux", has: []string{"xdg-open"}, environ: []string{"SSH_TTY=/dev/pts/1"}, none: "remote machine without a display"},
		"over ssh to a Mac":            {system: "darwin", has: []string{"open"}, environ: []string{"SSH_TTY=/dev/ttys001"}, none: "remote machine without a display"},
		"over ssh into WSL":            {system: "linux", wsl: true, has: []string{"wslview"}, environ: []string{"SSH_TTY=/dev/pts/1"}, none: "remote machine without a display"},
		"over ssh with a display":      {system: "linux", has: []string{"xdg-open"}, environ: []string{"SSH_TTY=/dev/pts/1", "DISPLAY=localhost:10.0"}, opened: map[string]string{"xdg-open": hardLink}},
		"$BROWSER":                     {system: "linux", has: []string{"mine", "xdg-open"}, environ: []string{"BROWSER=mine", "DISPLAY=:0"}, opened: map[string]string{"mine": hardLink}},
		"$BROWSER over ssh":            {system: "linux", has: []string{"mine"}, environ: []string{"BROWSER=mine", "SSH_TTY=/dev/pts/1"}, opened: map[string]string{"mine": hardLink}},
		"$BROWSER under WSL":           {system: "linux", wsl: true, has: []string{"mine", "wslview"}, environ: []string{"BROWSER=mine"}, opened: map[string]string{"mine": hardLink}},
		"$BROWSER with a list":         {system: "linux", has: []string{"first!", "second"}, environ: []string{"BROWSER=missing:first:second --new %s --end"}, opened: map[string]string{"first": hardLink, "second": "--new\n" + hardLink + "\n--end"}},
		"$BROWSER that is not there":   {system: "linux", has: []string{"xdg-open"}, environ: []string{"BROWSER=missing", "DISPLAY=:0"}, none: "missing is not installed"},
		"$BROWSER that is a bare :":    {system: "linux", environ: []string{"BROWSER=:"}, none: "$BROWSER is not installed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, said := browserDesk(t, test.system, test.wsl, test.has, test.environ...)
			err := d.open(t.Context(), hardLink)
			switch {
			case test.none != "" && (!errors.Is(err, ErrNoBrowser) || !strings.Contains(err.Error(), test.none)):
				t.Errorf("got %v", err)
			case test.fails && (err == nil || errors.Is(err, ErrNoBrowser)):
				t.Errorf("got %v", err)
			case test.none == "" && !test.fails && err != nil:
				t.Error(err)
			}
			for _, command := range test.has {
				command = strings.TrimSuffix(command, "!")
				if got := said(command + ".args"); got != test.opened[command] {
					t.Errorf("%s was given %q, want %q", command, got, test.opened[command])
				}
			}
		})
	}
}

func TestTheBrowserIsToldNothingOfOurs(t *testing.T) {
	t.Parallel()
	d, said := browserDesk(t, "linux", false, []string{"mine"}, "BROWSER=mine", "HOME=/home/anna", "COUNTERSIGN_SET_consumerSecret=sample-secret")
	if err := d.open(t.Context(), hardLink); err != nil {
		t.Fatal(err)
	}
	if env := said("mine.env"); !strings.Contains(env, "/home/anna") || strings.Contains(env, "COUNTERSIGN_") {
		t.Errorf("its environment is\n%s", env)
	}
}

func TestOnlyWebLinksAreOpened(t *testing.T) {
	t.Parallel()
	d, said := browserDesk(t, "linux", false, []string{"mine"}, "BROWSER=mine")
	for _, link := range []string{"file:///etc/passwd", "javascript:alert(1)", "-version", "http://[", ""} {
		if err := d.open(t.Context(), link); err == nil || said("mine.args") != "" {
			t.Errorf("%q was opened", link)
		}
	}
}
