package conversation

import (
	"context"

	"countersign/ui/cli/connect"
	"countersign/ui/cli/connection"
	"countersign/ui/cli/request"
)

// connectionMenu is what there is to do with a connection, whose name may change by it.
type connectionMenu struct {
	*dialogue
	recorder *request.Recorder
	name     string
}

func (c *connectionMenu) choices() (string, []item) {
	return "What about " + c.name + "?", []item{
		{"Send a ready call", c.sendSaved},
		{"Send a call of your own", c.sendNew},
		{"Test it", func(ctx context.Context) error {
			return (&connection.TestOptions{Factory: c.Factory, Name: c.name}).Run(ctx)
		}},
		{"Connect it again, for a new access token", c.reconnect},
		{"Renew its access token", func(ctx context.Context) error {
			return (&connection.RefreshOptions{Factory: c.Factory, Name: c.name}).Run(ctx)
		}},
		{"Revoke its access at the provider", func(ctx context.Context) error {
			return (&connection.RevokeOptions{Factory: c.Factory, Name: c.name}).Run(ctx)
		}},
		{"Rename it", func(ctx context.Context) error {
			to, err := c.Prompt.Ask(ctx, "New name:")
			if err != nil {
				return err
			}
			if err := (&connection.RenameOptions{Factory: c.Factory, From: c.name, To: to}).Run(ctx); err != nil {
				return err
			}
			c.name = to
			return nil
		}},
		{"Forget it", func(ctx context.Context) error {
			if err := (&connection.DeleteOptions{Factory: c.Factory, Name: c.name}).Run(ctx); err != nil {
				return err
			}
			return errDone
		}},
		{"What is known of it", func(ctx context.Context) error {
			return (&connection.ShowOptions{Factory: c.Factory, Name: c.name}).Run(ctx)
		}},
		{"Back to the beginning", nil},
	}
}

// sendSaved sends one of the requests that the connector brings.
func (c *connectionMenu) sendSaved(ctx context.Context) error {
	opened, err := c.OpenConnection(ctx, c.name)
	if err != nil {
		return err
	}
	return (&requestDialogue{c.dialogue, c.recorder, opened}).sendSaved(ctx)
}

// sendNew sends a request that is asked for part by part.
func (c *connectionMenu) sendNew(ctx context.Context) error {
	opened, err := c.OpenConnection(ctx, c.name)
	if err != nil {
		return err
	}
	return (&requestDialogue{c.dialogue, c.recorder, opened}).sendNew(ctx)
}

// reconnect asks for new tokens for a saved connection, with the values that it was made with. The old ones stay until
// the new ones are there.
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
