package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// input is standard input, read only when somebody asks for a line: what a person types at a question must still be there
// for the next one, which may have to switch the echo off.
type input struct {
	stream  io.Reader
	lines   *bufio.Reader
	pending chan line // a read that an earlier caller did not wait for
	used    bool      // a value took all of it (--set key=-)
}

type line struct {
	text string
	err  error
}

func newInput(r io.Reader) *input { return &input{stream: r, lines: bufio.NewReader(r)} }

// terminal reports whether a person can be asked.
func (i *input) terminal() bool { return !i.used && isTerminal(i.stream) }

// next waits for a line. The error is io.EOF at the end, or the context's; what is read after that goes to the next caller.
func (i *input) next(ctx context.Context) (string, error) {
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
func (i *input) all() ([]byte, error) {
	if i.used {
		return nil, errors.New("standard input was read already")
	}
	i.used = true
	return io.ReadAll(i.lines)
}

// hidden waits for a line that the terminal does not show.
func (i *input) hidden(ctx context.Context) (string, error) {
	file, ok := i.stream.(*os.File)
	if !ok {
		return "", errors.New("standard input is no terminal")
	}
	fd := int(file.Fd())
	shown, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("switching the terminal's echo off: %w", err)
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		read <- line{string(text), err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done():
		// The read goes on until the program ends; the terminal must not stay silent after it.
		return "", errors.Join(ctx.Err(), term.Restore(fd, shown))
	}
}

// ask puts a question and waits for the answer's line.
func (s *session) ask(ctx context.Context, question string) (string, error) {
	_, _ = fmt.Fprint(s.Err, question+" ")
	answer, err := s.in.next(ctx)
	return strings.TrimSpace(answer), s.unanswered(err)
}

// askSecret is ask without echo.
func (s *session) askSecret(ctx context.Context, question string) (string, error) {
	_, _ = fmt.Fprint(s.Err, question+" ")
	answer, err := s.in.hidden(ctx)
	_, _ = fmt.Fprintln(s.Err)
	return answer, s.unanswered(err)
}

// confirm asks for a yes; anything else is a no.
func (s *session) confirm(ctx context.Context, question string) (bool, error) {
	answer, err := s.ask(ctx, question+" [y/N]")
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// errDeclined is what a no leads to.
var errDeclined = fmt.Errorf("the person said no: %w", context.Canceled)

// unanswered takes ctrl+d at a question for what it says: the person does not want to go on.
func (s *session) unanswered(err error) error {
	if errors.Is(err, io.EOF) {
		return context.Canceled
	}
	return err
}
