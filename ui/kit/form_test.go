package kit

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

func filledForm(t *testing.T) (*Env, *Form) {
	t.Helper()
	f := &Form{Fields: []Field{
		NewField(nil, flow.Field{Key: "key", Title: "Consumer key", Required: true}, ""),
		NewField(nil, flow.Field{Key: "secret", Required: true, Secret: true}, "sample-secret"),
		NewField(nil, flow.Field{Key: "mode", Choices: []flow.Choice{{Value: "r", Title: "read"}, {Value: "w"}}}, "r"),
		NewField(nil, flow.Field{Key: "region", Choices: []flow.Choice{{Value: "eu"}}}, ""),
		NewField(nil, flow.Field{Key: "beta", Type: "boolean"}, "false"),
	}}
	f.FocusOn(0)
	return plainEnv(), f
}

func TestSecretsAreMaskedUntilRevealedAndAgainWhenTheyAreLeft(t *testing.T) {
	t.Parallel()
	e, f := filledForm(t)
	shown := func(want bool, when string) {
		t.Helper()
		if view, _ := f.Draw(e, 80); strings.Contains(view, "sample-secret") != want {
			t.Errorf("%s:\n%s", when, view)
		}
	}
	shown(false, "at first")
	f.FocusOn(1)
	f.Focused().Input.Reveal(e)
	shown(true, "revealed")
	f.Focused().Input.Reveal(e)
	shown(false, "hidden by hand")
	f.Focused().Input.Reveal(e)
	f.Mask(MaskMsg{f.Focused().Input.shown - 1})
	shown(true, "an earlier timer")
	f.Mask(MaskMsg{f.Focused().Input.shown})
	shown(false, "its own timer")
	f.Focused().Input.Reveal(e)
	f.FocusOn(0)
	shown(false, "left")
}

func TestChoicesAreChosenWithTheArrows(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	f.FocusOn(2)
	for _, step := range []struct{ key, want string }{{"right", "w"}, {"right", "w"}, {"left", "r"}} {
		f.Update(KeyMessage(step.key))
		if got := f.Fields[2].Value(); got != step.want {
			t.Errorf("after %s it is %q", step.key, got)
		}
	}
	if f.Fields[3].Value() != "" || f.Fields[4].Value() != "false" {
		t.Error("a choice without a default was made for the person")
	}
}

func TestAPastedPrivateKeyKeepsItsLines(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	msg := KeyMessage("-----BEGIN\r\nabc\n-----END\n")
	msg.Paste = true
	f.Update(msg)
	if got := f.Fields[0].Value(); got != "-----BEGIN\nabc\n-----END" {
		t.Errorf("it became %q", got)
	}
}

func TestAFormIsDirtyOnlyWhenItDiffers(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	if f.Dirty() {
		t.Error("dirty before anything was typed")
	}
	f.Update(KeyMessage("x"))
	if !f.Dirty() {
		t.Error("not dirty after a letter")
	}
	f.Update(KeyMessage("backspace"))
	if f.Dirty() {
		t.Error("dirty after the letter was taken back")
	}
}

func TestEnterGoesToWhatIsMissingAndComplainsOnlyThere(t *testing.T) {
	t.Parallel()
	f := &Form{Fields: []Field{
		NewField(nil, flow.Field{Key: "key", Required: true}, ""), NewField(nil, flow.Field{Key: "secret", Required: true}, ""),
	}}
	f.FocusOn(0)
	f.Update(KeyMessage("x"))
	f.FocusMissing()
	if f.Focus != 1 || f.Fields[1].Error != "" {
		t.Errorf("the focus is on %d, which says %q", f.Focus, f.Fields[1].Error)
	}
	f.FocusMissing()
	if f.Fields[1].Error == "" {
		t.Error("nothing says that the secret is required")
	}
}

func TestSpaceGoesRoundTheChoicesPastThoseThatAreBarred(t *testing.T) {
	t.Parallel()
	_, f := filledForm(t)
	f.FocusOn(2)
	f.Fields[2].Choices = append(f.Fields[2].Choices, flow.Choice{Value: "x"})
	f.Fields[2].DisabledChoices = map[string]string{"w": "needs more"}
	for _, step := range []struct{ key, want string }{{" ", "x"}, {" ", "r"}, {"right", "x"}, {"right", "x"}, {"left", "r"}, {"left", "r"}} {
		f.Update(KeyMessage(step.key))
		if got := f.Fields[2].Value(); got != step.want {
			t.Errorf("after %q it is %q", step.key, got)
		}
	}
	f.Fields[2].DisabledChoices = map[string]string{"r": "no", "w": "no", "x": "no"}
	f.Update(KeyMessage(" "))
	if f.Fields[2].Value() != "r" || f.Fields[2].InvalidReason() != "no" {
		t.Error("with all choices barred it moved, or says nothing")
	}
}

func TestAnExampleStandsWhereNothingDoesYet(t *testing.T) {
	t.Parallel()
	f := NewField(nil, flow.Field{Key: "site", Required: true, Example: "a.example"}, "")
	if f.Input.Placeholder != "e.g. a.example" {
		t.Errorf("it says %q", f.Input.Placeholder)
	}
}

// plainEnv is what widgets need: no colours, and timers that never end.
func plainEnv() *Env {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return NewEnv(Deps{Renderer: r, Tick: func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }}, nil)
}

func TestATaskIsKnownByItsNumberAndEndsWhenStopped(t *testing.T) {
	t.Parallel()
	e := plainEnv()
	first, second := e.StartTask(), e.StartTask()
	if !first.Matches(first.ID) || first.Matches(second.ID) || (&Task{}).Matches(0) {
		t.Error("answers are mistaken")
	}
	ctx, id := first.Ctx, first.ID
	first.Stop()
	if ctx.Err() != context.Canceled || first.Matches(id) {
		t.Error("a stopped task is still awaited")
	}
}
