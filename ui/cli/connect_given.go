package cli

import (
	"context"

	"countersign/flow"
	"countersign/internal/text"
)

// keepGiven takes the place of the dance for a service whose tokens the person has already, or that wants none: the test
// says whether they are good before they are kept.
func (o *connectOptions) keepGiven(ctx context.Context, m *flow.Manager, given *flow.Unkept, replace bool) error {
	title := text.Safe(o.connector, 60)
	if o.verifierGiven || o.outOfBand {
		return misuse("leave --verifier and --oob out", "%s is connected without an authorization, so that there is no verifier", title)
	}
	o.talk("There is nothing to authorize: %s takes the values as they were given.", title)
	var result flow.TestResult
	if !o.untested {
		var err error
		if result, err = given.Test(ctx); err != nil {
			return refusedValues(ctx, err)
		}
		if result.None {
			o.talk("The connector has no test: a signed call tells whether they are good.")
		}
	}
	if _, err := given.Keep(ctx, o.name, replace); err != nil {
		return err
	}
	o.kept = true
	return o.printKept(ctx, m, result.Account)
}

// refusedValues is a failed test of what is not kept yet. The person mends the values, or keeps them for a service that
// only cannot be reached now.
func refusedValues(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	e := flow.Explain(err)
	e.Next += "; nothing was kept, and --untested keeps the values without this test"
	return &complaint{codeOf(err), e}
}
