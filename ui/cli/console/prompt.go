package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"countersign/ui/cli/exit"
)

// ErrDeclined means that the user answered no.
var ErrDeclined = fmt.Errorf("declined: %w", context.Canceled)

// Prompt asks questions on standard error.
type Prompt struct {
	io *IO
	in *Input
	// filter handles the words of a conversation, such as help; nil outside of one.
	filter func(text string) (answer string, isAnswer bool, err error)
}

// NewPrompt returns a Prompt that reads the answers from in.
func NewPrompt(s *IO, in *Input) *Prompt { return &Prompt{io: s, in: in} }

// Interactive reports whether there is a user to ask.
func (p *Prompt) Interactive() bool { return p.in.interactive() }

// StartConversation makes standard input interactive even if it is not a terminal. filter sees each answer first: if
// it is not an answer the question is asked again, and an error ends the question.
func (p *Prompt) StartConversation(filter func(text string) (answer string, isAnswer bool, err error)) {
	p.filter, p.in.conversation = filter, true
}

// InConversation reports whether StartConversation was called.
func (p *Prompt) InConversation() bool { return p.filter != nil }

// Ask asks a question and returns the answer without surrounding white space.
func (p *Prompt) Ask(ctx context.Context, question string) (string, error) {
	answer, err := p.AskLine(ctx, question)
	return strings.TrimSpace(answer), err
}

// AskLine is Ask with white space kept.
func (p *Prompt) AskLine(ctx context.Context, question string) (string, error) {
	return p.ask(ctx, question, p.in.ReadLine)
}

// AskSecret is AskLine without echo.
func (p *Prompt) AskSecret(ctx context.Context, question string) (string, error) {
	return p.ask(ctx, question, func(ctx context.Context) (string, error) {
		answer, err := p.in.readHidden(ctx)
		_, _ = fmt.Fprintln(p.io.Err)
		return answer, err
	})
}

func (p *Prompt) ask(ctx context.Context, question string, read func(context.Context) (string, error)) (string, error) {
	for {
		_, _ = fmt.Fprint(p.io.Err, p.io.spoken(question)+" ")
		text, err := read(ctx)
		if errors.Is(err, io.EOF) { // Ctrl+D
			err = context.Canceled
		}
		if err != nil || p.filter == nil {
			return text, err
		}
		if answer, isAnswer, err := p.filter(text); isAnswer || err != nil {
			return answer, err
		}
	}
}

// Confirm asks a yes-or-no question. Anything but y or yes means no.
func (p *Prompt) Confirm(ctx context.Context, question string) (bool, error) {
	answer, err := p.Ask(ctx, question+p.io.Wording(" [y/N]", " Yes or no:"))
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// RequireConfirmation asks for confirmation unless yes is set. action says what --yes would confirm, for when
// there is no terminal.
func (p *Prompt) RequireConfirmation(ctx context.Context, yes bool, question, action string) error {
	if yes {
		return nil
	}
	if !p.Interactive() {
		return exit.Usagef("Add --yes.", "%s requires confirmation", action)
	}
	yes, err := p.Confirm(ctx, question)
	if err == nil && !yes {
		err = ErrDeclined
	}
	return err
}

// NewPassphrase asks for a new passphrase, twice.
func (p *Prompt) NewPassphrase(ctx context.Context, question string) (string, error) {
	for {
		first, err := p.AskSecret(ctx, question)
		if err != nil {
			return "", err
		}
		second, err := p.AskSecret(ctx, "Repeat the passphrase:")
		switch {
		case err != nil:
			return "", err
		case first == "":
			p.io.Infof("The passphrase cannot be empty.")
		case first != second:
			p.io.Infof("The passphrases do not match.")
		default:
			return first, nil
		}
	}
}
