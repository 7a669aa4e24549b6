package request

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/response"
)

// recorder adds what was sent to the history, beside the screen.
type recorder struct {
	env        *kit.Env
	connection *flow.Connection
	sent       flow.Request // the latest, until it is recorded
	unrecorded bool         // it was told that the history can't be written
}

// record adds the call to the history. It runs beside the screen; only the end of the program waits for it.
func (r *recorder) record(o flow.Outcome) tea.Cmd {
	keep, ctx, conn, call := r.env.Settings.History, r.env.Ctx, r.connection, r.sent
	r.sent = flow.Request{}
	if !keep.Enabled {
		return nil
	}
	done := conn.StartRecord(ctx, call, o, keep) // now: a command may not be run any more
	return func() tea.Msg { return recordedMsg{<-done} }
}

// recordAnswer is record for an answer, or for what came in its place.
func (r *recorder) recordAnswer(a *response.Result) tea.Cmd {
	o := flow.OutcomeOf(a.Response, nil) // of what had come
	if a.Failure != nil {
		o.Err = errors.New(a.Failure.What)
	}
	return r.record(o)
}

func (r *recorder) recordStopped() tea.Cmd { return r.record(flow.Outcome{Err: context.Canceled}) }

// recorded tells once that the history can't be written.
func (r *recorder) recorded(msg recordedMsg) tea.Cmd {
	if msg.err == nil || r.unrecorded {
		return nil
	}
	r.unrecorded = true
	x := flow.Explain(msg.err)
	return kit.ErrorToast("the call went out, but " + x.What + "; " + x.Next)
}
