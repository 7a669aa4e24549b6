package connect

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// Options are countersign connect. The exported ones are for a caller that has asked for the rest itself.
type Options struct {
	*command.Factory
	Connector string
	Name      string
	NameSet   bool
	OutOfBand bool
	Timeout   time.Duration // for the authorization
	Saved     bool          // whatever followed, the connection is in the keychain

	option        string
	sets          []string
	noBrowser     bool
	qr            bool
	callbackPort  uint16
	verifier      string
	verifierGiven bool
	untested      bool
	yes           bool
	json          bool
	rehearsal     bool

	steps stepTimes
}

// DefaultTimeout is how long a person has at the provider's page.
const DefaultTimeout = 5 * time.Minute

// NewCmd makes countersign connect.
func NewCmd(f *command.Factory) *cobra.Command {
	o := &Options{Factory: f}
	cmd := &cobra.Command{
		Use:   "connect CONNECTOR",
		Short: "Get an access token and keep it as a connection",
		Long: `connect takes the OAuth 1.0a steps for a connector, which is a key of the catalogue (countersign connectors list) or the
path of a folder, and keeps the result in the keychain.

It prints the authorization link, opens it in the browser and waits. Meanwhile it reads standard input: paste the verifier
that the provider shows, or the whole address of the page that the browser ended on. On the sandbox, allow or deny answers
the page from here.

What the connector asks is given by --set, by the environment (COUNTERSIGN_SET_ and the key), or typed when asked. A secret
need not stand in the arguments: --set key=@FILE reads it from a file, --set key=- from standard input.

Some services have no page to authorize at: their connectors ask for ready tokens, or for the keys alone. connect then tests
the values, and keeps them when the service takes them.

Over ssh it prints the ssh -L command that leads the browser's callback here; --callback-port keeps that the same each time.
A port of the connector's own, which is registered at the service, comes first. Where the service does not take the callback,
or the port is taken, you are asked whether to go on another way.

It ends with 3 when access was refused, 4 without a usable keychain, 124 when the time ran out, 130 when interrupted.`,
		Example: `  countersign connect sandbox
  countersign connect flickr --rehearse
  countersign connect flickr --name anna --set consumerKey=KEY --set consumerSecret=@secret.txt
  pass show flickr | countersign connect flickr --set consumerKey=KEY --set consumerSecret=-
  countersign connect ./my-connector --oob --no-browser
  countersign connect flickr --callback-port 8477 --qr`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnector,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Connector = args[0]
			o.NameSet, o.verifierGiven = cmd.Flags().Changed("name"), cmd.Flags().Changed("verifier")
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Name, "name", "", "keep it under this `name` (default: the connector's key)")
	flags.StringVar(&o.option, "option", "", "which of the connector's auth options to take, by its `key`")
	flags.StringArrayVar(&o.sets, "set", nil, "a value that the connector asks: `key=value`, key=@FILE or key=-; repeatable")
	flags.BoolVar(&o.OutOfBand, "oob", false, "ask the provider to show a verifier instead of calling back; opens no browser")
	flags.BoolVar(&o.noBrowser, "no-browser", false, "only print the link")
	flags.BoolVar(&o.qr, "qr", false, "print the link as a QR code too")
	flags.Uint16Var(&o.callbackPort, "callback-port", 0, "listen for the callback on this `port`, as ssh -L needs one (default: "+command.CallbackPortVariable+", the settings, or a free one)")
	flags.StringVar(&o.verifier, "verifier", "", "take this `verifier` or callback address and don't wait; - reads it from standard input")
	flags.DurationVar(&o.Timeout, "timeout", DefaultTimeout, "how long to wait for the authorization")
	flags.BoolVar(&o.untested, "untested", false, "keep tokens that were given as values without the connector's test")
	flags.BoolVar(&o.yes, "yes", false, "replace a connection of that name without a question")
	flags.BoolVar(&o.json, "json", false, "print the connection as JSON")
	flags.BoolVar(&o.rehearsal, "rehearse", false, "have the sandbox play the service: no account, no keys, nothing kept")
	_ = cmd.RegisterFlagCompletionFunc("option", func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return completeOption(f, args)
	})
	_ = cmd.RegisterFlagCompletionFunc("set", func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		return completeValue(f, cmd, args, word)
	})
	return cmd
}

func (o *Options) run(ctx context.Context) error {
	if o.Timeout <= 0 {
		return exit.Usagef("give a duration such as 90s or 5m", "--timeout %s leaves no time", o.Timeout)
	}
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	connector, err := m.Connectors.Load(o.Connector)
	if err != nil {
		return err
	}
	if connector, err = o.chooseOption(connector); err != nil {
		return err
	}
	setup := flow.NewSetup(connector)
	if o.rehearsal {
		if m, err = rehearse(ctx, o.Factory, setup); err != nil {
			return err
		}
		defer o.IO.Infof("Rehearsal: nothing left this machine.")
	}
	if err := fillIn(ctx, o.Factory, setup, o.sets); err != nil {
		return err
	}
	if err := CheckOption(setup); err != nil {
		return err
	}
	if o.verifier == "-" && o.Input.Consumed() {
		return exit.Usagef("use - once, and @FILE for the value", "standard input cannot bring a value and the verifier")
	}
	// Whatever could make the authorization useless comes before it.
	replace, err := o.CheckName(ctx, m, connector)
	if err != nil {
		return err
	}
	return o.ConnectAndSave(ctx, m, setup, replace)
}
