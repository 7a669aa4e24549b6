package store

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// PassphraseOptions are countersign keychain passphrase.
type PassphraseOptions struct{ *command.Factory }

func newCmdPassphrase(f *command.Factory) *cobra.Command {
	o := &PassphraseOptions{f}
	return &cobra.Command{
		Use:   "passphrase",
		Short: "Change the passphrase of the encrypted file",
		Long: fmt.Sprintf(`passphrase puts the encrypted file under another passphrase, which is typed twice on a terminal. The one that it has is typed
too, or printed by the command of %s.

What was copied before still opens with the old passphrase.`, command.PassphraseVariable),
		Example: `  countersign keychain passphrase`,
		Args:    command.NoArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.Run(cmd.Context()) },
	}
}

// Run puts the encrypted file under another passphrase.
func (o *PassphraseOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	m.Stores.Use(flow.StoreFile)
	if m.Stores.Status(ctx).NewFile {
		return exit.New(exit.NoStore, flow.Explanation{What: "there is no encrypted file", Next: "countersign keychain use file makes one"})
	}
	if !o.Prompt.Interactive() {
		return exit.Usagef("run it in a terminal", "a new passphrase is typed, and there is no terminal to type it at")
	}
	program := o.IO.Env(command.PassphraseVariable)
	old := ""
	if program != "" {
		old, err = command.PassphraseFromCommand(ctx, command.PassphraseVariable, program)
	} else {
		old, err = o.Prompt.AskSecret(ctx, "Passphrase of the encrypted file:")
	}
	if err != nil {
		return err
	}
	if err := m.Stores.Unlock(ctx, old); err != nil { // before a new one is thought up
		return err
	}
	fresh, err := o.Prompt.NewPassphrase(ctx, "New passphrase for the encrypted file:")
	if err != nil {
		return err
	}
	if err := m.Stores.ChangePassphrase(ctx, old, fresh); err != nil {
		return err
	}
	o.IO.Infof("The encrypted file has its new passphrase.")
	if program != "" {
		o.IO.Infof("Let the command of %s print it from now on.", command.PassphraseVariable)
	}
	return nil
}
