package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is the program on a pty of a fixed size, with an emulator for its output.
type terminal struct {
	file *os.File
	cmd  *exec.Cmd
	done chan struct{} // closed when the program has exited and the emulator has all its output

	theme Theme

	mu       sync.Mutex // guards the emulator and changed
	emulator *vt.Emulator
	changed  chan struct{} // closed and replaced at every write
}

// start runs the program in a terminal with the theme's colors.
func start(theme Theme, columns, lines int, env []string, program string, args []string) (*terminal, error) {
	cmd := exec.Command(program, args...) //nolint:gosec,noctx // the program just built; close ends it
	cmd.Env = env
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(columns), Rows: uint16(lines)}) //nolint:gosec // from a tape of ours
	if err != nil {
		return nil, fmt.Errorf("starting the program: %w", err)
	}
	t := &terminal{file: file, cmd: cmd, theme: theme, done: make(chan struct{}), emulator: vt.NewEmulator(columns, lines), changed: make(chan struct{})}
	t.emulator.SetDefaultForegroundColor(theme.Ink)
	t.emulator.SetDefaultBackgroundColor(theme.Paper)
	go t.read()
	go t.reply()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.done)
	buffer := make([]byte, 32<<10)
	for {
		n, err := t.file.Read(buffer)
		t.mu.Lock()
		_, _ = t.emulator.Write(buffer[:n])
		close(t.changed)
		t.changed = make(chan struct{})
		t.mu.Unlock()
		if err != nil { // a pty ends with an error: EIO on Linux
			return
		}
	}
}

// reply passes the emulator's replies to the program's queries on. The emulator blocks until each is read, so they are read
// even after the program has exited.
func (t *terminal) reply() {
	_, _ = io.Copy(t.file, t.emulator)
	_, _ = io.Copy(io.Discard, t.emulator)
}

// send types keys.
func (t *terminal) send(keys string) error {
	if _, err := io.WriteString(t.file, keys); err != nil {
		return fmt.Errorf("typing: %w", err)
	}
	return nil
}

// screen returns a copy of the current screen.
func (t *terminal) screen() Screen {
	s, _ := t.look()
	return s
}

func (t *terminal) look() (Screen, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return copyScreen(t.emulator, t.theme), t.changed
}

// until waits until ready returns true for a screen.
func (t *terminal) until(ctx context.Context, ready func(Screen) bool) error {
	for {
		screen, changed := t.look()
		if ready(screen) {
			return nil
		}
		select {
		case <-changed:
		case <-t.done:
			if ready(t.screen()) {
				return nil
			}
			return errors.New("the program exited")
		case <-ctx.Done():
			return fmt.Errorf("waiting: %w", ctx.Err())
		}
	}
}

// still waits until the program has stopped writing.
func (t *terminal) still(ctx context.Context) error {
	limit := time.NewTimer(stillLimit)
	defer limit.Stop()
	for {
		_, changed := t.look()
		quiet := time.NewTimer(stillFor)
		select {
		case <-changed:
			quiet.Stop()
		case <-quiet.C:
			return nil
		case <-limit.C:
			quiet.Stop()
			return nil
		case <-ctx.Done():
			quiet.Stop()
			return fmt.Errorf("waiting for the screen to be still: %w", ctx.Err())
		}
	}
}

// exited waits for the program to exit.
func (t *terminal) exited(ctx context.Context) error {
	select {
	case <-t.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for the program to exit: %w", ctx.Err())
	}
}

// close stops the program if it is still running.
func (t *terminal) close() {
	_ = t.file.Close()
	_ = t.cmd.Process.Kill()
	<-t.done
	_ = t.cmd.Wait()
	// The emulator's Close would race with its Read.
	if replies, ok := t.emulator.InputPipe().(io.Closer); ok {
		_ = replies.Close()
	}
}
