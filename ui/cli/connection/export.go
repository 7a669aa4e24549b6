package connection

import (
	"context"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/flow/bundle"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// ExportPassphraseVariable holds a command that prints the passphrase of an export.
const ExportPassphraseVariable = "COUNTERSIGN_EXPORT_PASSPHRASE_COMMAND"

type exportOptions struct {
	*command.Factory
	names      []string
	to         string
	recipients []string
	force      bool
}

// NewCmdExport returns the command countersign export.
func NewCmdExport(f *command.Factory) *cobra.Command {
	o := &exportOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "export NAME… --to FILE.age",
		Short: "Export connections to an encrypted file",
		Long: `Export connections with their secrets to an encrypted file.

On another machine, countersign import reads the file. It is encrypted with age: for the public keys from --recipient, or
with a passphrase that you type, or that the command in ` + ExportPassphraseVariable + ` prints.

The connections also stay on this machine. An existing file is only replaced with --force.`,
		Example: `  countersign export flickr trello --to connections.age
  countersign export flickr --to connections.age --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: f.CompleteConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the `FILE` to write")
	flags.StringArrayVar(&o.recipients, "recipient", nil, "encrypt for this age public key: `age1…`; repeatable")
	flags.BoolVar(&o.force, "force", false, "replace an existing file")
	_ = cmd.MarkFlagFilename("to", "age")
	return cmd
}

func (o *exportOptions) run(ctx context.Context) error {
	if o.to == "" {
		return exit.Usagef("Add --to FILE.age.", "missing output file")
	}
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := command.FindEntries(ctx, m, o.names)
	if err != nil {
		return err
	}
	if err := bundle.CheckWritable(o.to, o.force); err != nil { // before asking for a passphrase
		return err
	}
	seal := bundle.Encryption{Recipients: o.recipients, ScryptWorkFactor: o.SealWorkFactor}
	if err := seal.Check(); err != nil {
		return exit.WrapUsage("--recipient", err)
	}
	b := bundle.New()
	for _, e := range entries {
		if err := o.Store.PrepareFor(ctx, m, e); err != nil {
			return err
		}
		if err := m.Connections.Export(ctx, b, e.Name); err != nil {
			return err
		}
	}
	if len(o.recipients) == 0 {
		if seal.Passphrase, err = o.newPassphrase(ctx); err != nil {
			return err
		}
	}
	if err := b.Write(o.to, seal, o.force); err != nil {
		return err
	}
	o.IO.Infof("Exported %s. To import on the other machine, run countersign import %s.", text.Count(len(entries), "connection", "connections"), text.Safe(o.to, 200))
	return nil
}

func (o *exportOptions) newPassphrase(ctx context.Context) (flow.Secret, error) {
	if shell := o.IO.Env(ExportPassphraseVariable); shell != "" {
		text, err := command.PassphraseFromCommand(ctx, ExportPassphraseVariable, shell)
		return flow.NewSecret(text), err
	}
	if !o.Prompt.Interactive() {
		return flow.Secret{}, exit.Usagef("Add --recipient age1…, or set "+ExportPassphraseVariable+" to a command that prints the passphrase.",
			"cannot ask for a passphrase: not a terminal")
	}
	text, err := o.Prompt.NewPassphrase(ctx, "Passphrase for the export:")
	return flow.NewSecret(text), err
}
