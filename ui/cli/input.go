package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// input is standard input, read only when somebody asks for a line: what a person types at a question must still be there
// for the next one, which may have to switch the echo off.
type input struct {
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

func newInput(r io.Reader) *input { return &input{stream: r, lines: bufio.NewReader(r)} }

// terminal reports whether a person can be asked.
func (i *input) terminal() bool { return !i.used && (i.asked || i.terminalBehind()) }

func (i *input) terminalBehind() bool { return isTerminal(i.stream) }

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

// hidden waits for a line that the terminal does not show. In a conversation there may be no terminal: a program that reads
// aloud shows nothing then.
func (i *input) hidden(ctx context.Context) (string, error) {
	file, ok := i.stream.(*os.File)
	switch {
	case i.asked && !i.terminalBehind():
		return i.next(ctx)
	case !ok:
		return "", errors.New("standard input is no terminal")
	}
	restore, err := silence(int(file.Fd()))
	if err != nil {
		return "", fmt.Errorf("switching the terminal's echo off: %w", err)
	}
	text, err := i.next(ctx)
	return text, errors.Join(err, restore())
}

// ask puts a question and waits for the answer's line.
func (s *session) ask(ctx context.Context, question string) (string, error) {
	answer, err := s.answer(ctx, question, s.in.next)
	return strings.TrimSpace(answer), err
}

// askSecret is ask without echo.
func (s *session) askSecret(ctx context.Context, question string) (string, error) {
	return s.answer(ctx, question, func(ctx context.Context) (string, error) {
		answer, err := s.in.hidden(ctx)
		_, _ = fmt.Fprintln(s.Err)
		return answer, err
	})
}

// answer puts a question until there is an answer to it, and not to the conversation.
func (s *session) answer(ctx context.Context, question string, read func(context.Context) (string, error)) (string, error) {
	for {
		_, _ = fmt.Fprint(s.Err, s.spoken(question)+" ")
		text, err := read(ctx)
		if err != nil {
			return "", s.unanswered(err)
		}
		if !s.talking {
			return text, nil
		}
		if answer, asked, err := s.meant(text); asked || err != nil {
			return answer, err
		}
	}
}

// confirm asks for a yes; anything else is a no.
func (s *session) confirm(ctx context.Context, question string) (bool, error) {
	answer, err := s.ask(ctx, question+s.inWords(" [y/N]", " yes or no:"))
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
