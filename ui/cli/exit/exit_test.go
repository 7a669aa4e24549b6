package exit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"countersign/flow"
	"countersign/ui/cli/exit"
)

// Scripts rely on these numbers.
func TestCodeOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		code exit.Code
		want int
	}{
		"no error":          {nil, exit.OK, 0},
		"any error":         {errors.New("sample"), exit.Failed, 1},
		"name taken":        {flow.ErrNameTaken, exit.Failed, 1},
		"usage":             {exit.Usagef("next", "what"), exit.Usage, 2},
		"wrapped usage":     {exit.WrapUsage("--flag", errors.New("sample")), exit.Usage, 2},
		"denied":            {flow.ErrDenied, exit.Denied, 3},
		"credential store":  {&flow.StepError{Step: flow.StepStore, Err: errors.New("sample")}, exit.NoStore, 4},
		"no connection":     {flow.ErrNotFound, exit.NotFound, 5},
		"no connector":      {flow.ErrNoConnector, exit.NotFound, 5},
		"refused request":   {exit.New(exit.RequestRefused, flow.Explanation{}), exit.RequestRefused, 6},
		"timeout":           {flow.ErrTimedOut, exit.TimedOut, 124},
		"cancelled":         {context.Canceled, exit.Cancelled, 130},
		"other code":        {exit.Wrap(exit.Usage, flow.ErrNotFound), exit.Usage, 2},
		"not executable":    {exit.New(exit.NotExecutable, flow.Explanation{}), exit.NotExecutable, 126},
		"command not found": {exit.New(exit.CommandNotFound, flow.Explanation{}), exit.CommandNotFound, 127},
		"wrapped":           {fmt.Errorf("sample: %w", exit.Usagef("next", "what")), exit.Usage, 2},
	} {
		if code := exit.CodeOf(c.err); code != c.code || int(code) != c.want {
			t.Errorf("%s: exit code %d, want %d", name, code, c.want)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	if e := exit.Explain(exit.WrapUsage("--flag", errors.New("sample"))); e.What != "--flag: sample" {
		t.Errorf("got %q", e.What)
	}
	if e := exit.Explain(exit.Usagef("do this", "%d is wrong", 1)); e.What != "1 is wrong" || e.Next != "do this" {
		t.Errorf("got %q and %q", e.What, e.Next)
	}
}
