package testenv

import (
	"os"
	"syscall"
)

// WriteProgram writes a file that a test runs. Meanwhile no process is started: a child has our open files for a moment,
// and the system runs no program that somebody has open for writing ("text file busy").
func WriteProgram(path string, content []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, content, 0o755) //nolint:gosec // it is to be run, by any user
}
