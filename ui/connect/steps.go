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

// stepState is how far a step of the dance has come.
type stepState int

const (
	stepAhead stepState = iota
	stepNow
	stepDone
	stepFailed
	stepSpared // what this connection does without
)

// Two steps of the dance are the person's, and no request's: what the flow knows no name for.
const (
	stepStart flow.Step = "start" // the values are together, the callback is listened for
	stepLink  flow.Step = "link"  // the person is sent to the authorization page
)

// step is one line of the dance.
type step struct {
	name  flow.Step
	state stepState
	took  time.Duration // shown when done and known
	note  string
	err   *flow.Explanation
	cause error // of err
}

// steps are the dance's lines in the chain's order.
type steps []step

// newSteps are the eight of the dance: a person starts it, a request token is got, the person is sent to the authorization
// page, authenticates and grants the access, the service comes back with a verifier, that is exchanged for the access
// token, which is stored as the connection's credentials, and signed requests use them.
func newSteps() steps {
	return namedSteps(stepStart, flow.StepRequestToken, stepLink, flow.StepAuthorize, flow.StepVerifier, flow.StepAccessToken, flow.StepStore, flow.StepTest)
}

// newGivenSteps are the lines where the person brings what a dance would give: it is tested before it is kept.
func newGivenSteps() steps {
	out := namedSteps(stepStart, flow.StepRequestToken, stepLink, flow.StepAuthorize, flow.StepVerifier, flow.StepAccessToken, flow.StepTest, flow.StepStore)
	for i := range out[1:6] {
		out[1+i].state, out[1+i].note = stepSpared, "not needed"
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

func (s steps) now(name flow.Step, note string) {
	*s.at(name) = step{name: name, state: stepNow, note: note}
}

func (s steps) done(name flow.Step, took time.Duration, note string) {
	*s.at(name) = step{name: name, state: stepDone, took: took, note: note}
}

func (s steps) fail(name flow.Step, err error) {
	x := flow.Explain(err)
	*s.at(name) = step{name: name, state: stepFailed, err: &x, cause: err}
}

// noting are the steps with another note on the one that is under way.
func (s steps) noting(note string) steps {
	out := slices.Clone(s)
	for i := range out {
		if out[i].state == stepNow {
			out[i].note = note
		}
	}
	return out
}

// begun are the steps without those ahead.
func (s steps) begun() steps {
	return slices.DeleteFunc(slices.Clone(s), func(l step) bool { return l.state == stepAhead })
}

// failed reports whether a step did.
func (s steps) failed() bool { return s.failure() != nil }

// failure is the cause of the step that failed; nil when none did.
func (s steps) failure() error {
	for _, l := range s {
		if l.state == stepFailed {
			return l.cause
		}
	}
	return nil
}

// failedFor reports whether a step failed for that cause.
func (s steps) failedFor(cause error) bool { return errors.Is(s.failure(), cause) }

// moving reports whether a step is under way.
func (s steps) moving() bool {
	return slices.ContainsFunc(s, func(l step) bool { return l.state == stepNow })
}

// stepColumn is the width of the names.
const stepColumn = 16

// stepsView draws the lines. spinner stands for the sign of the step that is under way; focus is the line of that step,
// or of the failed one.
func stepsView(e *kit.Env, list steps, spinner string, width int) (view string, focus int) {
	var lines []string
	for _, l := range list {
		if l.state == stepNow || l.state == stepFailed {
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
	case stepNow:
		text := kit.HangingIndent(kit.Indent+"  "+name, l.note, width)
		return strings.Split(kit.Indent+e.Styles.Warning.Render(spinner)+" "+text[kit.Margin+2:], "\n")
	case stepFailed:
		return strings.Split(e.Styles.RenderError(*l.err, name, width), "\n")
	case stepSpared:
		return []string{kit.Indent + e.Styles.Muted.Render("- "+name+l.note)}
	}
	return []string{kit.Indent + e.Styles.Muted.Render("○ "+strings.TrimRight(name, " "))}
}

// fewSteps draws the lines where there is no room for all of them: those that are done share one, and so do those ahead.
func fewSteps(e *kit.Env, list steps, spinner string, width int) (view string, focus int) {
	var lines []string
	for i := 0; i < len(list); {
		l := list[i]
		if l.state == stepNow || l.state == stepFailed {
			focus = len(lines)
			lines = append(lines, stepLines(e, l, spinner, width)...)
			i++
			continue
		}
		var names []string
		var total time.Duration
		for ; i < len(list) && list[i].state == l.state; i++ {
			names = append(names, string(list[i].name))
			total += list[i].took
		}
		lines = append(lines, sharedLine(e, l.state, strings.Join(names, ", "), total, width-kit.Margin-1))
	}
	return strings.Join(lines, "\n"), focus
}

func sharedLine(e *kit.Env, state stepState, names string, total time.Duration, room int) string {
	switch {
	case state == stepDone && total > 0:
		return kit.Indent + e.Styles.Success.Render("✓ ") + kit.Clip(names+"   "+e.Styles.Muted.Render(text.Duration(total)), room-2)
	case state == stepDone:
		return kit.Indent + e.Styles.Success.Render("✓ ") + kit.Clip(names, room-2)
	case state == stepSpared:
		return kit.Indent + e.Styles.Muted.Render(kit.Clip("- "+names+": not needed", room))
	}
	return kit.Indent + e.Styles.Muted.Render(kit.Clip("○ "+names, room))
}

// doneNote puts the times one below the other, their digits at the right.
func doneNote(e *kit.Env, l step, room int) string {
	words := ""
	if l.took > 0 {
		words = text.Duration(l.took)
	}
	return kit.Clip(strings.TrimRight(strings.Repeat(" ", max(8-len(words), 0))+words+"   "+e.Styles.Muted.Render(l.note), " "), room)
}
