package console

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"

	"countersign/flow"
	"countersign/ui/cli/exit"
)

// IO holds the program's streams and environment.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	// Env looks up an environment variable. Unset variables are empty.
	Env func(key string) string
	// ScreenReader is set in screen-reader mode.
	ScreenReader bool
}

// NewIO returns an IO. For what is nil it uses the process's streams and environment.
func NewIO(in io.Reader, out, err io.Writer, env func(string) string) *IO {
	s := &IO{In: in, Out: out, Err: err, Env: env}
	if s.In == nil {
		s.In = os.Stdin
	}
	if s.Out == nil {
		s.Out = os.Stdout
	}
	if s.Err == nil {
		s.Err = os.Stderr
	}
	if s.Env == nil {
		s.Env = os.Getenv
	}
	return s
}

// Infof prints a message to standard error.
func (s *IO) Infof(format string, args ...any) {
	_, _ = fmt.Fprintln(s.Err, s.spoken(fmt.Sprintf(format, args...)))
}

// PrintError prints an error to standard error: what failed, the provider's message, and what to do.
func (s *IO) PrintError(err error) { s.PrintExplanation(exit.Explain(err)) }

// PrintExplanation prints an explained error. It prints nothing for an empty one.
func (s *IO) PrintExplanation(e flow.Explanation) {
	if e == (flow.Explanation{}) {
		return
	}
	indent := s.Wording("  ", "")
	s.Infof("%s%s", s.Wording("countersign: ", "Failed: "), e.What)
	if e.ProviderMessage != "" {
		s.Infof(`%sProvider said: "%s"`, indent, e.ProviderMessage)
	}
	if e.Next != "" {
		s.Infof("%s%s", indent, Sentence(e.Next))
	}
}

// Sentence returns text with a capital and a full stop. A command or a flag at its start stays as it is.
func Sentence(text string) string {
	if !strings.HasPrefix(text, "countersign ") {
		first, size := utf8.DecodeRuneInString(text)
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if last, _ := utf8.DecodeLastRuneInString(text); unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(")\"'", last) {
		text += "."
	}
	return text
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// TerminalSize returns a terminal's size in cells.
func TerminalSize(stream any) (width, height int, ok bool) {
	file, isFile := stream.(*os.File)
	if !isFile {
		return 0, 0, false
	}
	width, height, err := term.GetSize(int(file.Fd()))
	return width, height, err == nil && width > 0 && height > 0
}
