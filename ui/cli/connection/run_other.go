//go:build !unix

package connection

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"

	"countersign/flow"
	"countersign/ui/cli/exit"
)

// become runs the program and passes its exit code on. The console sends Ctrl+C to both processes; only the program
// handles it.
func become(path string, program, environment []string) error {
	signal.Ignore(os.Interrupt)
	cmd := exec.Command(path, program[1:]...) //nolint:gosec // the user's command
	cmd.Args[0] = program[0]
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return exit.New(exit.Code(ended.ExitCode()), flow.Explanation{})
	}
	if err != nil {
		return notStarted(program[0], err)
	}
	return nil
}
