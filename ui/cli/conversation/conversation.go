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

// conversation is the first menu, and what needs no menu of its own.
type conversation struct {
	*dialogue
	recorder *request.Recorder
}

// Run talks until the person leaves.
func Run(ctx context.Context, f *command.Factory) error {
	if _, err := f.Flow.Manager(); err != nil {
		return err
	}
	d := &dialogue{f}
	c := &conversation{d, request.NewRecorder(f)}
	f.Prompt.StartConversation(d.reserved)
	d.IO.Infof("countersign, in plain questions. Answer by number or by name. back, help and quit are answers everywhere; control C cancels.")
	for {
		err := d.menu(ctx, c.mainMenu)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errBack):
			d.IO.Infof("This is where it begins. quit leaves.")
		case err == nil, errors.Is(err, errQuit), errors.Is(err, context.Canceled): // the last is the end of input
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
		{"List the connections", (&connection.ListOptions{Factory: c.Factory}).Run},
		{"Keychains, where connections are kept", (&keychainMenu{c.dialogue}).run},
		{"Write a new connector", func(ctx context.Context) error { return connector.New(ctx, c.Factory) }},
		{"Where the settings are", c.tellSettings},
		{"Help", c.tellHelp},
		{"Quit", nil},
	}
}

func (c *conversation) tellSettings(context.Context) error {
	m, err := c.Flow.Manager()
	if err != nil {
		return err
	}
	c.IO.Infof("The settings are read at the start of the program, from this file:\n%s", text.Safe(m.SettingsFile, 500))
	return nil
}

func (c *conversation) tellHelp(context.Context) error {
	c.IO.Infof(`A connection is an access token for an OAuth 1.0a service, kept in a keychain under a name. New connection makes one: you choose
the service's connector, give the consumer key and secret that the service registered for you, and allow the access on its page.
Open a connection sends signed calls with it, tests it, and ends it. The connector sandbox needs no account: try it first.
Each of these is a command too; countersign --help names them, and countersign man writes manual pages.`)
	return nil
}

// chooseConnection has a connection chosen, and then what to do with it.
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
		c.IO.Infof("No connections are kept. Choose New connection; the connector sandbox needs no account.")
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
