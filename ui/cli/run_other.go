//go:build !unix

package cli

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"

	"countersign/flow"
)

// become runs the program and passes its exit code on. The console sends ctrl+c to both; only the program is to act on it.
func become(path string, command, environment []string) error {
	signal.Ignore(os.Interrupt)
	cmd := exec.Command(path, command[1:]...) //nolint:gosec // the person's own command
	cmd.Args[0] = command[0]
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &complaint{ExitCode(exit.ExitCode()), flow.Explanation{}}
	}
	if err != nil {
		return notRunnable(command[0], err)
	}
	return nil
}
