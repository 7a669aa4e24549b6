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

// NewCmdImport makes countersign import.
func NewCmdImport(f *command.Factory) *cobra.Command {
	o := &importOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "import FILE.age [NAME…]",
		Short: "Take over connections that another machine exported",
		Long: `import keeps the connections of an export, or the named ones of them, and says of each name what became of it.

Nothing is overwritten unasked: where a name is taken, a terminal is asked for another; elsewhere the connection is left out,
unless --rename OLD=NEW gives it another name or --replace says that it may take the place of the one here. It exits with 1
when something was left out.

The passphrase is typed, or printed by the command of ` + ExportPassphraseVariable + `. An export for the owners of
public keys is opened by --identity.`,
		Example: `  countersign import connections.age
  countersign import connections.age flickr --rename flickr=flickr-home
  countersign import connections.age --identity ~/.config/age/key.txt`,
		Args: command.Arguments(1, 1<<10),
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
	flags.StringVar(&o.identity, "identity", "", "the `FILE` with the secret key of one of its recipients, as age-keygen writes it")
	flags.StringArrayVar(&o.renames, "rename", nil, "keep a connection under another name: `OLD=NEW`; repeatable")
	flags.BoolVar(&o.replace, "replace", false, "let connections take the place of those here")
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
	left := 0
	for _, e := range entries {
		saved, err := o.save(ctx, m, b, e, as[e.Name])
		if err != nil {
			return err
		}
		if !saved {
			left++
		}
	}
	if left > 0 {
		return exit.New(exit.Failed, flow.Explanation{
			What: text.CountInWords(left, "connection", "connections") + " left out",
			Next: "give another with --rename OLD=NEW, or add --replace",
		})
	}
	return nil
}

// fileError is a failure of the export, not of a keychain.
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
			return nil, exit.Usagef("add --identity FILE", "the export was made for the owners of public keys")
		}
		text, err := os.ReadFile(o.identity)
		if err != nil {
			return nil, exit.Usagef("check the path", "reading --identity: %s", withoutPath(err))
		}
		return sealed.DecryptWithIdentities(flow.NewSecret(string(text)))
	}
	if program := o.IO.Env(ExportPassphraseVariable); program != "" {
		text, err := command.PassphraseFromCommand(ctx, ExportPassphraseVariable, program)
		if err != nil {
			return nil, err
		}
		return sealed.DecryptWithPassphrase(flow.NewSecret(text))
	}
	if !o.Prompt.Interactive() {
		return nil, exit.Usagef("set "+ExportPassphraseVariable+" to a command that prints it", "the export needs its passphrase, and there is no terminal to ask for it")
	}
	for {
		text, err := o.Prompt.AskSecret(ctx, "Passphrase of the export:")
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

// chosen are the connections that were named, or all.
func (o *importOptions) chosen(entries []flow.Entry) ([]flow.Entry, error) {
	for _, name := range o.only {
		if !slices.ContainsFunc(entries, func(e flow.Entry) bool { return e.Name == name }) {
			var there []string
			for _, e := range entries {
				there = append(there, e.Name)
			}
			return nil, exit.Usagef("it holds "+strings.Join(there, ", "), "the export holds no connection %s", text.Safe(name, 70))
		}
	}
	if len(o.only) == 0 {
		return entries, nil
	}
	return slices.DeleteFunc(entries, func(e flow.Entry) bool { return !slices.Contains(o.only, e.Name) }), nil
}

// newNames says under which name each connection is to be saved.
func (o *importOptions) newNames(entries []flow.Entry) (map[string]string, error) {
	as := map[string]string{}
	for _, e := range entries {
		as[e.Name] = e.Name
	}
	for _, given := range o.renames {
		old, name, ok := strings.Cut(given, "=")
		if _, there := as[old]; !ok || !there || name == "" {
			return nil, exit.Usagef("give --rename OLD=NEW, OLD being a name in the export", "--rename %q fits no connection that is imported", text.Safe(given, 80))
		}
		as[old] = name
	}
	return as, nil
}

// save saves one connection and says what became of it. Where its name is not available it is left out, unless a
// person gives another.
func (o *importOptions) save(ctx context.Context, m *flow.Manager, b *bundle.Bundle, e flow.Entry, as string) (bool, error) {
	for {
		unfit := m.Connections.CheckName(ctx, as)
		if unfit == nil || o.replace && errors.Is(unfit, flow.ErrNameTaken) {
			if err := m.Connections.Import(ctx, b, e.Name, as, o.replace); err != nil {
				return false, err
			}
			return true, o.tellSaved(m, e, as)
		}
		why := flow.Explain(unfit).What
		if !o.Prompt.Interactive() {
			return false, o.IO.Print("left out " + e.Name + ": " + why)
		}
		o.IO.PrintError(unfit)
		answer, err := o.Prompt.Ask(ctx, "Another name for "+e.Name+" (empty: leave it out):")
		if err != nil {
			return false, err
		}
		if answer == "" {
			return false, o.IO.Print("left out " + e.Name + ": " + why)
		}
		as = answer
	}
}

func (o *importOptions) tellSaved(m *flow.Manager, e flow.Entry, as string) error {
	line := "imported " + e.Name
	if as != e.Name {
		line += " as " + as
	}
	if _, err := m.Connectors.Load(e.Connector); err != nil {
		o.IO.Infof("%s needs the connector %s, which is not here: bring it along.", as, text.Safe(e.Connector, 200))
	}
	return o.IO.Print(line)
}
