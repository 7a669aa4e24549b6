package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

// callbackPortVariable is read by flow.CallbackPort.
const callbackPortVariable = "COUNTERSIGN_CALLBACK_PORT"

type connectOptions struct {
	*session
	connector string
	option    string
	name      string
	sets      []string
	outOfBand bool
	noBrowser bool
	verifier  string
	timeout   time.Duration
	untested  bool
	yes       bool
	json      bool
	rehearsed bool

	qr bool

	callbackPort uint16

	nameGiven, verifierGiven bool
	browserOff               bool     // by the settings
	times                    []string // of the steps, in their order
	kept                     bool     // whatever follows, it stands in the keychain
}

func (s *session) connect() *cobra.Command {
	o := &connectOptions{session: s}
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
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnectors,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.connector = args[0]
			o.nameGiven, o.verifierGiven = cmd.Flags().Changed("name"), cmd.Flags().Changed("verifier")
			return o.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.name, "name", "", "keep it under this `name` (default: the connector's key)")
	f.StringVar(&o.option, "option", "", "which of the connector's auth options to take, by its `key`")
	f.StringArrayVar(&o.sets, "set", nil, "a value that the connector asks: `key=value`, key=@FILE or key=-; repeatable")
	f.BoolVar(&o.outOfBand, "oob", false, "ask the provider to show a verifier instead of calling back; opens no browser")
	f.BoolVar(&o.noBrowser, "no-browser", false, "only print the link")
	f.BoolVar(&o.qr, "qr", false, "print the link as a QR code too")
	f.Uint16Var(&o.callbackPort, "callback-port", 0, "listen for the callback on this `port`, as ssh -L needs one (default: "+callbackPortVariable+", the settings, or a free one)")
	f.StringVar(&o.verifier, "verifier", "", "take this `verifier` or callback address and don't wait; - reads it from standard input")
	f.DurationVar(&o.timeout, "timeout", 5*time.Minute, "how long to wait for the authorization")
	f.BoolVar(&o.untested, "untested", false, "keep tokens that were given as values without the connector's test")
	f.BoolVar(&o.yes, "yes", false, "replace a connection of that name without a question")
	f.BoolVar(&o.json, "json", false, "print the connection as JSON")
	f.BoolVar(&o.rehearsed, "rehearse", false, "have the sandbox play the service: no account, no keys, nothing kept")
	_ = cmd.RegisterFlagCompletionFunc("option", s.completeOptions)
	_ = cmd.RegisterFlagCompletionFunc("set", s.completeValues)
	return cmd
}

func (o *connectOptions) run(ctx context.Context) error {
	if o.timeout <= 0 {
		return misuse("give a duration such as 90s or 5m", "--timeout %s leaves no time", o.timeout)
	}
	m, err := o.flow()
	if err != nil {
		return err
	}
	connector, err := m.Connectors.Load(o.connector)
	if err != nil {
		return err
	}
	if connector, err = o.chooseOption(connector); err != nil {
		return err
	}
	setup := flow.NewSetup(connector)
	if o.rehearsed {
		if m, err = o.rehearse(ctx, setup); err != nil {
			return err
		}
		defer o.talk("Rehearsal: nothing left this machine.")
	}
	if err := o.fill(ctx, setup, o.sets); err != nil {
		return err
	}
	if err := optionEnabled(setup); err != nil {
		return err
	}
	if o.verifier == "-" && o.in.used {
		return misuse("use - once, and @FILE for the value", "standard input cannot bring a value and the verifier")
	}
	// Whatever could make the end of the dance useless comes before the dance.
	replace, err := o.settleName(ctx, m, connector)
	if err != nil {
		return err
	}
	return o.establish(ctx, m, setup, replace)
}

// establish gets the token and keeps it, or keeps what there is in place of one.
func (o *connectOptions) establish(ctx context.Context, m *flow.Manager, setup *flow.Setup, replace bool) error {
	if err := o.readyKeychain(ctx, m); err != nil {
		return err
	}
	given, err := m.Given(ctx, setup)
	if err != nil {
		return err
	}
	if given != nil {
		return o.keepGiven(ctx, m, given, replace)
	}
	token, err := o.dance(ctx, m, setup)
	if err != nil {
		return err
	}
	started := time.Now()
	kept, err := m.Connections.Save(ctx, setup, token, o.name, replace)
	o.kept = kept != nil
	if err != nil {
		return err
	}
	o.noteTime("kept", time.Since(started))
	return o.conclude(ctx, m, kept)
}

// settleName decides the connection's name, and whether another of that name may go.
func (o *connectOptions) settleName(ctx context.Context, m *flow.Manager, c *flow.Connector) (replace bool, err error) {
	if !o.nameGiven {
		o.name = m.Connections.FreeName(ctx, c)
		return false, nil
	}
	err = m.Connections.CheckName(ctx, o.name)
	if !errors.Is(err, flow.ErrTaken) {
		if err != nil {
			return false, misused("--name", err)
		}
		return false, nil
	}
	if !o.yes && o.in.terminal() {
		o.yes, err = o.confirm(ctx, fmt.Sprintf("There is a connection named %s. Replace it?", o.name))
		if err != nil {
			return false, err
		}
		if !o.yes {
			return false, errDeclined
		}
	}
	if !o.yes {
		return false, &complaint{Failed, flow.Explanation{
			What: fmt.Sprintf("there is a connection named %s", o.name),
			Next: "choose another --name, or add --yes to replace it",
		}}
	}
	return true, nil
}

// conclude tests what was kept and says how it went. A test that fails takes nothing back.
func (o *connectOptions) conclude(ctx context.Context, m *flow.Manager, c *flow.Connection) error {
	started := time.Now()
	result, failed := c.Test(ctx)
	o.noteTime("tested", time.Since(started))
	o.talk("Steps: %s.", strings.Join(o.times, ", "))
	if err := o.printKept(ctx, m, result.Account); err != nil {
		return err
	}
	if failed != nil {
		o.talk("%s is kept, but its test failed.", o.name)
	}
	return failed
}

func (o *connectOptions) printKept(ctx context.Context, m *flow.Manager, account string) error {
	if m.Stores.Status(ctx).Kind == flow.KeychainMemory {
		o.talk("%s was kept in memory: it is gone when the program ends.", o.name)
	}
	if !o.json {
		return o.outcome("connected " + o.name + asAccount(account))
	}
	entry, err := findEntry(ctx, m, o.name)
	if err != nil {
		return err
	}
	return printJSON(o.Out, entry)
}

// asAccount is " as ACCOUNT", or nothing when nobody knows.
func asAccount(account string) string {
	if account == "" {
		return ""
	}
	return " as " + text.Safe(account, 80)
}
