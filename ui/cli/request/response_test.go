//go:build !windows

package request

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/creack/pty"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
)

func TestBodyIsSanitizedForATerminalOnly(t *testing.T) {
	t.Parallel()
	const hostile = "one\x1b]0;title\a\r\n\ttwo\u202e\x9b31m"
	response := &flow.Response{Status: http.StatusOK, Header: http.Header{"X-Sample": {"\x1b[2Jvalue"}}, Body: []byte(hostile)}

	var piped bytes.Buffer
	toPipe := &requestOptions{Factory: command.NewFactory(console.NewIO(nil, &piped, nil, nil), nil)}
	if err := toPipe.print(response); err != nil {
		t.Fatal(err)
	}
	if piped.String() != hostile {
		t.Errorf("pipe: %q", piped.String())
	}

	terminal, device, err := pty.Open()
	if err != nil {
		t.Fatalf("opening a pseudo-terminal: %v", err)
	}
	defer func() { _ = terminal.Close() }()
	toTerminal := &requestOptions{Factory: command.NewFactory(console.NewIO(nil, device, nil, nil), nil), include: true}
	if err := toTerminal.print(response); err != nil {
		t.Fatal(err)
	}
	const want = "HTTP 200 OK\r\nX-Sample: [2Jvalue\r\n\r\none]0;title\r\n\ttwo31m\r\n"
	shown := make([]byte, len(want))
	if _, err := io.ReadFull(terminal, shown); err != nil {
		t.Fatal(err)
	}
	if err := device.Close(); err != nil {
		t.Fatal(err)
	}
	if string(shown) != want {
		t.Errorf("terminal: %q, want %q", shown, want)
	}
}
