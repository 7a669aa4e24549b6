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

// streams are a console whose input is typed already.
func streams(typed string) (s *console.IO, in *console.Input, out, told *bytes.Buffer) {
	out, told = &bytes.Buffer{}, &bytes.Buffer{}
	s = console.NewIO(strings.NewReader(typed), out, told, func(string) string { return "" })
	return s, console.NewInput(s.In), out, told
}

func TestTableNamesItsColumnsForAScreenReader(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"NAME", "TEST", "KEYCHAIN"}, {"anna", "-", "os"}}
	for accessible, want := range map[bool]string{
		false: "NAME  TEST  KEYCHAIN\nanna  -     os\n",
		true:  "name anna, keychain os\n",
	} {
		s, _, out, _ := streams("")
		s.ScreenReader = accessible
		if err := s.Table(rows); err != nil || out.String() != want {
			t.Errorf("accessible %v: %v\n%q, want\n%q", accessible, err, out, want)
		}
	}
	s, _, out, _ := streams("")
	s.ScreenReader = true
	if err := s.Table([][]string{{"name", "anna"}, {"signs", "••••"}}); err != nil || out.String() != "name: anna\nsigns: (hidden)\n" {
		t.Errorf("without a heading: %v\n%q", err, out)
	}
}

func TestAValueIsTakenFromStandardInputOnce(t *testing.T) {
	t.Parallel()
	_, in, _, _ := streams("sample-value\n")
	value, err := in.Value("--set key", "-")
	if err != nil || value != "sample-value" || !in.Consumed() {
		t.Errorf("it is %q: %v", value, err)
	}
	if _, err := in.Value("--set other", "-"); exit.CodeOf(err) != exit.Usage {
		t.Errorf("a second one: %v", err)
	}
	if value, err := in.Value("--set key", "as it is"); err != nil || value != "as it is" {
		t.Errorf("a value in the arguments is %q: %v", value, err)
	}
}

func TestAPromptNeedsSomebodyToAsk(t *testing.T) {
	t.Parallel()
	s, in, _, told := streams("yes\n")
	p := console.NewPrompt(s, in)
	if p.Interactive() {
		t.Error("a pipe was taken for a person")
	}
	if err := p.RequireConfirmation(t.Context(), true, "Delete it?", "nobody to ask"); err != nil {
		t.Errorf("agreed beforehand: %v", err)
	}
	if err := p.RequireConfirmation(t.Context(), false, "Delete it?", "nobody to ask"); exit.CodeOf(err) != exit.Usage || told.Len() > 0 {
		t.Errorf("not agreed: %v, and %q was asked", err, told)
	}
}

func TestAConversationTakesItsWordsOutOfTheAnswers(t *testing.T) {
	t.Parallel()
	s, in, _, told := streams("help\n  an answer \nback\nno\n")
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
		t.Error("nobody is asked in a conversation")
	}
	if answer, err := p.Ask(t.Context(), "What?"); err != nil || answer != "an answer" || told.String() != "What? What? " {
		t.Errorf("it is %q after %q: %v", answer, told, err)
	}
	if _, err := p.Ask(t.Context(), "What?"); !errors.Is(err, back) {
		t.Errorf("back gave %v", err)
	}
	if err := p.RequireConfirmation(t.Context(), false, "Delete it?", ""); !errors.Is(err, console.ErrDeclined) {
		t.Errorf("no gave %v", err)
	}
	if _, err := p.Ask(t.Context(), "What?"); !errors.Is(err, context.Canceled) {
		t.Errorf("the end of input gave %v", err)
	}
}
