package flow

import (
	"context"

	"countersign/flow/sandbox"
)

// RehearseAs rehearses with a behaviour of the test's own.
func RehearseAs(ctx context.Context, m *Manager, as *sandbox.Personality, log func(line string)) (*Rehearsal, error) {
	return m.rehearse(ctx, as, log)
}
