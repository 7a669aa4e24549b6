package connect

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// Options are the options of countersign connect. Screen-reader mode sets the exported ones itself.
type Options struct {
	*command.Factory
	Connector string
	Name      string
	NameSet   bool
	OutOfBand bool
	Timeout   time.Duration // for the authorization
	Saved     bool          // set once the connection is saved, even if its test fails

	option       string
	sets         []string
	noBrowser    bool
	qr           bool
	callbackPort uint16
	verifier     string
	verifierSet  bool
	untested     bool
	yes          bool
	json         bool
	rehearsal    bool

	steps stepTimes
}

// DefaultTimeout limits the wait for the authorization.
const DefaultTimeout = 5 * time.Minute

// NewCmd returns the command countersign connect.
func NewCmd(f *command.Factory) *cobra.Command {
	o := &Options{Factory: f}
	cmd := &cobra.Command{
		Use:   "connect CONNECTOR",
		Short: "Connect to a service and save the connection",
		Long: `Connect to a service: get an access token and save it as a connection.

CONNECTOR is the key of a connector (see countersign connectors list) or the path of a connector folder.

The command prints the authorization link, opens it in your browser and waits for the callback. You can also paste the
verifier, or the address of the page your browser ended on. With the sandbox, type allow or deny.

The values that the connector needs come from --set, or from COUNTERSIGN_SET_KEY in the environment (KEY is the key of
the field). What is missing is asked for. To keep a secret out of your shell history, use --set KEY=@FILE to read it
from a file or --set KEY=- to read it from standard input.

Some services have no authorization page. Their connectors ask for an access token, or only for the consumer key and
secret. The values are tested, and saved if the test passes.

Over SSH, the command prints the ssh -L command that forwards the callback. Use --callback-port to always forward the
same port. A callback port that the connector has registered with the provider takes precedence.`,
		Example: `  countersign connect sandbox
  countersign connect flickr --rehearse
  countersign connect flickr --name anna --set consumerKey=KEY --set consumerSecret=@secret.txt
  pass show flickr | countersign connect flickr --set consumerKey=KEY --set consumerSecret=-
  countersign connect ./my-connector --oob --no-browser
  countersign connect flickr --callback-port 8477 --qr`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnector,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Connector = args[0]
			o.NameSet, o.verifierSet = cmd.Flags().Changed("name"), cmd.Flags().Changed("verifier")
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Name, "name", "", "`name` of the connection (default: the connector's key)")
	flags.StringVar(&o.option, "option", "", "`key` of the authentication option")
	flags.StringArrayVar(&o.sets, "set", nil, "value for the connector: `key=value`, key=@FILE or key=-; repeatable")
	flags.BoolVar(&o.OutOfBand, "oob", false, "out-of-band: the provider shows a verifier instead of calling back; no browser is opened")
	flags.BoolVar(&o.noBrowser, "no-browser", false, "print the link without opening a browser")
	flags.BoolVar(&o.qr, "qr", false, "also print the link as a QR code")
	flags.Uint16Var(&o.callbackPort, "callback-port", 0, "callback `port` (default: "+command.CallbackPortVariable+", the settings, or a free port)")
	flags.StringVar(&o.verifier, "verifier", "", "use this `verifier` or callback address instead of waiting; - reads it from standard input")
	flags.DurationVar(&o.Timeout, "timeout", DefaultTimeout, "how long to wait for the authorization")
	flags.BoolVar(&o.untested, "untested", false, "save an access token without testing it")
	flags.BoolVar(&o.yes, "yes", false, "replace an existing connection without asking")
	flags.BoolVar(&o.json, "json", false, "print the connection as JSON")
	flags.BoolVar(&o.rehearsal, "rehearse", false, "let the sandbox play the service: no account or keys needed, nothing is saved")
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
		return exit.Usagef("Use a duration such as 90s or 5m.", "--timeout must be positive")
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
		defer o.IO.Infof("End of the rehearsal. Nothing was sent to the network.")
	}
	if err := fillIn(ctx, o.Factory, setup, o.sets); err != nil {
		return err
	}
	if err := CheckOption(setup); err != nil {
		return err
	}
	if o.verifier == "-" && o.Input.Consumed() {
		return exit.Usagef("Use @FILE for the value.", "standard input cannot hold both a value and the verifier")
	}
	// The user should not authorize for nothing: check the name first.
	replace, err := o.CheckName(ctx, m, connector)
	if err != nil {
		return err
	}
	return o.ConnectAndSave(ctx, m, setup, replace)
}
