package request

import (
	"context"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/settings"
)

// Recorder adds requests to the history.
type Recorder struct {
	f        *command.Factory
	reported bool // a failure was reported
}

// NewRecorder returns a Recorder for the settings of this run.
func NewRecorder(f *command.Factory) *Recorder { return &Recorder{f: f} }

// Record adds a request to the history. It reports only the first failure.
func (r *Recorder) Record(ctx context.Context, c *flow.Connection, sent flow.Request, response *flow.Response, failed error) {
	m, err := r.f.Flow.Manager()
	if err != nil {
		return
	}
	settings, err := settings.File(m.SettingsFile).Read()
	if err == nil {
		err = c.Record(ctx, sent, flow.OutcomeOf(response, failed), settings.History)
	}
	if err != nil && !r.reported {
		r.reported = true
		x := flow.Explain(err)
		r.f.IO.Infof("The request was sent but not added to the history: %s. %s", x.What, x.Next)
	}
}
