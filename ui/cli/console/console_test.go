package console_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// streams returns a console with the given input.
func streams(typed string) (s *console.IO, in *console.Input, out, stderr *bytes.Buffer) {
	out, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	s = console.NewIO(strings.NewReader(typed), out, stderr, func(string) string { return "" })
	return s, console.NewInput(s.In), out, stderr
}

func TestTableInScreenReaderMode(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"NAME", "TEST", "KEYCHAIN"}, {"anna", "-", "os"}}
	for screenReader, want := range map[bool]string{
		false: "NAME  TEST  KEYCHAIN\nanna  -     os\n",
		true:  "name anna, keychain os\n",
	} {
		s, _, out, _ := streams("")
		s.ScreenReader = screenReader
		if err := s.Table(rows); err != nil || out.String() != want {
			t.Errorf("screen reader %v: %v\n%q, want\n%q", screenReader, err, out, want)
		}
	}
	s, _, out, _ := streams("")
	s.ScreenReader = true
	if err := s.Table([][]string{{"name", "anna"}, {"symbols", "••••"}}); err != nil || out.String() != "name: anna\nsymbols: (hidden)\n" {
		t.Errorf("without a heading: %v\n%q", err, out)
	}
}

func TestStandardInputIsReadForOneValue(t *testing.T) {
	t.Parallel()
	_, in, _, _ := streams("sample-value\n")
	value, err := in.Value("--set key", "-")
	if err != nil || value != "sample-value" || !in.Consumed() {
		t.Errorf("got %q: %v", value, err)
	}
	if _, err := in.Value("--set other", "-"); exit.CodeOf(err) != exit.Usage {
		t.Errorf("second value: %v", err)
	}
	if value, err := in.Value("--set key", "value"); err != nil || value != "value" {
		t.Errorf("value in the arguments: %q, %v", value, err)
	}
}

func TestConfirmationNeedsATerminalOrYes(t *testing.T) {
	t.Parallel()
	s, in, _, stderr := streams("yes\n")
	p := console.NewPrompt(s, in)
	if p.Interactive() {
		t.Error("a pipe is interactive")
	}
	if err := p.RequireConfirmation(t.Context(), true, "Delete it?", "deleting it"); err != nil {
		t.Errorf("with --yes: %v", err)
	}
	if err := p.RequireConfirmation(t.Context(), false, "Delete it?", "deleting it"); exit.CodeOf(err) != exit.Usage || stderr.Len() > 0 {
		t.Errorf("without --yes: %v, asked %q", err, stderr)
	}
}

func TestConversationFiltersAnswers(t *testing.T) {
	t.Parallel()
	s, in, _, stderr := streams("help\n  an answer \nback\nno\n")
	p := console.NewPrompt(s, in)
	back := errors.New("back")
	p.StartConversation(func(text string) (string, bool, error) {
		switch text {
		case "help":
			return "", false, nil
		case "back":
			return "", false, back
		}
		return text, true, nil
	})
	if !p.InConversation() || !p.Interactive() {
		t.Error("a conversation is not interactive")
	}
	if answer, err := p.Ask(t.Context(), "What?"); err != nil || answer != "an answer" || stderr.String() != "What? What? " {
		t.Errorf("got %q after %q: %v", answer, stderr, err)
	}
	if _, err := p.Ask(t.Context(), "What?"); !errors.Is(err, back) {
		t.Errorf("back: %v", err)
	}
	if err := p.RequireConfirmation(t.Context(), false, "Delete it?", ""); !errors.Is(err, console.ErrDeclined) {
		t.Errorf("no: %v", err)
	}
	if _, err := p.Ask(t.Context(), "What?"); !errors.Is(err, context.Canceled) {
		t.Errorf("end of input: %v", err)
	}
}
