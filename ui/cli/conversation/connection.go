package conversation

import (
	"cmp"
	"context"

	"countersign/ui/cli/connect"
	"countersign/ui/cli/connection"
	"countersign/ui/cli/request"
)

// connectionMenu is the menu of a connection.
type connectionMenu struct {
	*dialogue
	recorder *request.Recorder
	name     string
}

func (c *connectionMenu) choices() (string, []item) {
	return "What do you want to do with " + c.name + "?", []item{
		{"Send a saved request", c.withConnection((*requestDialogue).sendSaved)},
		{"Send a new request", c.withConnection((*requestDialogue).sendNew)},
		{"Test the connection", func(ctx context.Context) error { return connection.Test(ctx, c.Factory, c.name) }},
		{"Reconnect, to get a new access token", c.reconnect},
		{"Refresh the access token", func(ctx context.Context) error { return connection.Refresh(ctx, c.Factory, c.name) }},
		{"Revoke the access token at the provider", func(ctx context.Context) error { return connection.Revoke(ctx, c.Factory, c.name, false) }},
		{"Rename the connection", c.rename},
		{"Delete the connection", func(ctx context.Context) error {
			return cmp.Or(connection.Delete(ctx, c.Factory, c.name, false, false), errDone)
		}},
		{"Show details", func(ctx context.Context) error { return connection.Show(ctx, c.Factory, c.name, false, false, false) }},
		{"Back to the main menu", nil},
	}
}

// withConnection opens the connection and sends a request with it.
func (c *connectionMenu) withConnection(send func(*requestDialogue, context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		opened, err := c.OpenConnection(ctx, c.name)
		if err != nil {
			return err
		}
		return send(&requestDialogue{c.dialogue, c.recorder, opened}, ctx)
	}
}

func (c *connectionMenu) rename(ctx context.Context) error {
	to, err := c.Prompt.Ask(ctx, "New name:")
	if err != nil {
		return err
	}
	if err := connection.Rename(ctx, c.Factory, c.name, to); err != nil {
		return err
	}
	c.name = to
	return nil
}

// reconnect authorizes a saved connection again, with the same values. The old token stays until there is a new one.
func (c *connectionMenu) reconnect(ctx context.Context) error {
	opened, err := c.OpenConnection(ctx, c.name)
	if err != nil {
		return err
	}
	m, err := c.Flow.Manager()
	if err != nil {
		return err
	}
	setup, err := m.Connections.SetupOf(ctx, c.name)
	if err != nil {
		return err
	}
	o := &connect.Options{Factory: c.Factory, Connector: opened.Connector.Key, Name: c.name, Timeout: connect.DefaultTimeout, NameSet: true}
	return untilSaved(ctx, c.dialogue, m, o, setup, true)
}
