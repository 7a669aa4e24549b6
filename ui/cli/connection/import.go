package connection

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/flow/bundle"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type importOptions struct {
	*command.Factory
	path, identity string
	only           []string
	renames        []string
	replace        bool
}

// NewCmdImport returns the command countersign import.
func NewCmdImport(f *command.Factory) *cobra.Command {
	o := &importOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "import FILE.age [NAME…]",
		Short: "Import connections from an export",
		Long: `Import all connections from an export, or only the named ones.

If a name is taken, you are asked for another one. Without a terminal the connection is skipped, unless you use --rename or
--replace. The exit code is 1 if any connection was skipped.

You type the passphrase, or the command in ` + ExportPassphraseVariable + ` prints it. If the export was
encrypted for a public key, use --identity.`,
		Example: `  countersign import connections.age
  countersign import connections.age flickr --rename flickr=flickr-home
  countersign import connections.age --identity ~/.config/age/key.txt`,
		Args: cobra.MinimumNArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return []string{"age"}, cobra.ShellCompDirectiveFilterFileExt
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.path, o.only = args[0], args[1:]
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.identity, "identity", "", "age identity `FILE` with the secret key of a recipient")
	flags.StringArrayVar(&o.renames, "rename", nil, "save a connection under another name: `OLD=NEW`; repeatable")
	flags.BoolVar(&o.replace, "replace", false, "replace existing connections")
	_ = cmd.MarkFlagFilename("identity")
	return cmd
}

func (o *importOptions) run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	sealed, err := bundle.Open(o.path)
	if err != nil {
		return fileError(err)
	}
	b, err := o.open(ctx, sealed)
	if err != nil {
		return fileError(err)
	}
	entries, err := o.chosen(b.Entries())
	if err != nil {
		return err
	}
	as, err := o.newNames(entries)
	if err != nil {
		return err
	}
	if err := o.Store.Prepare(ctx, m); err != nil {
		return err
	}
	skipped := 0
	for _, e := range entries {
		saved, err := o.save(ctx, m, b, e, as[e.Name])
		if err != nil {
			return err
		}
		if !saved {
			skipped++
		}
	}
	if skipped > 0 {
		return exit.Failedf("Add --rename OLD=NEW or --replace.", "skipped %s", text.Count(skipped, "connection", "connections"))
	}
	return nil
}

// fileError gives an error in the export file the exit code 1, not that of a credential store.
func fileError(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var own *exit.Error
	if errors.As(err, &own) {
		return err
	}
	return exit.Wrap(exit.Failed, err)
}

func (o *importOptions) open(ctx context.Context, sealed *bundle.EncryptedFile) (*bundle.Bundle, error) {
	if !sealed.NeedsPassphrase() {
		if o.identity == "" {
			return nil, exit.Usagef("Add --identity FILE.", "the export is encrypted for a public key")
		}
		text, err := os.ReadFile(o.identity)
		if err != nil {
			return nil, exit.Usagef("Check the path.", "--identity: %s", err)
		}
		return sealed.DecryptWithIdentities(flow.NewSecret(string(text)))
	}
	if shell := o.IO.Env(ExportPassphraseVariable); shell != "" {
		text, err := command.PassphraseFromCommand(ctx, ExportPassphraseVariable, shell)
		if err != nil {
			return nil, err
		}
		return sealed.DecryptWithPassphrase(flow.NewSecret(text))
	}
	if !o.Prompt.Interactive() {
		return nil, exit.Usagef("Set "+ExportPassphraseVariable+" to a command that prints the passphrase.", "cannot ask for the passphrase of the export: not a terminal")
	}
	for {
		text, err := o.Prompt.AskSecret(ctx, "Passphrase for the export:")
		if err != nil {
			return nil, err
		}
		b, err := sealed.DecryptWithPassphrase(flow.NewSecret(text))
		if !errors.Is(err, flow.ErrWrongPassphrase) {
			return b, err
		}
		o.IO.PrintError(err)
	}
}

// chosen returns the connections named on the command line, or all.
func (o *importOptions) chosen(entries []flow.Entry) ([]flow.Entry, error) {
	for _, name := range o.only {
		if !slices.ContainsFunc(entries, func(e flow.Entry) bool { return e.Name == name }) {
			var names []string
			for _, e := range entries {
				names = append(names, e.Name)
			}
			return nil, exit.Usagef("It contains "+strings.Join(names, ", ")+".", "no connection %s in the export", text.Safe(name, 70))
		}
	}
	if len(o.only) == 0 {
		return entries, nil
	}
	return slices.DeleteFunc(entries, func(e flow.Entry) bool { return !slices.Contains(o.only, e.Name) }), nil
}

// newNames returns the name to save each connection under.
func (o *importOptions) newNames(entries []flow.Entry) (map[string]string, error) {
	as := map[string]string{}
	for _, e := range entries {
		as[e.Name] = e.Name
	}
	for _, rename := range o.renames {
		old, name, ok := strings.Cut(rename, "=")
		if _, known := as[old]; !ok || !known || name == "" {
			return nil, exit.Usagef("Use --rename OLD=NEW, where OLD is a name in the export.", "invalid --rename %q", text.Safe(rename, 80))
		}
		as[old] = name
	}
	return as, nil
}

// save saves one connection, unless its name is not available and the user gives no other one.
func (o *importOptions) save(ctx context.Context, m *flow.Manager, b *bundle.Bundle, e flow.Entry, as string) (bool, error) {
	for {
		invalid := m.Connections.CheckName(ctx, as)
		if invalid == nil || o.replace && errors.Is(invalid, flow.ErrNameTaken) {
			if err := m.Connections.Import(ctx, b, e.Name, as, o.replace); err != nil {
				return false, err
			}
			return true, o.printSaved(m, e, as)
		}
		skipped := "skipped " + e.Name + ": " + flow.Explain(invalid).What
		if !o.Prompt.Interactive() {
			return false, o.IO.Print(skipped)
		}
		o.IO.PrintError(invalid)
		answer, err := o.Prompt.Ask(ctx, "Another name for "+e.Name+" (leave empty to skip):")
		if err != nil {
			return false, err
		}
		if answer == "" {
			return false, o.IO.Print(skipped)
		}
		as = answer
	}
}

func (o *importOptions) printSaved(m *flow.Manager, e flow.Entry, as string) error {
	line := "imported " + e.Name
	if as != e.Name {
		line += " as " + as
	}
	if _, err := m.Connectors.Load(e.Connector); err != nil {
		o.IO.Infof("%s needs the connector %s, which is not on this machine.", as, text.Safe(e.Connector, 200))
	}
	return o.IO.Print(line)
}
