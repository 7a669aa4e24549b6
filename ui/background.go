package ui

import (
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	_ "countersign/ui/quiet" // keeps Bubble Tea from querying the terminal at startup
	"countersign/ui/terminal"
)

// Whether the background is light or dark comes from the theme in the settings, or else COLORFGBG, or else the terminal,
// which is queried once after the first frame. Nothing waits for its reply, which arrives among the keys and is filtered out
// (background_input.go). A late reply is filtered, too, but ignored, so that the screen does not change while being read.

const (
	// answerLimit is how long to accept the terminal's reply.
	answerLimit = 200 * time.Millisecond
	// keyLimit is how long to hold the start of a possible reply before treating it as keys.
	keyLimit = 50 * time.Millisecond

	queryBackground = "\x1b]11;?\x1b\\" // OSC 11 (xterm control sequences)
)

// background finds out whether a terminal's background is dark.
type background struct {
	dark  bool // used for the first frame
	in    *backgroundInput
	out   *firstFrame
	limit time.Duration // how long to accept the reply
}

// watchBackground prepares to query the terminal of in and out, if the theme and the environment do not determine the
// background. env is os.Getenv.
func watchBackground(in, out *os.File, theme string, env func(string) string) *background {
	b := &background{in: &backgroundInput{File: in}, out: &firstFrame{File: out}, limit: answerLimit}
	dark, known := settledBackground(theme, env)
	b.dark = dark
	if !known && answersQueries(env("TERM")) {
		b.out.painted = b.ask
	}
	return b
}

// ask queries the terminal. Write errors are ignored: they would also affect the screens.
func (b *background) ask() {
	b.in.expect(time.Now().Add(b.limit))
	_, _ = io.WriteString(b.out.File, queryBackground)
}

// options make Bubble Tea read and write through b.
func (b *background) options() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithInput(b.in), tea.WithOutput(b.out)}
}

// tell sets the receiver of the BackgroundMsg: a program's Send. Call it before the program runs.
func (b *background) tell(send func(tea.Msg)) { b.in.send = send }

// settledBackground returns the background according to the theme or the environment. If neither determines it, known
// is false and dark is the better guess.
func settledBackground(theme string, env func(string) string) (dark, known bool) {
	switch theme {
	case "dark", "none":
		return true, true
	case "light":
		return false, true
	}
	// COLORFGBG is "foreground;background" or "foreground;default;background" in the 16 ANSI colors.
	fields := strings.Split(env("COLORFGBG"), ";")
	colour, err := strconv.Atoi(fields[len(fields)-1])
	if len(fields) < 2 || err != nil {
		return true, false
	}
	return (colour >= 0 && colour <= 6) || colour == 8, true
}

// answersQueries excludes terminals known to print a query instead of replying, and Windows, where Bubble Tea reads
// key events from the console and never sees the bytes of a reply.
func answersQueries(term string) bool {
	return runtime.GOOS != "windows" && term != "" && term != "dumb" && term != "linux" && !strings.HasPrefix(term, "screen")
}

// firstFrame is an output that detects the first frame: the first write with visible text. It also leaves wrapping a
// link to the terminal. It embeds the file, so that Bubble Tea can find out its size.
type firstFrame struct {
	*os.File
	painted func() // called after the first frame; may be nil
	once    sync.Once
}

func (f *firstFrame) Write(p []byte) (int, error) {
	if _, err := f.File.Write(terminal.JoinSoftWraps(p)); err != nil {
		return 0, err
	}
	if f.painted != nil && strings.TrimSpace(ansi.Strip(string(p))) != "" {
		f.once.Do(f.painted)
	}
	return len(p), nil
}

// WriteString replaces that of the file, which io.WriteString would call.
func (f *firstFrame) WriteString(s string) (int, error) { return f.Write([]byte(s)) }
