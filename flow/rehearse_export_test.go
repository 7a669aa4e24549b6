package flow

import (
	"context"

	"countersign/flow/sandbox"
)

// RehearseAs is StartRehearsal with a behaviour of the test's own.
func RehearseAs(ctx context.Context, as *sandbox.Personality, log func(line string)) (*Rehearsal, error) {
	return rehearse(ctx, as, log)
}
