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
func complain(w io.Writer, err error) {
	explanation := flow.Explain(err)
	var own *complaint
	if errors.As(err, &own) {
		explanation = own.Explanation
	}
	if explanation == (flow.Explanation{}) {
		return // the exit code of a program that was run: it has said what there is to say
	}
	printExplanation(w, explanation)
}

func printExplanation(w io.Writer, e flow.Explanation) {
	_, _ = fmt.Fprintf(w, "countersign: %s\n", e.What)
	if e.Said != "" {
		_, _ = fmt.Fprintf(w, "  they said: %s\n", e.Said)
	}
	if e.Next != "" {
		_, _ = fmt.Fprintf(w, "  next: %s\n", e.Next)
	}
}
