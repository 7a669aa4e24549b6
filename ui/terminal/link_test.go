package terminal

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"countersign/internal/testenv"
)

func environment(variables ...string) func(string) string {
	return func(name string) string {
		for _, v := range variables {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestWhichTerminalsAreGivenHyperlinks(t *testing.T) {
	t.Parallel()
	const tmux = "TMUX=/tmp/tmux-0/default,1,0"
	for variables, want := range map[string]bool{
		"TERM=xterm-256color":       true,
		"TERM=xterm-256color STY=1": false,
		"TERM=alacritty":            true,
		"TERM=dumb":                 false,
		"TERM=linux":                false,
		"TERM=":                     false,
		"TERM=screen-256color":      false,
		"TERM=tmux-256color " + tmux + " TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a":     false,
		"TERM=tmux-256color " + tmux + " TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4":      true,
		"TERM=screen-256color " + tmux + " TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.10b":  true,
		"TERM=tmux-256color " + tmux + " TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=next-3.6": true,
		"TERM=tmux-256color " + tmux + " TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=4.0":      true,
		"TERM=tmux-256color " + tmux + " TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=master":   false,
		"TERM=tmux-256color " + tmux: false, // older than TERM_PROGRAM
	} {
		if got := SupportsHyperlinks(environment(strings.Fields(variables)...)); got != want {
			t.Errorf("%s: %v", variables, got)
		}
	}
}

func TestTheTunnelForACallback(t *testing.T) {
	t.Parallel()
	const callback = "http://127.0.0.1:8477/callback"
	for _, test := range []struct{ environ, callback, want string }{
		{"SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22,USER=anna", callback, "ssh -L 8477:127.0.0.1:8477 anna@203.0.113.7"},
		{"SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 2222,USER=anna", callback, "ssh -L 8477:127.0.0.1:8477 -p 2222 anna@203.0.113.7"},
		{"SSH_CONNECTION=2001:db8::1 50000 2001:db8::7 22,USER=anna", callback, "ssh -L 8477:127.0.0.1:8477 anna@2001:db8::7"},
		{"SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22,USER=CORP\\anna", "http://localhost:8477/", "ssh -L 8477:127.0.0.1:8477 203.0.113.7"},
		{"SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22,USER=anna", "oob", ""},
		{"USER=anna", callback, ""},
	} {
		if got := SSHTunnelCommand(environment(strings.Split(test.environ, ",")...), test.callback); got != test.want {
			t.Errorf("%s: %q, want %q", test.environ, got, test.want)
		}
	}
	if got := SSHTunnelCommand(environment("SSH_TTY=/dev/pts/1", "USER=anna"), callback); !strings.HasPrefix(got, "ssh -L 8477:127.0.0.1:8477 anna@") || strings.HasSuffix(got, "@") {
		t.Errorf("without SSH_CONNECTION: %q", got)
	}
}

const sample = "https://photos.example/oauth/authorize?oauth_token=72157720836323165-sample-token-c3&perms=read&some_other_parameter=yes"

// modules reads a drawn code again, row by row; true is dark.
func modules(lines []string, inverted bool) (rows [][]bool) {
	for _, line := range lines {
		var top, bottom []bool
		for _, r := range line {
			top = append(top, strings.ContainsRune("█▀", r) != inverted)
			bottom = append(bottom, strings.ContainsRune("█▄", r) != inverted)
		}
		rows = append(rows, top, bottom)
	}
	return rows
}

func TestTheDrawnCodeIsTheCode(t *testing.T) {
	t.Parallel()
	for _, link := range []string{sample, "https://a.example/", sample + strings.Repeat("x", 300)} {
		q, err := NewQR(link)
		if err != nil {
			t.Fatal(err)
		}
		for _, quiet := range []int{narrowQuiet, wideQuiet} {
			columns, lines := q.size(quiet)
			for _, inverted := range []bool{false, true} {
				drawn := q.Lines(quiet, inverted)
				if len(drawn) != lines {
					t.Errorf("%d lines, not %d", len(drawn), lines)
				}
				for y, row := range modules(drawn, inverted) {
					if len(row) != columns {
						t.Fatalf("line %d is %d wide, not %d", y/2, len(row), columns)
					}
					for x, dark := range row {
						if dark != q.code.Black(x-quiet, y-quiet) {
							t.Fatalf("the module at %d, %d is drawn wrong", x, y)
						}
					}
				}
			}
		}
	}
}

func TestWhatFitsNoWindowSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	q, err := NewQR(sample)
	if err != nil {
		t.Fatal(err)
	}
	columns, lines := q.MinSize()
	for _, test := range []struct {
		columns, lines, quiet int
		ok                    bool
	}{
		{columns, lines, narrowQuiet, true},
		{columns - 1, lines, 0, false},
		{columns, lines - 1, 0, false},
		{columns + 4, lines + 2, wideQuiet, true},
		{columns + 3, lines + 2, narrowQuiet, true},
		{200, 60, wideQuiet, true},
	} {
		if quiet, ok := q.QuietZone(test.columns, test.lines); quiet != test.quiet || ok != test.ok {
			t.Errorf("%d×%d: quiet zone %d, %v", test.columns, test.lines, quiet, ok)
		}
	}
	if _, err := NewQR(strings.Repeat("x", 3000)); err == nil {
		t.Error("a code of 3000 bytes was made")
	}
}

// Another program's eyes: the drawn code as a picture, read by zbarimg.
func TestAReaderReadsTheDrawnCode(t *testing.T) {
	t.Parallel()
	testenv.Need(t, "zbarimg")
	for _, quiet := range []int{narrowQuiet, wideQuiet} {
		q, err := NewQR(sample)
		if err != nil {
			t.Fatal(err)
		}
		const scale = 4
		rows := modules(strings.Split(strings.TrimSuffix(ansi.Strip(q.ANSI(quiet)), "\n"), "\n"), false)
		var picture bytes.Buffer
		fmt.Fprintf(&picture, "P5 %d %d 255\n", len(rows[0])*scale, len(rows)*scale)
		for y := range len(rows) * scale {
			for x := range len(rows[0]) * scale {
				light := byte(255)
				if rows[y/scale][x/scale] {
					light = 0
				}
				picture.WriteByte(light)
			}
		}
		file := filepath.Join(t.TempDir(), "code.pgm")
		if err := os.WriteFile(file, picture.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", file).Output()
		if err != nil || strings.TrimSpace(string(out)) != sample {
			t.Errorf("it read %q, %v", out, err)
		}
	}
}
