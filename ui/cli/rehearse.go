package cli

import (
	"context"
	"errors"

	"countersign/flow"
	"countersign/internal/text"
)

// rehearse has the sandbox play the connector's service, and what is connected kept in memory alone. The environment, which
// may hold the keys of the real service, is not looked at.
func (o *connectOptions) rehearse(ctx context.Context, m *flow.Manager, setup *flow.Setup) error {
	m.UseKeychain(flow.KeychainMemory)
	o.Env = func(string) string { return "" }
	r, err := m.Rehearse(ctx, setup.Connector.Key, func(line string) { o.talk("sandbox: %s", text.Safe(line, 600)) })
	if errors.Is(err, flow.ErrNoService) {
		return misused("--rehearse", err)
	}
	if err != nil {
		return err
	}
	o.talk("Rehearsal: the sandbox at %s plays %s. Nothing leaves this machine, and nothing stays on it.", r.Address(), r.Name)
	return r.Fill(setup)
}
