package cli

import (
	"context"
	"errors"

	"countersign/flow"
	"countersign/internal/text"
)

// rehearse gives another manager, which has the sandbox play the connector's service, and what is connected kept in memory alone. The environment, which
// may hold the keys of the real service, is not looked at.
func (o *connectOptions) rehearse(ctx context.Context, setup *flow.Setup) (*flow.Manager, error) {
	r, err := flow.StartRehearsal(ctx, setup.Connector.Key, func(line string) { o.talk("sandbox: %s", text.Safe(line, 600)) })
	if errors.Is(err, flow.ErrNoService) {
		return nil, misused("--rehearse", err)
	}
	if err != nil {
		return nil, err
	}
	before := o.manager
	o.manager = o.manage(flow.Options{Store: flow.KeychainMemory, Debug: o.debug, Rehearsal: r})
	o.Env = func(string) string { return "" }
	if err := before.Close(); err != nil {
		return nil, err
	}
	o.talk("Rehearsal: the sandbox at %s plays %s. Nothing leaves this machine, and nothing stays on it.", r.Address(), r.Name)
	return o.manager, r.Fill(setup)
}
