package conversation

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/connect"
	"countersign/ui/cli/connector"
	"countersign/ui/cli/console"
)

// newConnection asks for the options of countersign connect.
type newConnection struct{ *dialogue }

func (n *newConnection) run(ctx context.Context) error {
	m, err := n.Flow.Manager()
	if err != nil {
		return err
	}
	connector, err := n.connector(ctx, m)
	if err != nil {
		return err
	}
	if err := n.offerRegistration(ctx, connector); err != nil {
		return err
	}
	o := &connect.Options{Factory: n.Factory, Connector: connector.Key, Timeout: connect.DefaultTimeout, NameSet: true}
	if connector, err = n.option(ctx, connector); err != nil {
		return err
	}
	setup := flow.NewSetup(connector)
	for _, f := range setup.Fields() {
		if err := n.promptField(ctx, setup, f); err != nil {
			return err
		}
	}
	if err := connect.CheckOption(setup); err != nil {
		return err
	}
	if callback := connector.Registration.Callback; callback != "" {
		n.IO.Infof("Register this callback URL with the provider:\n%s", text.Safe(callback, 300))
	}
	var replace bool
	for {
		if o.Name, err = n.askDefault(ctx, "Name for the connection", m.Connections.FreeName(ctx, connector)); err != nil {
			return err
		}
		if replace, err = o.CheckName(ctx, m, connector); err == nil {
			break
		}
		if errors.Is(err, console.ErrDeclined) {
			continue
		}
		if errors.Is(err, context.Canceled) || errors.Is(err, errQuit) {
			return err
		}
		n.IO.PrintError(err)
	}
	return untilSaved(ctx, n.dialogue, m, o, setup, replace)
}

// untilSaved tries until the connection is saved or the user gives up.
func untilSaved(ctx context.Context, d *dialogue, m *flow.Manager, o *connect.Options, setup *flow.Setup, replace bool) error {
	for {
		err := o.ConnectAndSave(ctx, m, setup, replace)
		if err == nil || o.Saved || errors.Is(err, context.Canceled) || errors.Is(err, errQuit) {
			return err
		}
		d.IO.PrintError(err)
		choices := []string{"Try again", "Try again out-of-band, with a verifier from the page", "Back to the main menu"}
		if o.OutOfBand {
			choices[1] = "Try again with a callback"
		}
		chosen, err := d.choose(ctx, "What do you want to do?", choices)
		switch {
		case err != nil:
			return err
		case chosen == 1:
			o.OutOfBand = !o.OutOfBand
		case chosen == 2:
			return errBack
		}
	}
}

func (n *newConnection) connector(ctx context.Context, m *flow.Manager) (*flow.Connector, error) {
	entries := m.Connectors.List()
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = text.Safe(e.Key, 60) + ", " + text.Safe(e.Name, 60)
	}
	chosen, err := n.choose(ctx, "Which connector? The sandbox needs no account.", names)
	if err != nil {
		return nil, err
	}
	c, err := m.Connectors.Load(connector.Reference(entries[chosen]))
	if err != nil {
		return nil, err
	}
	if c.Description != "" {
		n.IO.Infof("%s", text.Safe(c.Description, 600))
	}
	if c.Status.State != "" {
		n.IO.Infof("%s: %s", text.Safe(strings.TrimSpace(c.Status.State+" "+c.Status.Date), 60), text.Safe(c.Status.Text, 300))
	}
	return c, nil
}

// offerRegistration offers to explain how to get keys.
func (n *newConnection) offerRegistration(ctx context.Context, c *flow.Connector) error {
	r := c.Registration
	if r.Page+r.Application+r.Callback == "" && len(r.Notes)+len(r.Mistakes) == 0 {
		return nil
	}
	wanted, err := n.Prompt.Confirm(ctx, "Do you want to know how to get keys?")
	if err != nil || !wanted {
		return err
	}
	for _, line := range []struct{ name, text string }{
		{"Get keys at", r.Page}, {"Application type", r.Application}, {"Callback URL to register", r.Callback}, {"Revoke at", c.RevokePage},
	} {
		if line.text != "" {
			n.IO.Infof("%s:\n%s", line.name, text.Safe(line.text, 400))
		}
	}
	for _, note := range r.Notes {
		n.IO.Infof("%s", text.Safe(note, 400))
	}
	for _, mistake := range r.Mistakes {
		n.IO.Infof("If it says %s: %s", strconv.Quote(text.Safe(mistake.ProviderMessage, 200)), text.Safe(mistake.Advice, 400))
	}
	for _, u := range c.Unverified {
		n.IO.Infof("Unverified: %s", text.Safe(u, 400))
	}
	return nil
}

// option asks for an authentication option, if there are several.
func (n *newConnection) option(ctx context.Context, c *flow.Connector) (*flow.Connector, error) {
	if len(c.Options) == 0 {
		return c, nil
	}
	var names []string
	for _, o := range c.Options {
		names = append(names, text.Safe(o.Title, 80)+", "+text.Safe(connector.OptionNotes(o), 300))
	}
	chosen, err := n.choose(ctx, "Which authentication option?", names)
	if err != nil {
		return nil, err
	}
	return c.WithOption(c.Options[chosen].Key)
}
