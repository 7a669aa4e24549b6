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

	_ "countersign/ui/quiet" // whoever links Bubble Tea through this package is kept from its query at start-up
	"countersign/ui/terminal"
)

// Light or dark, without anybody waiting for it: the theme that a person chose, else COLORFGBG, else the terminal itself is asked, once, after the first frame. Its answer comes in among the keys and is filtered out of them
// (background_input.go). An answer that comes late is filtered too, but no longer repaints what a person is reading.

const (
	// answerLimit is how long the terminal's answer counts.
	answerLimit = 200 * time.Millisecond
	// keyLimit is how long the start of what may be the answer is held before it is taken for keys.
	keyLimit = 50 * time.Millisecond

	queryBackground = "\x1b]11;?\x1b\\" // OSC 11 (xterm control sequences)
)

// background watches one terminal for the screens' time.
type background struct {
	dark  bool // what the first frame is painted for
	in    *backgroundInput
	out   *firstFrame
	limit time.Duration // how long the terminal's answer counts
}

// watchBackground prepares to find out about the terminal behind in and out, for a theme. env is os.Getenv.
func watchBackground(in, out *os.File, theme string, env func(string) string) *background {
	b := &background{in: &backgroundInput{File: in}, out: &firstFrame{File: out}, limit: answerLimit}
	dark, known := settledBackground(theme, env)
	b.dark = dark
	if !known && answersQueries(env("TERM")) {
		b.out.painted = b.ask
	}
	return b
}

// ask puts the question to the terminal. One that can't be written to has greater troubles.
func (b *background) ask() {
	b.in.expect(time.Now().Add(b.limit))
	_, _ = io.WriteString(b.out.File, queryBackground)
}

// options make Bubble Tea read and write through the watch.
func (b *background) options() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithInput(b.in), tea.WithOutput(b.out)}
}

// tell names who gets the BackgroundMsg: a program's Send. It must be called before the program runs.
func (b *background) tell(send func(tea.Msg)) { b.in.send = send }

// settledBackground is what the theme says of the background, or else the environment; known is false when neither says
// anything, and then dark is the better guess. Without colours it does not matter.
func settledBackground(theme string, env func(string) string) (dark, known bool) {
	switch theme {
	case "dark", "none":
		return true, true
	case "light":
		return false, true
	}
	// COLORFGBG is "foreground;background" or "foreground;default;background" in the 16 ANSI colours.
	fields := strings.Split(env("COLORFGBG"), ";")
	colour, err := strconv.Atoi(fields[len(fields)-1])
	if len(fields) < 2 || err != nil {
		return true, false
	}
	return (colour >= 0 && colour <= 6) || colour == 8, true
}

// answersQueries leaves out terminals which are known to print a query instead of understanding it, and Windows, where
// Bubble Tea reads key events from the console and never the bytes of an answer.
func answersQueries(term string) bool {
	return runtime.GOOS != "windows" && term != "" && term != "dumb" && term != "linux" && !strings.HasPrefix(term, "screen")
}

// firstFrame is the output that notices the first frame: the first write with something to read in it. It also leaves it to
// the terminal to wrap a link. Bubble Tea still sees a file, and so finds out its size.
type firstFrame struct {
	*os.File
	painted func() // nil: nobody wants to know
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

// WriteString is what io.WriteString would call on the file itself.
func (f *firstFrame) WriteString(s string) (int, error) { return f.Write([]byte(s)) }
