package testenv

import (
	"os"
	"syscall"
)

// WriteProgram writes a program that a test runs. No process may be started meanwhile: a child would inherit the open file, and
// running the program would fail with "text file busy".
func WriteProgram(path string, content []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, content, 0o755) //nolint:gosec // run by any user
}
