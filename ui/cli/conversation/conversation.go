package conversation

import (
	"context"
	"errors"

	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/connection"
	"countersign/ui/cli/connector"
	"countersign/ui/cli/request"
)

// conversation is the main menu.
type conversation struct {
	*dialogue
	recorder *request.Recorder
}

// Run asks questions until the user quits.
func Run(ctx context.Context, f *command.Factory) error {
	if _, err := f.Flow.Manager(); err != nil {
		return err
	}
	d := &dialogue{f}
	c := &conversation{d, request.NewRecorder(f)}
	f.Prompt.StartConversation(d.filter)
	d.IO.Infof("countersign in screen-reader mode. Answer with a number or a name. You can also type back, help or quit. Control C cancels.")
	for {
		err := d.menu(ctx, c.mainMenu)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errBack):
			d.IO.Infof("This is the main menu. Type quit to leave.")
		case err == nil, errors.Is(err, errQuit), errors.Is(err, context.Canceled): // canceled: end of input
			d.IO.Infof("Goodbye.")
			return nil
		default:
			return err
		}
	}
}

func (c *conversation) mainMenu() (string, []item) {
	return "What do you want to do?", []item{
		{"Open a connection", c.chooseConnection},
		{"New connection", (&newConnection{dialogue: c.dialogue}).run},
		{"Show the connections", func(ctx context.Context) error { return connection.List(ctx, c.Factory, false) }},
		{"Credential stores", c.storeMenu},
		{"Create a connector", func(ctx context.Context) error { return connector.New(ctx, c.Factory) }},
		{"Settings", c.printSettings},
		{"Help", c.printHelp},
		{"Quit", nil},
	}
}

func (c *conversation) printSettings(context.Context) error {
	m, err := c.Flow.Manager()
	if err != nil {
		return err
	}
	c.IO.Infof("The settings are in this file. Changes apply when you start countersign again.\n%s", text.Safe(m.SettingsFile, 500))
	return nil
}

func (c *conversation) printHelp(context.Context) error {
	c.IO.Infof(`A connection is a saved access token for an OAuth 1.0a service. To create one, choose New connection: you choose a
connector, enter your consumer key and secret, and allow access on the service's page.
To send signed requests, choose Open a connection. To try it without an account, use the connector sandbox.
All of this is also available as commands. Run countersign --help for a list.`)
	return nil
}

// chooseConnection asks for a connection and opens its menu.
func (c *conversation) chooseConnection(ctx context.Context) error {
	m, err := c.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		c.IO.Infof("No saved connections. Choose New connection to create one. The connector sandbox needs no account.")
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name + ", " + text.Safe(e.Title+command.AsAccount(e.Account), 80)
	}
	chosen, err := c.choose(ctx, "Which connection?", names)
	if err != nil {
		return err
	}
	menu := &connectionMenu{c.dialogue, c.recorder, entries[chosen].Name}
	err = c.menu(ctx, menu.choices)
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}
