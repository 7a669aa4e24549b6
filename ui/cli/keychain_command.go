package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) keychainCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "keychain",
		Short: "Say where connections are kept, choose it, move them",
		Long: `keychain says of each place where connections can be kept whether it is ready, how many it holds, and which one is in use and
by whose choice: --keychain, else ` + keychainVariable + `, else what keychain use chose, else the OS keychain where it
answers, else the encrypted file where there is one. It opens nothing and asks nothing.`,
		Example: `  countersign keychain
  countersign keychain use file
  countersign keychain move --to file`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.keychainStatus(cmd.Context(), asJSON) },
	}
	status := &cobra.Command{
		Use: "status", Short: "The same as keychain alone", Example: `  countersign keychain status --json`, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.keychainStatus(cmd.Context(), asJSON) },
	}
	for _, c := range []*cobra.Command{cmd, status} {
		c.Flags().BoolVar(&asJSON, "json", false, "print it as a JSON array")
	}
	cmd.AddCommand(status, s.keychainUse(), s.keychainMove(), s.keychainPassphrase(), s.keychainRepair())
	return cmd
}

func (s *session) keychainStatus(ctx context.Context, asJSON bool) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	states, err := m.Stores.States(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(s.Out, statesJSON(states))
	}
	rows := [][]string{{"KEYCHAIN", "CONNECTIONS", "STATE"}}
	for _, k := range states {
		state := stateInWords(k.Status)
		if k.InUse {
			state += "; in use, by " + s.chosenBy(m)
		}
		rows = append(rows, []string{string(k.Kind), strconv.Itoa(k.Connections), state})
	}
	return s.printTable(rows)
}

func stateInWords(status flow.KeychainStatus) string {
	switch {
	case status.Kind == flow.KeychainMemory:
		return "ready, until the command ends"
	case status.Locked:
		return "locked: it will ask by a dialog of its own"
	case status.Ready:
		return "ready"
	case status.OSError != nil:
		e := flow.Explain(status.OSError)
		if e.Said != "" {
			return "not there: " + e.Said
		}
		return "not there: " + e.What
	case status.NewFile:
		return "not made yet"
	}
	return "needs its passphrase"
}

// chosenBy says who made the choice that counts.
func (s *session) chosenBy(m *flow.Manager) string {
	switch settings, err := m.ReadSettings(); {
	case s.keychain != "":
		return "--keychain"
	case s.Env(keychainVariable) != "":
		return keychainVariable
	case err == nil && settings.Keychain != "":
		return text.Safe(m.Settings, 200)
	}
	return "what this machine has"
}

func statesJSON(states []flow.KeychainState) any {
	type state struct {
		Keychain    flow.KeychainKind `json:"keychain"`
		InUse       bool              `json:"inUse"`
		Ready       bool              `json:"ready"`
		State       string            `json:"state"`
		Connections int               `json:"connections"`
	}
	list := make([]state, len(states))
	for i, k := range states {
		list[i] = state{k.Kind, k.InUse, k.Status.Ready, stateInWords(k.Status), k.Connections}
	}
	return list
}

// lastingKinds are the keychains that outlive a command.
var lastingKinds = []string{string(flow.KeychainOS), string(flow.KeychainFile)}

func lastingKind(kind, where string) (flow.KeychainKind, error) {
	if !slices.Contains(lastingKinds, kind) {
		return "", misuse(where, "%q is no keychain that lasts", text.Safe(kind, 40))
	}
	return flow.KeychainKind(kind), nil
}

func (s *session) keychainUse() *cobra.Command {
	return &cobra.Command{
		Use:   "use os|file",
		Short: "Choose where new connections are kept",
		Long: `use makes sure that the keychain can be used (the encrypted file is made when it is not there yet) and writes the choice into
the settings. Connections that another keychain holds stay there, and are found there.`,
		Example:   `  countersign keychain use file`,
		Args:      arguments(1, 1),
		ValidArgs: lastingKinds,
		RunE:      func(cmd *cobra.Command, args []string) error { return s.useKeychain(cmd.Context(), args[0]) },
	}
}

func (s *session) useKeychain(ctx context.Context, text string) error {
	kind, err := lastingKind(text, "give os or file; memory is chosen for one command, by --keychain memory")
	if err != nil {
		return err
	}
	m, err := s.flow()
	if err != nil {
		return err
	}
	m.Stores.Use(kind)
	if err := s.readyKeychain(ctx, m); err != nil {
		return err
	}
	if err := m.Stores.Choose(kind); err != nil {
		return err
	}
	s.talk("New connections are kept in the %s.", kind.Title())
	if variable := s.Env(keychainVariable); variable != "" && variable != text {
		s.talk("%s says otherwise, and it counts for more: unset it.", keychainVariable)
	}
	return nil
}

func (s *session) keychainMove() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "move --to os|file [NAME…]",
		Short: "Move connections into another keychain",
		Long: `move brings the named connections, or all, into another keychain, one after the other, and prints the name of each that is
there. Stopped at any point, each connection is whole in one of the two; run it again to go on.`,
		Example: `  countersign keychain move --to file
  countersign keychain move --to os flickr`,
		ValidArgsFunction: s.completeSeveral,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.moveConnections(cmd.Context(), args, to) },
	}
	cmd.Flags().StringVar(&to, "to", "", "the keychain to move into: `KIND` is os or file")
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(lastingKinds, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (s *session) moveConnections(ctx context.Context, names []string, kind string) error {
	to, err := lastingKind(kind, "give --to os or --to file")
	if err != nil {
		return err
	}
	m, err := s.flow()
	if err != nil {
		return err
	}
	entries, err := s.entriesOf(ctx, m, names)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e flow.Entry) bool { return e.Store == to })
	if len(entries) == 0 {
		s.talk("Nothing to move: they are all in the %s.", to.Title())
		return nil
	}
	needed, moving := []flow.KeychainKind{to}, make([]string, len(entries))
	for i, e := range entries {
		moving[i] = e.Name
		if !slices.Contains(needed, e.Store) {
			needed = append(needed, e.Store)
		}
	}
	for _, kind := range needed {
		m.Stores.Use(kind)
		if err := s.readyKeychain(ctx, m); err != nil {
			return err
		}
	}
	var unwritten error
	err = m.Connections.Move(ctx, moving, to, func(name string) {
		if err := s.print("moved " + name); unwritten == nil {
			unwritten = err
		}
	})
	if err != nil {
		return err
	}
	s.talk("%s moved into the %s.", text.CountInWords(len(moving), "connection", "connections"), to.Title())
	return unwritten
}

// entriesOf looks the names up, or gives all where none is named.
func (s *session) entriesOf(ctx context.Context, m *flow.Manager, names []string) ([]flow.Entry, error) {
	if len(names) == 0 {
		return m.Connections.List(ctx)
	}
	var entries []flow.Entry
	for _, name := range names {
		e, err := findEntry(ctx, m, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(entries, func(o flow.Entry) bool { return o.Name == name }) {
			entries = append(entries, e)
		}
	}
	return entries, nil
}

func (s *session) keychainPassphrase() *cobra.Command {
	return &cobra.Command{
		Use:   "passphrase",
		Short: "Change the passphrase of the encrypted file",
		Long: fmt.Sprintf(`passphrase puts the encrypted file under another passphrase, which is typed twice on a terminal. The one that it has is typed
too, or printed by the command of %s.

What was copied before still opens with the old passphrase.`, passphraseCommand),
		Example: `  countersign keychain passphrase`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.changePassphrase(cmd.Context()) },
	}
}

func (s *session) changePassphrase(ctx context.Context) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	m.Stores.Use(flow.KeychainFile)
	if m.Stores.Status(ctx).NewFile {
		return &complaint{NoKeychain, flow.Explanation{What: "there is no encrypted file", Next: "countersign keychain use file makes one"}}
	}
	if !s.in.terminal() {
		return misuse("run it in a terminal", "a new passphrase is typed, and there is no terminal to type it at")
	}
	command := s.Env(passphraseCommand)
	old := ""
	if command != "" {
		old, err = passphraseOf(ctx, passphraseCommand, command)
	} else {
		old, err = s.askSecret(ctx, "Passphrase of the encrypted file:")
	}
	if err != nil {
		return err
	}
	if err := m.Stores.Unlock(ctx, old); err != nil { // before a new one is thought up
		return err
	}
	fresh, err := s.chooseSecret(ctx, "New passphrase for the encrypted file:")
	if err != nil {
		return err
	}
	if err := m.Stores.ChangePassphrase(ctx, old, fresh); err != nil {
		return err
	}
	s.talk("The encrypted file has its new passphrase.")
	if command != "" {
		s.talk("Let the command of %s print it from now on.", passphraseCommand)
	}
	return nil
}
