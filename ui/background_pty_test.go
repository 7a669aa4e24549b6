//go:build !windows

package ui

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/creack/pty"

	"countersign/ui/kit"
)

// heard is a program that remembers what reached it, until it was told the background and q was pressed.
type heard struct{ keys, told string }

func (h *heard) Init() tea.Cmd { return nil }
func (h *heard) View() string  { return "first frame" }
func (h *heard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		h.keys += msg.String()
	case kit.BackgroundMsg:
		h.told += fmt.Sprintf("dark: %v", msg.Dark)
	}
	if h.told != "" && strings.HasSuffix(h.keys, "q") {
		return h, tea.Quit
	}
	return h, nil
}

// Bubble Tea on a real terminal device: raw mode, its cancellable reader and the filter together.
func TestProgramIsToldTheBackgroundAndHearsNoAnswer(t *testing.T) {
	t.Parallel()
	terminal, device, err := pty.Open()
	if err != nil {
		t.Fatalf("opening a pseudo-terminal: %v", err)
	}
	defer func() { _ = terminal.Close(); _ = device.Close() }()
	_ = pty.Setsize(terminal, &pty.Winsize{Rows: 24, Cols: 80})

	b := watchBackground(device, device, "auto", func(key string) string { return map[string]string{"TERM": "xterm-256color"}[key] })
	b.limit = time.Hour // the machine may be slow; how long an answer counts is tested elsewhere
	model := &heard{}
	program := tea.NewProgram(model, b.options()...)
	b.tell(program.Send)

	// The terminal: answers the query, in two parts, and then a person types q.
	go func() {
		var seen bytes.Buffer
		buf := make([]byte, 1024)
		asked := false
		for {
			n, err := terminal.Read(buf)
			if err != nil {
				return
			}
			seen.Write(buf[:n])
			if before, _, found := strings.Cut(seen.String(), queryBackground); found && !asked {
				asked = true
				if !strings.Contains(before, "first frame") {
					t.Errorf("the terminal was asked before the first frame: %q", before)
				}
				_, _ = terminal.WriteString("\x1b]11;rgb:ffff/")
				_, _ = terminal.WriteString("ffff/ffff\x1b\\xq")
			}
		}
	}()

	if _, err := program.Run(); err != nil {
		t.Fatal(err)
	}
	if model.keys != "xq" || model.told != "dark: false" {
		t.Errorf("heard the keys %q and %q; want x and q, and that it is light", model.keys, model.told)
	}
}
