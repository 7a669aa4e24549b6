//go:build !windows

package terminal

import (
	"os/exec"
	"syscall"
)

// detach takes the browser out of our session: neither ctrl+c nor the end of the terminal closes it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
