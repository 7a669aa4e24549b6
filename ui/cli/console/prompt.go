package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"countersign/ui/cli/exit"
)

// ErrDeclined is what a no leads to.
var ErrDeclined = fmt.Errorf("the person said no: %w", context.Canceled)

// Prompt asks the person.
type Prompt struct {
	io *IO
	in *Input
	// reserved takes the words of a conversation out of an answer; nil: none is on.
	reserved func(text string) (answer string, isAnswer bool, err error)
}

// NewPrompt asks on standard error, and reads the answers from the input.
func NewPrompt(s *IO, in *Input) *Prompt { return &Prompt{io: s, in: in} }

// Interactive reports whether a person can be asked.
func (p *Prompt) Interactive() bool { return p.in.interactive() }

// Converse begins a conversation: whoever is at the other end of standard input is asked from now on, and what
// reserved takes is not an answer, or is an error that ends the question.
func (p *Prompt) StartConversation(reserved func(text string) (answer string, isAnswer bool, err error)) {
	p.reserved, p.in.asked = reserved, true
}

// Conversing reports whether a conversation is on.
func (p *Prompt) InConversation() bool { return p.reserved != nil }

// Ask puts a question and waits for the answer, without white space around it.
func (p *Prompt) Ask(ctx context.Context, question string) (string, error) {
	answer, err := p.AskLine(ctx, question)
	return strings.TrimSpace(answer), err
}

// AskLine is Ask with the line as it was typed.
func (p *Prompt) AskLine(ctx context.Context, question string) (string, error) {
	return p.answer(ctx, question, p.in.ReadLine)
}

// AskSecret is AskLine without echo.
func (p *Prompt) AskSecret(ctx context.Context, question string) (string, error) {
	return p.answer(ctx, question, func(ctx context.Context) (string, error) {
		answer, err := p.in.hidden(ctx)
		_, _ = fmt.Fprintln(p.io.Err)
		return answer, err
	})
}

// answer puts a question until there is an answer to it, and not to the conversation.
func (p *Prompt) answer(ctx context.Context, question string, read func(context.Context) (string, error)) (string, error) {
	for {
		_, _ = fmt.Fprint(p.io.Err, p.io.spoken(question)+" ")
		text, err := read(ctx)
		if err != nil {
			return "", unanswered(err)
		}
		if p.reserved == nil {
			return text, nil
		}
		if answer, isAnswer, err := p.reserved(text); isAnswer || err != nil {
			return answer, err
		}
	}
}

// unanswered takes ctrl+d at a question for what it says: the person does not want to go on.
func unanswered(err error) error {
	if errors.Is(err, io.EOF) {
		return context.Canceled
	}
	return err
}

// Confirm asks for a yes; anything else is a no.
func (p *Prompt) Confirm(ctx context.Context, question string) (bool, error) {
	answer, err := p.Ask(ctx, question+p.io.Wording(" [y/N]", " yes or no:"))
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// Agree asks for a yes once, unless it was given beforehand; unasked says what is wrong where nobody can be asked.
func (p *Prompt) RequireConfirmation(ctx context.Context, yes bool, question, unasked string) error {
	if yes {
		return nil
	}
	if !p.Interactive() {
		return exit.Usagef("add --yes", "%s", unasked)
	}
	yes, err := p.Confirm(ctx, question)
	if err == nil && !yes {
		err = ErrDeclined
	}
	return err
}

// NewPassphrase asks for a new passphrase, twice: nobody can open anything after a slip.
func (p *Prompt) NewPassphrase(ctx context.Context, question string) (string, error) {
	for {
		first, err := p.AskSecret(ctx, question)
		if err != nil {
			return "", err
		}
		second, err := p.AskSecret(ctx, "The same again:")
		switch {
		case err != nil:
			return "", err
		case first == "":
			p.io.Infof("An empty passphrase protects nothing.")
		case first != second:
			p.io.Infof("They are not the same.")
		default:
			return first, nil
		}
	}
}
