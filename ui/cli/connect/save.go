package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// ConnectAndSave gets an access token, or takes it from the values, and saves the connection.
func (o *Options) ConnectAndSave(ctx context.Context, m *flow.Manager, setup *flow.Setup, replace bool) error {
	if err := o.Store.Prepare(ctx, m); err != nil {
		return err
	}
	unsaved, err := m.WithoutAuthorization(ctx, setup)
	if err != nil {
		return err
	}
	if unsaved != nil {
		return o.saveDirect(ctx, m, unsaved, replace)
	}
	token, err := o.authorize(ctx, m, setup)
	if err != nil {
		return err
	}
	started := time.Now()
	saved, err := m.Connections.Save(ctx, setup, token, o.Name, replace)
	o.Saved = saved != nil
	if err != nil {
		return err
	}
	o.steps.note("saved", time.Since(started))
	return o.test(ctx, m, saved)
}

// CheckName chooses or validates the connection's name. It asks whether to replace an existing connection.
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
		o.yes, err = o.Prompt.Confirm(ctx, fmt.Sprintf("A connection named %s already exists. Replace it?", o.Name))
		if err != nil {
			return false, err
		}
		if !o.yes {
			return false, console.ErrDeclined
		}
	}
	if !o.yes {
		return false, exit.Failedf("Choose another --name, or add --yes to replace it.", "a connection named %s already exists", o.Name)
	}
	return true, nil
}

// test tests the saved connection and prints the result. The connection stays saved if the test fails.
func (o *Options) test(ctx context.Context, m *flow.Manager, c *flow.Connection) error {
	started := time.Now()
	result, failed := c.Test(ctx)
	o.steps.note("tested", time.Since(started))
	o.IO.Infof("Steps: %s.", o.steps.String())
	if err := o.printSaved(ctx, m, result.Account); err != nil {
		return err
	}
	if failed != nil {
		o.IO.Infof("%s was saved, but its test failed.", o.Name)
	}
	return failed
}

func (o *Options) printSaved(ctx context.Context, m *flow.Manager, account string) error {
	if m.Stores.Status(ctx).Kind == flow.StoreMemory {
		o.IO.Infof("%s was saved in memory only, until the program ends.", o.Name)
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

// saveDirect saves a connection that requires no authorization. It tests the values first.
func (o *Options) saveDirect(ctx context.Context, m *flow.Manager, unsaved *flow.Unsaved, replace bool) error {
	title := text.Safe(o.Connector, 60)
	if o.verifierSet || o.OutOfBand {
		return exit.Usagef("Remove --verifier and --oob.", "%s requires no authorization", title)
	}
	o.IO.Infof("%s requires no authorization.", title)
	var result flow.TestResult
	if !o.untested {
		var err error
		if result, err = unsaved.Test(ctx); err != nil {
			return rejectedValues(ctx, err)
		}
		if result.NoTest {
			o.IO.Infof("The connector has no test. Send a signed request to check the values.")
		}
	}
	if _, err := unsaved.Save(ctx, o.Name, replace); err != nil {
		return err
	}
	o.Saved = true
	return o.printSaved(ctx, m, result.Account)
}

// rejectedValues returns the error of a failed test before saving.
func rejectedValues(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	e := flow.Explain(err)
	e.Next = strings.TrimSpace(console.Sentence(e.Next) + " Nothing was saved; use --untested to save without testing.")
	return exit.New(exit.CodeOf(err), e)
}
