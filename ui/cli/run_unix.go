//go:build unix

package cli

import "syscall"

// become puts the program in this one's place: nothing stands between it and its signals, its terminal and its exit code.
func become(path string, command, environment []string) error {
	return notRunnable(command[0], syscall.Exec(path, command, environment)) //nolint:gosec // the person's own command
}
