package clitest

import (
	"bufio"
	"os"
	"os/exec"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// runningSandbox is the script's countersign sandbox.
type runningSandbox struct {
	cmd            *exec.Cmd
	stdout, stderr strings.Builder
	read           chan struct{} // closed at the end of standard output
}

type sandboxKey struct{}

// sandbox runs countersign sandbox on a free port until the script ends. $SANDBOX is its base URI and $SANDBOX_ADDRESS its
// HOST:PORT. `sandbox stop` interrupts it and writes its output to sandbox.stdout and sandbox.stderr.
func sandbox(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(sandboxKey{}).(*runningSandbox)
	switch {
	case neg || len(args) > 1:
		ts.Fatalf("usage: sandbox [stop]")
	case len(args) == 1:
		ts.Check(s.cmd.Process.Signal(os.Interrupt))
		<-s.read
		ts.Check(s.cmd.Wait())
		ts.Check(os.WriteFile(ts.MkAbs("sandbox.stdout"), []byte(s.stdout.String()), 0o600))
		ts.Check(os.WriteFile(ts.MkAbs("sandbox.stderr"), []byte(s.stderr.String()), 0o600))
	default:
		s.start(ts)
	}
}

func (s *runningSandbox) start(ts *testscript.TestScript) {
	program, err := exec.LookPath("countersign")
	ts.Check(err)
	s.cmd, s.read = exec.Command(program, "sandbox", "--listen", "127.0.0.1:0"), make(chan struct{})
	s.cmd.Stderr = &s.stderr
	stdout, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	ts.Defer(func() {
		_ = s.cmd.Process.Kill()
		<-s.read
		_ = s.cmd.Wait()
	})

	uri := make(chan string, 1)
	go func() {
		defer close(s.read)
		defer close(uri)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			s.stdout.WriteString(lines.Text() + "\n")
			if base, ok := strings.CutPrefix(lines.Text(), "base URI"); ok {
				uri <- strings.TrimSpace(base)
			}
		}
	}()
	base := <-uri
	if base == "" {
		ts.Fatalf("no base URI in the output of the sandbox")
	}
	ts.Setenv("SANDBOX", base)
	ts.Setenv("SANDBOX_ADDRESS", strings.TrimPrefix(base, "http://"))
}
