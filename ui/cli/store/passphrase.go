package store

import (
	"context"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

func newCmdPassphrase(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "passphrase",
		Short: "Change the passphrase of the encrypted file",
		Long: `Change the passphrase of the encrypted file.

You type the new passphrase twice. You type the current one too, or the command in ` + command.PassphraseVariable + `
prints it. Existing copies of the file keep the old passphrase.`,
		Example: `  countersign keychain passphrase`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return ChangePassphrase(cmd.Context(), f) },
	}
}

// ChangePassphrase changes the passphrase of the encrypted file.
func ChangePassphrase(ctx context.Context, f *command.Factory) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	m.Stores.Use(flow.StoreFile)
	if m.Stores.Status(ctx).NewFile {
		return exit.New(exit.NoStore, flow.Explanation{What: "no encrypted file", Next: "Run countersign keychain use file to create it."})
	}
	if !f.Prompt.Interactive() {
		return exit.Usagef("Run the command in a terminal.", "cannot ask for a new passphrase: not a terminal")
	}
	shell := f.IO.Env(command.PassphraseVariable)
	var old string
	if shell != "" {
		old, err = command.PassphraseFromCommand(ctx, command.PassphraseVariable, shell)
	} else {
		old, err = f.Prompt.AskSecret(ctx, "Current passphrase for the encrypted file:")
	}
	if err != nil {
		return err
	}
	if err := m.Stores.Unlock(ctx, old); err != nil { // check it before asking for a new one
		return err
	}
	changed, err := f.Prompt.NewPassphrase(ctx, "New passphrase for the encrypted file:")
	if err != nil {
		return err
	}
	if err := m.Stores.ChangePassphrase(ctx, old, changed); err != nil {
		return err
	}
	f.IO.Infof("Changed the passphrase of the encrypted file.")
	if shell != "" {
		f.IO.Infof("Update the command in %s to print the new passphrase.", command.PassphraseVariable)
	}
	return nil
}
