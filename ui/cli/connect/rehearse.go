package connect

import (
	"context"
	"errors"

	"countersign/flow"
	"countersign/flow/rehearsal"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// rehearse lets the sandbox play the connector's service and returns a manager for it, which saves to memory. It hides
// the environment, which may hold the keys of the real service.
func rehearse(ctx context.Context, f *command.Factory, setup *flow.Setup) (*flow.Manager, error) {
	r, err := rehearsal.Start(ctx, setup.Connector.Key, func(line string) { f.IO.Infof("sandbox: %s", text.Safe(line, 600)) })
	if errors.Is(err, rehearsal.ErrUnknownService) {
		return nil, exit.WrapUsage("--rehearse", err)
	}
	if err != nil {
		return nil, err
	}
	m, err := f.Flow.Rehearse(r)
	f.IO.Env = func(string) string { return "" }
	if err != nil {
		return nil, err
	}
	f.IO.Infof("Rehearsal: the sandbox at %s plays %s. Nothing is sent to the network or saved.", r.Address(), r.Name)
	return m, r.Fill(setup)
}
