package cli

import (
	"context"
	"errors"

	"countersign/flow"
	"countersign/internal/text"
)

// The conversation stands in for the screens where they cannot be read: what a person may do is asked, and done by the
// functions of the commands.

// converse talks until the person leaves.
func (s *session) converse(ctx context.Context) error {
	if _, err := s.flow(); err != nil {
		return err
	}
	s.talking, s.in.asked = true, true
	s.talk("countersign, in plain questions. Answer by number or by name. back, help and quit are answers everywhere; control C cancels.")
	for {
		err := s.menu(ctx, s.mainMenu)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errBack):
			s.talk("This is where it begins. quit leaves.")
		case err == nil, errors.Is(err, errQuit), errors.Is(err, context.Canceled): // the last is the end of input
			s.talk("Goodbye.")
			return nil
		default:
			return err
		}
	}
}

func (s *session) mainMenu() (string, []item) {
	return "What do you want to do?", []item{
		{"Open a connection", s.hearConnection},
		{"New connection", s.hearNewConnection},
		{"List the connections", func(ctx context.Context) error { return s.listConnections(ctx, false) }},
		{"Keychains, where connections are kept", s.hearKeychains},
		{"Write a new connector", func(ctx context.Context) error {
			return (&newOptions{session: s, answers: flow.NewConnectorSetup()}).run(ctx)
		}},
		{"Where the settings are", s.hearSettings},
		{"Help", s.hearHelp},
		{"Quit", nil},
	}
}

func (s *session) hearSettings(context.Context) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	s.talk("The settings are read at the start of the program, from this file:\n%s", text.Safe(m.Settings, 500))
	return nil
}

func (s *session) hearHelp(context.Context) error {
	s.talk(`A connection is an access token for an OAuth 1.0a service, kept in a keychain under a name. New connection makes one: you choose
the service's connector, give the consumer key and secret that the service registered for you, and allow the access on its page.
Open a connection sends signed calls with it, tests it, and ends it. The connector sandbox needs no account: try it first.
Each of these is a command too; countersign --help names them, and countersign man writes manual pages.`)
	return nil
}

// hearConnection has a connection chosen, and then what to do with it.
func (s *session) hearConnection(ctx context.Context) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		s.talk("No connections are kept. Choose New connection; the connector sandbox needs no account.")
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name + ", " + text.Safe(e.Title+asAccount(e.Account), 80)
	}
	chosen, err := s.choose(ctx, "Which connection?", names)
	if err != nil {
		return err
	}
	name := entries[chosen].Name
	err = s.menu(ctx, func() (string, []item) { return s.connectionMenu(&name) })
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// connectionMenu is what there is to do with a connection, whose name may change by it.
func (s *session) connectionMenu(name *string) (string, []item) {
	return "What about " + *name + "?", []item{
		{"Send a ready call", func(ctx context.Context) error { return s.hearReadyCall(ctx, *name) }},
		{"Send a call of your own", func(ctx context.Context) error { return s.hearOwnCall(ctx, *name) }},
		{"Test it", func(ctx context.Context) error { return s.testConnection(ctx, *name) }},
		{"Connect it again, for a new access token", func(ctx context.Context) error { return s.connectAgain(ctx, *name) }},
		{"Renew its access token", func(ctx context.Context) error { return s.renewConnection(ctx, *name) }},
		{"Revoke its access at the provider", func(ctx context.Context) error { return s.revokeConnection(ctx, *name, false) }},
		{"Rename it", func(ctx context.Context) error {
			to, err := s.ask(ctx, "New name:")
			if err != nil {
				return err
			}
			if err := s.renameConnection(ctx, *name, to); err != nil {
				return err
			}
			*name = to
			return nil
		}},
		{"Forget it", func(ctx context.Context) error {
			if err := s.forgetConnection(ctx, *name, false); err != nil {
				return err
			}
			return errDone
		}},
		{"What is known of it", func(ctx context.Context) error { return (&showOptions{session: s, name: *name}).run(ctx) }},
		{"Back to the beginning", nil},
	}
}

func (s *session) hearKeychains(ctx context.Context) error {
	return s.menu(ctx, func() (string, []item) {
		return "What about the keychains?", []item{
			{"Which there are, and which is in use", func(ctx context.Context) error { return s.keychainStatus(ctx, false) }},
			{"Use the OS keychain for new connections", func(ctx context.Context) error { return s.useKeychain(ctx, string(flow.KeychainOS)) }},
			{"Use the encrypted file for new connections", func(ctx context.Context) error { return s.useKeychain(ctx, string(flow.KeychainFile)) }},
			{"Move all connections into the OS keychain", func(ctx context.Context) error { return s.moveConnections(ctx, nil, string(flow.KeychainOS)) }},
			{"Move all connections into the encrypted file", func(ctx context.Context) error { return s.moveConnections(ctx, nil, string(flow.KeychainFile)) }},
			{"Open the encrypted file by its passphrase", s.hearUnlock},
			{"Change the passphrase of the encrypted file", s.changePassphrase},
			{"Rebuild the list of connections", s.repair},
			{"Back to the beginning", nil},
		}
	})
}

// hearUnlock opens the encrypted file, or makes it.
func (s *session) hearUnlock(ctx context.Context) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	m.Stores.Use(flow.KeychainFile)
	if err := s.readyKeychain(ctx, m); err != nil {
		return err
	}
	s.talk("Done: the encrypted file is open.")
	return nil
}
