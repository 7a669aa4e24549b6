package terminal

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

// counter counts writes: a terminal must get a sequence in one.
type counter struct {
	strings.Builder
	writes int
}

func (c *counter) Write(p []byte) (int, error) {
	c.writes++
	return c.Builder.Write(p)
}

func TestTheWaysToAClipboard(t *testing.T) {
	t.Parallel()
	const text = "https://photos.example/authorize"
	plain := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\x07"
	long := strings.Repeat("x", 60_000)
	for name, test := range map[string]struct {
		choice  string
		environ string
		text    string
		native  error // errNone: there is none
		noTmux  bool
		how     string // said when it went well
		fails   string // said when it did not
		wrote   string // to the terminal
		tmux    string // told to tmux
	}{
		"at the machine":           {how: "to this machine's clipboard"},
		"no program":               {native: errNone, how: "OSC 52", wrote: plain},
		"a program that fails":     {native: errors.New("no display"), how: "OSC 52", wrote: plain},
		"over ssh":                 {environ: "SSH_TTY=/dev/pts/1", how: "OSC 52", wrote: plain},
		"over ssh, native":         {choice: "native", environ: "SSH_TTY=/dev/pts/1", how: "to this machine's clipboard"},
		"native only, and none":    {choice: "native", native: errNone, fails: "install wl-clipboard or xclip (clipboard: native)"},
		"the terminal's only":      {choice: "osc52", how: "OSC 52", wrote: plain},
		"switched off":             {choice: "none", fails: "clipboard: none"},
		"the variable comes first": {choice: "none", environ: "COUNTERSIGN_CLIPBOARD=osc52", how: "OSC 52", wrote: plain},
		"an unknown choice":        {environ: "COUNTERSIGN_CLIPBOARD=pigeon", fails: `invalid clipboard "pigeon"`},
		"in tmux":                  {choice: "osc52", environ: "TMUX=socket,1,0", how: "to tmux's buffer, and to", tmux: "load-buffer -w -"},
		"in an old tmux":           {choice: "osc52", environ: "TMUX=socket,1,0", noTmux: true, how: "allow-passthrough", wrote: "\x1bPtmux;\x1b" + plain + "\x1b\\", tmux: "load-buffer -w -"},
		"in tmux, too long":        {choice: "osc52", environ: "TMUX=socket,1,0", text: long, how: "to tmux's buffer only", tmux: "load-buffer -"},
		"in screen":                {choice: "osc52", environ: "STY=1.pts", how: "through screen", wrote: "\x1bP" + plain + "\x1b\\"},
		"too long":                 {choice: "osc52", text: long, fails: "80.0 kB, limit 75.0 kB"},
		"too long for a native":    {text: long, how: "to this machine's clipboard"},
		"the console":              {choice: "osc52", environ: "TERM=linux", fails: "TERM=linux) has no clipboard"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, told := &counter{}, ""
			env := func(key string) string {
				value, _ := strings.CutPrefix(test.environ, key+"=")
				if value == test.environ {
					return ""
				}
				return value
			}
			c := NewCopier(test.choice, env, out)
			c.native = func(string) error { return test.native }
			if test.native == errNone { //nolint:errorlint // a mark of the table
				c.native = nil
			}
			c.tmux = func(_ string, args ...string) error {
				told = strings.Join(args, " ")
				if test.noTmux {
					return errors.New("unknown flag -w")
				}
				return nil
			}
			if test.text == "" {
				test.text = text
			}
			how, err := c.Copy(test.text)
			if test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)) || test.fails == "" && (err != nil || !strings.Contains(how, test.how)) {
				t.Errorf("said %q, %v", how, err)
			}
			if out.String() != test.wrote || out.writes > 1 || told != test.tmux {
				t.Errorf("wrote %q in %d writes, and told tmux %q", out.String(), out.writes, told)
			}
		})
	}
}

var errNone = errors.New("there is none")
