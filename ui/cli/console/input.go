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

// Input reads standard input one line at a time, and only on demand: the next question may have to turn the echo off.
type Input struct {
	stream       io.Reader
	lines        *bufio.Reader
	pending      chan line // a read that an earlier caller no longer waited for
	consumed     bool      // read to the end for one value, such as --set key=-
	conversation bool      // always interactive
}

type line struct {
	text string
	err  error
}

// NewInput returns an Input on r, without reading.
func NewInput(r io.Reader) *Input { return &Input{stream: r, lines: bufio.NewReader(r)} }

func (i *Input) interactive() bool { return !i.consumed && (i.conversation || IsTerminal(i.stream)) }

// Consumed reports whether a value took all of standard input.
func (i *Input) Consumed() bool { return i.consumed }

// ReadLine returns the next line. Its error is io.EOF or the context's; after the latter, the next caller gets the line.
func (i *Input) ReadLine(ctx context.Context) (string, error) {
	if i.consumed {
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

// readHidden is ReadLine without echo. In a conversation standard input may be a pipe, which echoes nothing.
func (i *Input) readHidden(ctx context.Context) (string, error) {
	if i.conversation && !IsTerminal(i.stream) {
		return i.ReadLine(ctx)
	}
	file, ok := i.stream.(*os.File)
	if !ok {
		return "", errors.New("standard input is not a terminal")
	}
	restore, err := disableEcho(int(file.Fd()))
	if err != nil {
		return "", fmt.Errorf("cannot turn off the terminal's echo: %w", err)
	}
	text, err := i.ReadLine(ctx)
	return text, errors.Join(err, restore())
}

// Value returns an argument, or what it names: @FILE, or - for standard input. Line breaks at the end are dropped.
func (i *Input) Value(flag, text string) (string, error) {
	content, err := i.Content(flag, text)
	return strings.TrimRight(string(content), "\r\n"), err
}

// Content is Value with nothing dropped, for request bodies.
func (i *Input) Content(flag, text string) ([]byte, error) {
	if path, isFile := strings.CutPrefix(text, "@"); isFile {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, exit.Usagef("Check the path after the @.", "%s: %s", flag, err)
		}
		return content, nil
	}
	if text != "-" {
		return []byte(text), nil
	}
	if i.consumed {
		return nil, exit.Usagef("Use @FILE for the others.", "%s: only one value can be read from standard input", flag)
	}
	i.consumed = true
	content, err := io.ReadAll(i.lines)
	if err != nil {
		return nil, exit.Usagef("", "%s: cannot read standard input: %s", flag, err)
	}
	return content, nil
}
