package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"countersign/ui/cli/exit"
)

// Input is standard input, read only when somebody asks for a line: what a person types at a question must still be
// there for the next one, which may have to switch the echo off.
type Input struct {
	stream  io.Reader
	lines   *bufio.Reader
	pending chan line // a read that an earlier caller did not wait for
	used    bool      // a value took all of it (--set key=-)
	asked   bool      // a conversation is on, so that there is somebody to ask
}

type line struct {
	text string
	err  error
}

// NewInput reads nothing yet.
func NewInput(r io.Reader) *Input { return &Input{stream: r, lines: bufio.NewReader(r)} }

// interactive reports whether a person can be asked.
func (i *Input) interactive() bool { return !i.used && (i.asked || IsTerminal(i.stream)) }

// Used reports whether a value took all of it.
func (i *Input) Consumed() bool { return i.used }

// Next waits for a line. The error is io.EOF at the end, or the context's; what is read after that goes to the next
// caller.
func (i *Input) ReadLine(ctx context.Context) (string, error) {
	if i.used {
		return "", io.EOF
	}
	if i.pending == nil {
		i.pending = make(chan line, 1)
		go func(to chan<- line) {
			text, err := i.lines.ReadString('\n')
			if text != "" {
				err = nil
			}
			to <- line{strings.TrimRight(text, "\r\n"), err}
		}(i.pending)
	}
	select {
	case l := <-i.pending:
		i.pending = nil
		return l.text, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// all reads to the end, for one value.
func (i *Input) all() ([]byte, error) {
	if i.used {
		return nil, errors.New("standard input was read already")
	}
	i.used = true
	return io.ReadAll(i.lines)
}

// hidden waits for a line that the terminal does not show. In a conversation there may be no terminal: a program that
// reads aloud shows nothing then.
func (i *Input) hidden(ctx context.Context) (string, error) {
	file, ok := i.stream.(*os.File)
	switch {
	case i.asked && !IsTerminal(i.stream):
		return i.ReadLine(ctx)
	case !ok:
		return "", errors.New("standard input is no terminal")
	}
	restore, err := silence(int(file.Fd()))
	if err != nil {
		return "", fmt.Errorf("switching the terminal's echo off: %w", err)
	}
	text, err := i.ReadLine(ctx)
	return text, errors.Join(err, restore())
}

// Value reads an argument that may name where the value is: @FILE, or - for standard input. The last line break is the
// file's, not the value's.
func (i *Input) Value(flag, text string) (string, error) {
	content, err := i.Content(flag, text)
	return strings.TrimRight(string(content), "\r\n"), err
}

// Content is Value with nothing trimmed, as for a body.
func (i *Input) Content(flag, text string) ([]byte, error) {
	switch path, isFile := strings.CutPrefix(text, "@"); {
	case isFile:
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, exit.Usagef("check the path after the @", "reading %s: %s", flag, err)
		}
		return content, nil
	case text == "-":
		content, err := i.all()
		if err != nil {
			return nil, exit.Usagef("use - once, and @FILE for the others", "reading %s: %s", flag, err)
		}
		return content, nil
	}
	return []byte(text), nil
}
