package connect

import (
	"context"
	"errors"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// rehearse has the sandbox play the connector's service, and what is connected kept in memory alone. The environment, which
// may hold the keys of the real service, is not looked at.
func rehearse(ctx context.Context, f *command.Factory, m *flow.Manager, setup *flow.Setup) error {
	m.UseKeychain(flow.KeychainMemory)
	f.IO.Env = func(string) string { return "" }
	r, err := m.Rehearse(ctx, setup.Connector.Key, func(line string) { f.IO.Tell("sandbox: %s", flow.Safe(line, 600)) })
	if errors.Is(err, flow.ErrNoService) {
		return exit.Misused("--rehearse", err)
	}
	if err != nil {
		return err
	}
	f.IO.Tell("Rehearsal: the sandbox at %s plays %s. Nothing leaves this machine, and nothing stays on it.", r.Address(), r.Name)
	return r.Fill(setup)
}
