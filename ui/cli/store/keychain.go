package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/settings"
)

// NewCmd returns the command countersign keychain.
func NewCmd(f *command.Factory) *cobra.Command {
	var asJSON bool
	run := func(cmd *cobra.Command, _ []string) error { return Status(cmd.Context(), f, asJSON) }
	cmd := &cobra.Command{
		Use:   "keychain",
		Short: "Show the credential stores, choose one, move connections",
		Long: `Show the credential stores: whether each is available, how many connections it holds, and which one is in use.

The store in use is the one from --keychain, or ` + command.KeychainVariable + `, or countersign keychain use. Otherwise it is the
OS keychain if there is one, or an existing encrypted file. No store is opened.`,
		Example: `  countersign keychain
  countersign keychain use file
  countersign keychain move --to file`,
		Args: cobra.NoArgs,
		RunE: run,
	}
	status := &cobra.Command{
		Use: "status", Short: "Show the credential stores", Example: `  countersign keychain status --json`, Args: cobra.NoArgs, RunE: run,
	}
	for _, c := range []*cobra.Command{cmd, status} {
		c.Flags().BoolVar(&asJSON, "json", false, "print the stores as a JSON array")
	}
	cmd.AddCommand(status, newCmdUse(f), newCmdMove(f), newCmdPassphrase(f), newCmdRepair(f))
	return cmd
}

// Status prints the credential stores.
func Status(ctx context.Context, f *command.Factory, asJSON bool) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	states, err := m.Stores.States(ctx)
	if err != nil {
		return err
	}
	type stateJSON struct {
		Keychain    flow.StoreKind `json:"keychain"`
		InUse       bool           `json:"inUse"`
		Ready       bool           `json:"ready"`
		State       string         `json:"state"`
		Connections int            `json:"connections"`
	}
	list := make([]stateJSON, len(states))
	rows := [][]string{{"STORE", "CONNECTIONS", "STATE"}}
	for i, s := range states {
		state := stateText(s.Status)
		list[i] = stateJSON{s.Kind, s.InUse, s.Status.Ready, state, s.Connections}
		if s.InUse {
			state += "; in use (" + chosenBy(f, m) + ")"
		}
		rows = append(rows, []string{string(s.Kind), strconv.Itoa(s.Connections), state})
	}
	if asJSON {
		return f.IO.JSON(list)
	}
	return f.IO.Table(rows)
}

func stateText(status flow.StoreStatus) string {
	switch {
	case status.Kind == flow.StoreMemory:
		return "available until the command ends"
	case status.Locked:
		return "locked; it will show a dialog"
	case status.Ready:
		return "available"
	case status.OSError != nil:
		return "not available: " + strings.TrimPrefix(flow.Explain(status.OSError).What, "OS keychain is unavailable: ")
	case status.NewFile:
		return "not created yet"
	}
	return "locked by a passphrase"
}

// chosenBy says what selected the store in use.
func chosenBy(f *command.Factory, m *flow.Manager) string {
	if _, by := f.Flow.StoreChoice(); by != "" {
		return by
	}
	if settings, err := settings.File(m.SettingsFile).Read(); err == nil && settings.Store != "" {
		return text.Safe(m.SettingsFile, 200)
	}
	return "default"
}
