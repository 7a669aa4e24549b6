//go:build unix

package connection

import "syscall"

// become replaces this process by the program.
func become(path string, program, environment []string) error {
	return notStarted(program[0], syscall.Exec(path, program, environment)) //nolint:gosec // the user's command
}
