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

// ExportPassphraseVariable names the variable whose command prints the passphrase of an export.
const ExportPassphraseVariable = "COUNTERSIGN_EXPORT_PASSPHRASE_COMMAND"

type exportOptions struct {
	*command.Factory
	names      []string
	to         string
	recipients []string
	force      bool
}

// NewCmdExport makes countersign export.
func NewCmdExport(f *command.Factory) *cobra.Command {
	o := &exportOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "export NAME… --to FILE.age",
		Short: "Write connections into an encrypted file, for another machine",
		Long: `export writes connections, secrets and all, into one file that countersign import reads on another machine. It is encrypted (by
age): for the owners of public keys, or under a passphrase, which is typed twice or printed by the command of
` + ExportPassphraseVariable + `. The connections stay here too.

A file that is there is only replaced with --force.`,
		Example: `  countersign export flickr trello --to connections.age
  countersign export flickr --to connections.age --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p`,
		Args:              command.Arguments(1, 1<<10),
		ValidArgsFunction: f.CompleteConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the `FILE` to write")
	flags.StringArrayVar(&o.recipients, "recipient", nil, "encrypt for the owner of this public key of age: `age1…`; repeatable")
	flags.BoolVar(&o.force, "force", false, "replace a file that is there")
	_ = cmd.MarkFlagFilename("to", "age")
	_ = cmd.RegisterFlagCompletionFunc("recipient", cobra.NoFileCompletions)
	return cmd
}

func (o *exportOptions) run(ctx context.Context) error {
	if o.to == "" {
		return exit.Usagef("add --to FILE.age", "export needs a file to write")
	}
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := command.FindEntries(ctx, m, o.names)
	if err != nil {
		return err
	}
	if err := bundle.CheckWritable(o.to, o.force); err != nil { // before a passphrase is typed for nothing
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
	o.IO.Infof("%s exported. countersign import %s reads it on the other machine.", text.CountInWords(len(entries), "connection", "connections"), text.Safe(o.to, 200))
	return nil
}

func (o *exportOptions) newPassphrase(ctx context.Context) (flow.Secret, error) {
	if program := o.IO.Env(ExportPassphraseVariable); program != "" {
		text, err := command.PassphraseFromCommand(ctx, ExportPassphraseVariable, program)
		return flow.NewSecret(text), err
	}
	if !o.Prompt.Interactive() {
		return flow.Secret{}, exit.Usagef("add --recipient age1…, or set "+ExportPassphraseVariable+" to a command that prints it",
			"the export needs a passphrase, and there is no terminal to ask for it")
	}
	text, err := o.Prompt.NewPassphrase(ctx, "Passphrase for the export:")
	return flow.NewSecret(text), err
}
