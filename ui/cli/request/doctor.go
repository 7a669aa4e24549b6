package request

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type doctorOptions struct {
	*command.Factory
	Parts
	name          string
	connector     string
	sets          []string
	json, fix     bool
	noExperiments bool
}

// NewCmdDoctor returns the command countersign doctor.
func NewCmdDoctor(f *command.Factory) *cobra.Command {
	o := &doctorOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "doctor NAME [METHOD] [TARGET] | --connector CONNECTOR",
		Short: "Find out why a request is refused",
		Long: `Find out why a request is refused.

The doctor reads the provider's words, compares its base string with ours, looks at the clock and the connection's
state, and makes experiments. An experiment changes one thing and sends a request that changes nothing at the
service: the GET request given, the connector's test request, or a request for a request token. At most 12 are sent. A
request with another method is analyzed and never sent.

Without TARGET, the connector's test request is examined. With --connector, the doctor examines why connecting fails.

The doctor prints one cause, how sure it is, and a fix. docs/troubleshooting.md lists the causes. --fix writes a change
of the dialect to your connector, or to a copy of a built-in one.

The exit code is 0 if the request works, and 6 if a cause remains.`,
		Example: `  countersign doctor flickr
  countersign doctor jira GET /rest/api/2/myself
  countersign doctor shop --json | jq -r .cause
  countersign doctor --connector ./my-connector --set consumerKey=KEY --set consumerSecret=@secret.txt`,
		Args: cobra.MaximumNArgs(3),
		ValidArgsFunction: func(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return f.CompleteConnection(nil, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.connector == "" && len(args) == 0:
				return exit.Usagef("Give the name of a connection, or --connector.", "no connection given")
			case o.connector != "" && len(args) > 0:
				return exit.Usagef("Use one of them.", "--connector and a connection exclude each other")
			case len(args) > 1:
				o.read(cmd, args[1:])
			}
			if len(args) > 0 {
				o.name = args[0]
			}
			return o.run(cmd.Context())
		},
	}
	o.Parts.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&o.connector, "connector", "", "examine why connecting with this `connector` (key or folder) fails")
	flags.StringArrayVar(&o.sets, "set", nil, "with --connector: `key=value`, key=@FILE or key=-; repeatable")
	flags.BoolVar(&o.json, "json", false, "print the diagnosis as JSON")
	flags.BoolVar(&o.noExperiments, "no-experiments", false, "send no experiments")
	flags.BoolVar(&o.fix, "fix", false, "write the change of the dialect to the connector without asking")
	return cmd
}

func (o *doctorOptions) run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	options := flow.DiagnoseOptions{NoExperiments: o.noExperiments}
	options.Announce = func(requests int) bool {
		o.IO.Infof("Sending up to %d requests that change nothing at the service.", requests)
		return true
	}
	options.Progress = func(what string) { o.IO.Infof("Trying %s.", what) }
	var d flow.Diagnosis
	var connector *flow.Connector
	if o.connector != "" {
		if connector, err = m.Connectors.Load(o.connector); err != nil {
			return err
		}
		setup := flow.NewSetup(connector)
		if err := o.fillIn(ctx, setup); err != nil {
			return err
		}
		d, err = flow.DiagnoseConnecting(ctx, m, setup, options)
	} else {
		var r flow.Request
		if o.Target != "" {
			if r, err = o.Parse(o.Input); err != nil {
				return err
			}
		}
		c, openErr := o.OpenConnection(ctx, o.name)
		if openErr != nil {
			return openErr
		}
		connector = c.Connector
		d, err = flow.DiagnoseRequest(ctx, c, r, options)
	}
	if err != nil {
		return err
	}
	return o.report(ctx, m, connector, d)
}

// fillIn sets the connector's values from --set and the environment, and asks for the rest.
func (o *doctorOptions) fillIn(ctx context.Context, setup *flow.Setup) error {
	for _, field := range setup.Fields() {
		if value := o.IO.Env("COUNTERSIGN_SET_" + field.Key); value != "" {
			if err := setup.Set(field.Key, value); err != nil {
				return exit.WrapUsage("COUNTERSIGN_SET_"+field.Key, err)
			}
		}
	}
	for _, set := range o.sets {
		key, value, ok := strings.Cut(set, "=")
		if !ok {
			return exit.Usagef("Use --set key=value, key=@FILE or key=- (standard input).", "invalid --set %q", text.Safe(set, 40))
		}
		value, err := o.Input.Value("--set "+key, value)
		if err != nil {
			return err
		}
		if err := setup.Set(key, value); err != nil {
			return exit.WrapUsage("--set "+text.Safe(key, 40), err)
		}
	}
	for _, field := range setup.Missing() {
		if !o.Prompt.Interactive() {
			return exit.Usagef("Add --set "+field.Key+"=VALUE.", "missing value: %s", field.Key)
		}
		if err := o.PromptField(ctx, setup, field, ""); err != nil {
			return err
		}
	}
	return nil
}

// diagnosisJSON is the output of doctor --json.
type diagnosisJSON struct {
	Cause      string   `json:"cause"` // "" if the request works
	Confidence string   `json:"confidence"`
	Evidence   []string `json:"evidence"`
	Fix        fixJSON  `json:"fix"`
	Requests   int      `json:"requests"`
}

type fixJSON struct {
	Text    string            `json:"text"`
	Dialect map[string]any    `json:"dialect,omitempty"`
	Set     map[string]string `json:"set,omitempty"`
}

func (o *doctorOptions) report(ctx context.Context, m *flow.Manager, c *flow.Connector, d flow.Diagnosis) error {
	if o.json {
		out := diagnosisJSON{string(d.Cause), string(d.Confidence), append([]string{}, d.Evidence...), fixJSON{d.Fix.Text, d.Fix.Dialect, d.Fix.Set}, d.Requests}
		if err := o.IO.JSON(out); err != nil {
			return err
		}
	} else if err := o.print(d); err != nil {
		return err
	}
	if d.Works {
		return nil
	}
	if len(d.Fix.Dialect) > 0 {
		if err := o.write(ctx, m, c, d); err != nil {
			return err
		}
	}
	return exit.New(exit.RequestRefused, flow.Explanation{})
}

func (o *doctorOptions) print(d flow.Diagnosis) error {
	for _, sentence := range d.Evidence {
		if err := o.IO.Print("- " + sentence); err != nil {
			return err
		}
	}
	if d.Works {
		return nil
	}
	if err := o.IO.Print(fmt.Sprintf("Cause: %s (%s, %s)", d.Cause, d.Confidence, text.Count(d.Requests, "request", "requests"))); err != nil {
		return err
	}
	if d.Fix.Text == "" {
		return nil
	}
	return o.IO.Print("Fix: " + d.Fix.Text)
}

// write shows the change of the dialect, and writes it with --fix or after confirmation on a terminal.
func (o *doctorOptions) write(ctx context.Context, m *flow.Manager, c *flow.Connector, d flow.Diagnosis) error {
	changes, err := flow.WriteFix(m, c, d.Fix, false)
	if err != nil {
		o.IO.Infof("The connector cannot be changed automatically: %s", text.Safe(err.Error(), 200))
		return nil
	}
	for _, change := range changes {
		o.IO.Infof("dialect %s: %s -> %s", change.Key, orNone(change.Old), orNone(change.New))
	}
	if !o.fix {
		if o.json || !o.Prompt.Interactive() {
			return nil
		}
		ok, err := o.Prompt.Confirm(ctx, "Write this to the connector?")
		if err != nil || !ok {
			return err
		}
	}
	if _, err := flow.WriteFix(m, c, d.Fix, true); err != nil {
		return err
	}
	o.IO.Infof("Written.")
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "(not set)"
	}
	return s
}
