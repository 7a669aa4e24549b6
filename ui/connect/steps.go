package connect

import (
	"errors"
	"slices"
	"strings"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// stepState is the progress of a step.
type stepState int

const (
	stepPending stepState = iota
	stepRunning
	stepDone
	stepFailed
	stepSkipped // not needed
)

// Two steps belong to the user, so that the flow has no name for them.
const (
	stepStart flow.Step = "start" // check the values, listen for the callback
	stepLink  flow.Step = "link"  // open the authorization page
)

// step is one step of the authorization.
type step struct {
	name  flow.Step
	state stepState
	took  time.Duration // shown when finished and not 0
	note  string
	err   *flow.Explanation
	cause error // of err
}

// steps are the steps of the authorization, in order.
type steps []step

func newSteps() steps {
	return namedSteps(stepStart, flow.StepRequestToken, stepLink, flow.StepAuthorize, flow.StepVerifier, flow.StepAccessToken, flow.StepStore, flow.StepTest)
}

// newUnsavedSteps are the steps for credentials that the user entered: they are tested before they are saved.
func newUnsavedSteps() steps {
	out := namedSteps(stepStart, flow.StepRequestToken, stepLink, flow.StepAuthorize, flow.StepVerifier, flow.StepAccessToken, flow.StepTest, flow.StepStore)
	for i := range out[1:6] {
		out[1+i].state, out[1+i].note = stepSkipped, "not needed"
	}
	return out
}

func namedSteps(names ...flow.Step) steps {
	out := make(steps, len(names))
	for i, name := range names {
		out[i].name = name
	}
	return out
}

func (s steps) at(name flow.Step) *step {
	for i := range s {
		if s[i].name == name {
			return &s[i]
		}
	}
	return &s[0]
}

func (s steps) start(name flow.Step, note string) {
	*s.at(name) = step{name: name, state: stepRunning, note: note}
}

func (s steps) finish(name flow.Step, took time.Duration, note string) {
	*s.at(name) = step{name: name, state: stepDone, took: took, note: note}
}

func (s steps) fail(name flow.Step, err error) {
	x := flow.Explain(err)
	*s.at(name) = step{name: name, state: stepFailed, err: &x, cause: err}
}

// withNote are the steps with another note for the running one.
func (s steps) withNote(note string) steps {
	out := slices.Clone(s)
	for i := range out {
		if out[i].state == stepRunning {
			out[i].note = note
		}
	}
	return out
}

// current is the step that is running or failed.
func (s steps) current() steps {
	return slices.DeleteFunc(slices.Clone(s), func(l step) bool { return l.state != stepRunning && l.state != stepFailed })
}

func (s steps) failed() bool { return s.failure() != nil }

// failure is the error of the failed step; nil if none failed.
func (s steps) failure() error {
	for _, l := range s {
		if l.state == stepFailed {
			return l.cause
		}
	}
	return nil
}

// failedFor reports whether a step failed with cause.
func (s steps) failedFor(cause error) bool { return errors.Is(s.failure(), cause) }

// running reports whether a step is running.
func (s steps) running() bool {
	return slices.ContainsFunc(s, func(l step) bool { return l.state == stepRunning })
}

// stepColumn is the width of the names.
const stepColumn = 16

// stepsView renders the steps. focus is the line of the running or failed step.
func stepsView(e *kit.Env, list steps, spinner string, width int) (view string, focus int) {
	var lines []string
	for _, l := range list {
		if l.state == stepRunning || l.state == stepFailed {
			focus = len(lines)
		}
		lines = append(lines, stepLines(e, l, spinner, width)...)
	}
	return strings.Join(lines, "\n"), focus
}

func stepLines(e *kit.Env, l step, spinner string, width int) []string {
	name := kit.Fit(string(l.name), stepColumn)
	switch l.state {
	case stepDone:
		return []string{kit.Indent + e.Styles.Success.Render("✓ ") + name + doneNote(e, l, width-kit.Margin-2-stepColumn-1)}
	case stepRunning:
		text := kit.HangingIndent(kit.Indent+"  "+name, l.note, width)
		return strings.Split(kit.Indent+e.Styles.Warning.Render(spinner)+" "+text[kit.Margin+2:], "\n")
	case stepFailed:
		return strings.Split(e.Styles.RenderError(*l.err, name, width), "\n")
	case stepSkipped:
		return []string{kit.Indent + e.Styles.Muted.Render("- "+name+l.note)}
	}
	return []string{kit.Indent + e.Styles.Muted.Render("○ "+strings.TrimRight(name, " "))}
}

// doneNote is the duration, right-aligned, and the note.
func doneNote(e *kit.Env, l step, room int) string {
	words := ""
	if l.took > 0 {
		words = text.Duration(l.took)
	}
	return kit.Clip(strings.TrimRight(strings.Repeat(" ", max(8-len(words), 0))+words+"   "+e.Styles.Muted.Render(l.note), " "), room)
}
