package connect

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// Establish gets the token and saves it, or saves what there is in place of one.
func (o *Options) ConnectAndSave(ctx context.Context, m *flow.Manager, setup *flow.Setup, replace bool) error {
	if err := o.Store.Prepare(ctx, m); err != nil {
		return err
	}
	given, err := m.WithoutAuthorization(ctx, setup)
	if err != nil {
		return err
	}
	if given != nil {
		return o.saveDirect(ctx, m, given, replace)
	}
	token, err := o.authorize(ctx, m, setup)
	if err != nil {
		return err
	}
	started := time.Now()
	kept, err := m.Connections.Save(ctx, setup, token, o.Name, replace)
	o.Saved = kept != nil
	if err != nil {
		return err
	}
	o.steps.note("kept", time.Since(started))
	return o.conclude(ctx, m, kept)
}

// SettleName decides the connection's name, and whether another of that name may go.
func (o *Options) CheckName(ctx context.Context, m *flow.Manager, c *flow.Connector) (replace bool, err error) {
	if !o.NameSet {
		o.Name = m.Connections.FreeName(ctx, c)
		return false, nil
	}
	err = m.Connections.CheckName(ctx, o.Name)
	if !errors.Is(err, flow.ErrNameTaken) {
		if err != nil {
			return false, exit.WrapUsage("--name", err)
		}
		return false, nil
	}
	if !o.yes && o.Prompt.Interactive() {
		o.yes, err = o.Prompt.Confirm(ctx, fmt.Sprintf("There is a connection named %s. Replace it?", o.Name))
		if err != nil {
			return false, err
		}
		if !o.yes {
			return false, console.ErrDeclined
		}
	}
	if !o.yes {
		return false, exit.New(exit.Failed, flow.Explanation{
			What: fmt.Sprintf("there is a connection named %s", o.Name),
			Next: "choose another --name, or add --yes to replace it",
		})
	}
	return true, nil
}

// conclude tests what was saved and says how it went. A test that fails takes nothing back.
func (o *Options) conclude(ctx context.Context, m *flow.Manager, c *flow.Connection) error {
	started := time.Now()
	result, failed := c.Test(ctx)
	o.steps.note("tested", time.Since(started))
	o.IO.Infof("Steps: %s.", o.steps.String())
	if err := o.printSaved(ctx, m, result.Account); err != nil {
		return err
	}
	if failed != nil {
		o.IO.Infof("%s is kept, but its test failed.", o.Name)
	}
	return failed
}

func (o *Options) printSaved(ctx context.Context, m *flow.Manager, account string) error {
	if m.Stores.Status(ctx).Kind == flow.StoreMemory {
		o.IO.Infof("%s was kept in memory: it is gone when the program ends.", o.Name)
	}
	if !o.json {
		return o.IO.PrintSuccess("connected " + o.Name + command.AsAccount(account))
	}
	entry, err := command.FindEntry(ctx, m, o.Name)
	if err != nil {
		return err
	}
	return o.IO.JSON(entry)
}

// saveDirect takes the place of the authorization for a service whose tokens the person has already, or that wants
// none: the test says whether they are valid before they are saved.
func (o *Options) saveDirect(ctx context.Context, m *flow.Manager, given *flow.Unsaved, replace bool) error {
	title := text.Safe(o.Connector, 60)
	if o.verifierGiven || o.OutOfBand {
		return exit.Usagef("leave --verifier and --oob out", "%s is connected without an authorization, so that there is no verifier", title)
	}
	o.IO.Infof("There is nothing to authorize: %s takes the values as they were given.", title)
	var result flow.TestResult
	if !o.untested {
		var err error
		if result, err = given.Test(ctx); err != nil {
			return rejectedValues(ctx, err)
		}
		if result.NoTest {
			o.IO.Infof("The connector has no test: a signed call tells whether they are good.")
		}
	}
	if _, err := given.Save(ctx, o.Name, replace); err != nil {
		return err
	}
	o.Saved = true
	return o.printSaved(ctx, m, result.Account)
}

// rejectedValues is a failed test of what is not saved yet. The person corrects the values, or saves them for a
// service that only cannot be reached now.
func rejectedValues(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	e := flow.Explain(err)
	e.Next += "; nothing was kept, and --untested keeps the values without this test"
	return exit.New(exit.CodeOf(err), e)
}
