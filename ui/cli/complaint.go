package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"countersign/flow"
)

// complaint is an error that this front end found itself, or one that it has more to say of than flow.Explain.
type complaint struct {
	code ExitCode
	flow.Explanation
}

func (c *complaint) Error() string { return c.What }

// misuse is a complaint about the arguments.
func misuse(next, format string, args ...any) error {
	return &complaint{Usage, flow.Explanation{What: fmt.Sprintf(format, args...), Next: next}}
}

// misused is an error whose cause stands in the arguments or the environment.
func misused(where string, err error) error {
	e := flow.Explain(err)
	e.What = where + ": " + e.What
	return &complaint{Usage, e}
}

// unwritten is the complaint about data that could not be printed, which flow would take for trouble with the network; any
// other error stays as it is.
func unwritten(err error, out io.Writer) error {
	file, isFile := out.(*os.File)
	var failed *fs.PathError
	if !isFile || !errors.As(err, &failed) || failed.Op != "write" || failed.Path != file.Name() {
		return err
	}
	return &complaint{Failed, flow.Explanation{
		What: fmt.Sprintf("writing to standard output: %s", failed.Err), Next: "see where the output goes: a full disk, or a file that can't be written",
	}}
}

// complain prints an error as a person reads it: what failed, the other side's own words, what to do next.
func (s *session) complain(err error) {
	explanation := explanationOf(err)
	if explanation == (flow.Explanation{}) {
		return // the exit code of a program that was run: it has said what there is to say
	}
	s.printExplanation(explanation)
}

func explanationOf(err error) flow.Explanation {
	var own *complaint
	if errors.As(err, &own) {
		return own.Explanation
	}
	return flow.Explain(err)
}

func (s *session) printExplanation(e flow.Explanation) {
	s.talk("%s%s", s.inWords("countersign: ", "Failed: "), e.What)
	if e.Said != "" {
		s.talk("%s%s", s.inWords("  they said: ", "They said: "), e.Said)
	}
	if e.Next != "" {
		s.talk("%s%s", s.inWords("  next: ", "What to do next: "), e.Next)
	}
}
