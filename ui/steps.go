package ui

import (
	"slices"
	"strings"
	"time"

	"countersign/flow"
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

// step is one line of the dance.
type step struct {
	name  flow.Step
	state stepState
	took  time.Duration // shown when done and known
	note  string
	err   *flow.Explanation
}

// steps are the dance's lines in the chain's order.
type steps []step

func newSteps() steps {
	var out steps
	for _, name := range []flow.Step{
		flow.StepRequestToken, flow.StepAuthorize, flow.StepVerifier, flow.StepAccessToken, flow.StepKeychain, flow.StepTest,
	} {
		out = append(out, step{name: name})
	}
	return out
}

// newGivenSteps are the lines where the person brings what a dance would give: it is tested before it is kept.
func newGivenSteps() steps {
	var out steps
	for _, name := range []flow.Step{flow.StepRequestToken, flow.StepAuthorize, flow.StepVerifier, flow.StepAccessToken} {
		out = append(out, step{name: name, state: stepSpared, note: "not needed"})
	}
	return append(out, step{name: flow.StepTest}, step{name: flow.StepKeychain})
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
	*s.at(name) = step{name: name, state: stepFailed, err: &x}
}

// failed reports whether a step did.
func (s steps) failed() bool {
	return slices.ContainsFunc(s, func(l step) bool { return l.state == stepFailed })
}

// moving reports whether a step is under way.
func (s steps) moving() bool {
	return slices.ContainsFunc(s, func(l step) bool { return l.state == stepNow })
}

// stepsView draws the lines. spinner stands for the sign of the step that is under way; focus is the line of that step,
// or of the failed one.
func (e *env) stepsView(list steps, spinner string, width int) (view string, focus int) {
	var lines []string
	for _, l := range list {
		if l.state == stepNow || l.state == stepFailed {
			focus = len(lines)
		}
		name := fit(string(l.name), 16)
		switch l.state {
		case stepDone:
			lines = append(lines, indent+e.styles.Good.Render("✓ ")+name+e.doneNote(l, width-margin-2-16-1))
		case stepNow:
			text := hang(indent+"  "+name, l.note, width)
			lines = append(lines, strings.Split(indent+e.styles.Wait.Render(spinner)+" "+text[margin+2:], "\n")...)
		case stepFailed:
			lines = append(lines, strings.Split(e.styles.trouble(*l.err, name, width), "\n")...)
		case stepSpared:
			lines = append(lines, indent+e.styles.Muted.Render("- "+name+l.note))
		default:
			lines = append(lines, indent+e.styles.Muted.Render("○ "+strings.TrimRight(name, " ")))
		}
	}
	return strings.Join(lines, "\n"), focus
}

// doneNote puts the times one below the other, their digits at the right.
func (e *env) doneNote(l step, room int) string {
	text := ""
	if l.took > 0 {
		text = took(l.took)
	}
	return clip(strings.TrimRight(strings.Repeat(" ", max(8-len(text), 0))+text+"   "+e.styles.Muted.Render(l.note), " "), room)
}
