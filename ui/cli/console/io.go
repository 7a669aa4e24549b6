package console

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"countersign/flow"
	"countersign/ui/cli/exit"
)

// IO are a program's streams and its environment, and how it words what it writes there.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
	// Env looks up a variable of the environment; empty is as good as unset.
	Env func(key string) string
	// Accessible is screen-reader mode.
	ScreenReader bool
}

// NewIO fills in what is nil: the process's own streams and environment.
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

// Tell writes a message to the person, which is not for a script.
func (s *IO) Infof(format string, args ...any) {
	_, _ = fmt.Fprintln(s.Err, s.spoken(fmt.Sprintf(format, args...)))
}

// TellError writes an error as a person reads it: what failed, the other side's own words, what to do next.
func (s *IO) PrintError(err error) {
	explanation := exit.Explain(err)
	if explanation == (flow.Explanation{}) {
		return // the exit code of a program that was run: it has said what there is to say
	}
	s.PrintExplanation(explanation)
}

// TellExplanation is TellError for what is explained already.
func (s *IO) PrintExplanation(e flow.Explanation) {
	s.Infof("%s%s", s.Wording("countersign: ", "Failed: "), e.What)
	if e.ProviderMessage != "" {
		s.Infof("%s%s", s.Wording("  they said: ", "They said: "), e.ProviderMessage)
	}
	if e.Next != "" {
		s.Infof("%s%s", s.Wording("  next: ", "What to do next: "), e.Next)
	}
}

// IsTerminal reports whether a stream is one.
func IsTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// TerminalSize is the window's, where the stream is one.
func TerminalSize(stream any) (width, height int, ok bool) {
	file, isFile := stream.(*os.File)
	if !isFile {
		return 0, 0, false
	}
	width, height, err := term.GetSize(int(file.Fd()))
	return width, height, err == nil && width > 0 && height > 0
}
