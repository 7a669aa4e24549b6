package ui

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/flow"
)

func filledForm(t *testing.T) (*env, *form) {
	t.Helper()
	f := &form{fields: []field{
		newField(nil, flow.Field{Key: "key", Title: "Consumer key", Required: true}, ""),
		newField(nil, flow.Field{Key: "secret", Required: true, Secret: true}, "sample-secret"),
		newField(nil, flow.Field{Key: "mode", Choices: []flow.Choice{{Value: "r", Title: "read"}, {Value: "w"}}}, "r"),
		newField(nil, flow.Field{Key: "region", Choices: []flow.Choice{{Value: "eu"}}}, ""),
		newField(nil, flow.Field{Key: "beta", Type: "boolean"}, "false"),
	}}
	f.focusOn(0)
	return plainEnv(), f
}

func TestSecretsAreMaskedUntilRevealedAndAgainWhenTheyAreLeft(t *testing.T) {
	t.Parallel()
	e, f := filledForm(t)
	shown := func(want bool, when string) {
		t.Helper()
		if view, _ := f.draw(e, 80); strings.Contains(view, "sample-secret") != want {
			t.Errorf("%s:\n%s", when, view)
		}
	}
	shown(false, "at first")
	f.focusOn(1)
	f.focused().input.reveal(e)
	shown(true, "revealed")
	f.focused().input.reveal(e)
	shown(false, "hidden by hand")
	f.focused().input.reveal(e)
	f.conceal(concealMsg{f.focused().input.shown - 1})
	shown(true, "an earlier timer")
	f.conceal(concealMsg{f.focused().input.shown})
	shown(false, "its own timer")
	f.focused().input.reveal(e)
	f.focusOn(0)
	shown(false, "left")
}

func TestChoicesAreChosenWithTheArrows(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	f.focusOn(2)
	for _, step := range []struct{ key, want string }{{"right", "w"}, {"right", "w"}, {"left", "r"}} {
		f.update(keyFor(step.key))
		if got := f.fields[2].value(); got != step.want {
			t.Errorf("after %s it is %q", step.key, got)
		}
	}
	if f.fields[3].value() != "" || f.fields[4].value() != "false" {
		t.Error("a choice without a default was made for the person")
	}
}

func TestAPastedPrivateKeyKeepsItsLines(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	msg := keyFor("-----BEGIN\r\nabc\n-----END\n")
	msg.Paste = true
	f.update(msg)
	if got := f.fields[0].value(); got != "-----BEGIN\nabc\n-----END" {
		t.Errorf("it became %q", got)
	}
}

func TestAFormIsDirtyOnlyWhenItDiffers(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	if f.dirty() {
		t.Error("dirty before anything was typed")
	}
	f.update(keyFor("x"))
	if !f.dirty() {
		t.Error("not dirty after a letter")
	}
	f.update(keyFor("backspace"))
	if f.dirty() {
		t.Error("dirty after the letter was taken back")
	}
}

func TestEnterGoesToWhatIsMissingAndComplainsOnlyThere(t *testing.T) {
	t.Parallel()
	f := &form{fields: []field{
		newField(nil, flow.Field{Key: "key", Required: true}, ""), newField(nil, flow.Field{Key: "secret", Required: true}, ""),
	}}
	f.focusOn(0)
	f.update(keyFor("x"))
	f.focusMissing()
	if f.focus != 1 || f.fields[1].problem != "" {
		t.Errorf("the focus is on %d, which says %q", f.focus, f.fields[1].problem)
	}
	f.focusMissing()
	if f.fields[1].problem == "" {
		t.Error("nothing says that the secret is required")
	}
}

func TestSpaceGoesRoundTheChoicesPastThoseThatAreBarred(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	f.focusOn(2)
	f.fields[2].choices = append(f.fields[2].choices, flow.Choice{Value: "x"})
	f.fields[2].barred = map[string]string{"w": "needs more"}
	for _, step := range []struct{ key, want string }{{" ", "x"}, {" ", "r"}, {"right", "x"}, {"right", "x"}, {"left", "r"}, {"left", "r"}} {
		f.update(keyFor(step.key))
		if got := f.fields[2].value(); got != step.want {
			t.Errorf("after %q it is %q", step.key, got)
		}
	}
	f.fields[2].barred = map[string]string{"r": "no", "w": "no", "x": "no"}
	f.update(keyFor(" "))
	if f.fields[2].value() != "r" || f.fields[2].unfit() != "no" {
		t.Error("with all choices barred it moved, or says nothing")
	}
}

func TestAnExampleStandsWhereNothingDoesYet(t *testing.T) {
	t.Parallel()
	f := newField(nil, flow.Field{Key: "site", Required: true, Example: "a.example"}, "")
	if f.input.Placeholder != "such as a.example" {
		t.Errorf("it says %q", f.input.Placeholder)
	}
}

// plainEnv is what widgets need: no colours, and timers that never end.
func plainEnv() *env {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return newEnv(Deps{Renderer: r, Tick: func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }}, nil)
}

func TestATaskIsKnownByItsNumberAndEndsWhenStopped(t *testing.T) {
	t.Parallel()
	e := plainEnv()
	first, second := e.start(), e.start()
	if !first.answers(first.id) || first.answers(second.id) || (&task{}).answers(0) {
		t.Error("answers are mistaken")
	}
	ctx, id := first.ctx, first.id
	first.stop()
	if ctx.Err() != context.Canceled || first.answers(id) {
		t.Error("a stopped task is still awaited")
	}
}
