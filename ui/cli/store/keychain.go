package store

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/settings"
)

// StatusOptions are countersign keychain and keychain status.
type StatusOptions struct {
	*command.Factory
	JSON bool
}

// NewCmd makes countersign keychain, and what is below it.
func NewCmd(f *command.Factory) *cobra.Command {
	o := &StatusOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "keychain",
		Short: "Say where connections are kept, choose it, move them",
		Long: `keychain says of each place where connections can be kept whether it is ready, how many it holds, and which one is in use and
by whose choice: --keychain, else ` + command.KeychainVariable + `, else what keychain use chose, else the OS keychain where it
answers, else the encrypted file where there is one. It opens nothing and asks nothing.`,
		Example: `  countersign keychain
  countersign keychain use file
  countersign keychain move --to file`,
		Args: command.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.Run(cmd.Context()) },
	}
	status := &cobra.Command{
		Use: "status", Short: "The same as keychain alone", Example: `  countersign keychain status --json`, Args: command.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.Run(cmd.Context()) },
	}
	for _, c := range []*cobra.Command{cmd, status} {
		c.Flags().BoolVar(&o.JSON, "json", false, "print it as a JSON array")
	}
	cmd.AddCommand(status, newCmdUse(f), newCmdMove(f), newCmdPassphrase(f), newCmdRepair(f))
	return cmd
}

// Run says of each keychain how it is.
func (o *StatusOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	states, err := m.Stores.States(ctx)
	if err != nil {
		return err
	}
	if o.JSON {
		return o.IO.JSON(statesJSON(states))
	}
	rows := [][]string{{"KEYCHAIN", "CONNECTIONS", "STATE"}}
	for _, k := range states {
		state := stateText(k.Status)
		if k.InUse {
			state += "; in use, by " + o.chosenBy(m)
		}
		rows = append(rows, []string{string(k.Kind), strconv.Itoa(k.Connections), state})
	}
	return o.IO.Table(rows)
}

func stateText(status flow.StoreStatus) string {
	switch {
	case status.Kind == flow.StoreMemory:
		return "ready, until the command ends"
	case status.Locked:
		return "locked: it will ask by a dialog of its own"
	case status.Ready:
		return "ready"
	case status.OSError != nil:
		e := flow.Explain(status.OSError)
		if e.ProviderMessage != "" {
			return "not there: " + e.ProviderMessage
		}
		return "not there: " + e.What
	case status.NewFile:
		return "not made yet"
	}
	return "needs its passphrase"
}

// chosenBy says who made the choice that counts.
func (o *StatusOptions) chosenBy(m *flow.Manager) string {
	if _, by := o.Flow.StoreChoice(); by != "" {
		return by
	}
	if settings, err := settings.File(m.SettingsFile).Read(); err == nil && settings.Store != "" {
		return text.Safe(m.SettingsFile, 200)
	}
	return "what this machine has"
}

func statesJSON(states []flow.StoreState) any {
	type state struct {
		Keychain    flow.StoreKind `json:"keychain"`
		InUse       bool           `json:"inUse"`
		Ready       bool           `json:"ready"`
		State       string         `json:"state"`
		Connections int            `json:"connections"`
	}
	list := make([]state, len(states))
	for i, k := range states {
		list[i] = state{k.Kind, k.InUse, k.Status.Ready, stateText(k.Status), k.Connections}
	}
	return list
}
