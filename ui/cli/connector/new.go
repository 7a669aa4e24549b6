package connector

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// newOptions are the options of countersign connectors new. Each question of flow.NewConnectorSetup has a flag.
type newOptions struct {
	*command.Factory
	dir      string
	answers  *flow.Setup
	answered []string // keys of the questions answered by flags
}

// New asks for the properties of a connector and writes it.
func New(ctx context.Context, f *command.Factory) error {
	return (&newOptions{Factory: f, answers: flow.NewConnectorSetup()}).run(ctx)
}

func newCmdNew(f *command.Factory) *cobra.Command {
	o := &newOptions{Factory: f, answers: flow.NewConnectorSetup()}
	cmd := &cobra.Command{
		Use:   "new [DIR]",
		Short: "Create a connector for another service",
		Long: `Create a connector: a folder of short files that you can edit.

Only the three OAuth URLs are required; the rest has defaults. On a terminal you are asked for what the flags leave out.

DIR is the folder to create. By default, the connector is created in your connectors folder, under a key derived from its
name. Existing files are not overwritten. The folder is printed.`,
		Example: `  countersign connectors new
  countersign connectors new --request-token-uri https://www.service.example/oauth/request_token \
    --authorize-uri https://www.service.example/oauth/authorize --token-uri https://www.service.example/oauth/access_token \
    --test-path /me --account user.name`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: command.CompleteFolder,
	}
	values := map[string]*string{}
	for _, f := range o.answers.Fields() {
		values[f.Key] = cmd.Flags().String(flagOf(f), "", flagHelp(f))
		if len(f.Choices) > 0 {
			_ = cmd.RegisterFlagCompletionFunc(flagOf(f), cobra.FixedCompletions(choiceValues(f), cobra.ShellCompDirectiveNoFileComp))
		}
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.dir = strings.Join(args, "")
		for _, f := range o.answers.Fields() {
			if !cmd.Flags().Changed(flagOf(f)) {
				continue
			}
			o.answered = append(o.answered, f.Key)
			if err := o.answers.Set(f.Key, *values[f.Key]); err != nil {
				return exit.WrapUsage("--"+flagOf(f), err)
			}
		}
		return o.run(cmd.Context())
	}
	return cmd
}

var wordStart = regexp.MustCompile(`[A-Z]`)

// flagOf returns the flag for a question, such as token-uri for tokenUri.
func flagOf(f flow.Field) string {
	return strings.ToLower(wordStart.ReplaceAllString(f.Key, "-$0"))
}

func flagHelp(f flow.Field) string {
	first, _, _ := strings.Cut(f.Description, ". ")
	help := strings.ToLower(first[:1]) + strings.TrimSuffix(first[1:], ".")
	if len(f.Choices) > 0 {
		help += ": `" + strings.ToUpper(f.Type) + "` is " + strings.Join(choiceValues(f), ", ")
	}
	return help
}

func choiceValues(f flow.Field) []string {
	var values []string
	for _, c := range f.Choices {
		values = append(values, text.Safe(c.Value, 40))
	}
	return values
}

func (o *newOptions) run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	if missing := o.answers.Missing(); len(missing) > 0 {
		if !o.Prompt.Interactive() {
			return missingFlags(missing)
		}
		if err := o.askAll(ctx); err != nil {
			return err
		}
	}
	blueprint := flow.BlueprintOf(o.answers)
	if replaced, err := m.Connectors.Load(blueprint.Key); o.dir == "" && err == nil && replaced.Source == "" {
		o.IO.Infof("It will replace the built-in connector %s.", blueprint.Key)
	}
	folder, err := m.Connectors.Write(blueprint, o.dir)
	var problems flow.Problems
	switch {
	case errors.As(err, &problems):
		return exit.WrapUsage("invalid answers", problems)
	case err != nil:
		return err
	}
	o.IO.Infof("Created the connector %s. Edit its spec.yml, or run countersign connect %s.", text.Safe(blueprint.Name, 60), o.reference(blueprint, folder))
	return o.IO.Print(folder)
}

// reference returns the argument of countersign connect for the connector.
func (o *newOptions) reference(b flow.Blueprint, folder string) string {
	if o.dir == "" {
		return b.Key
	}
	return folder
}

// askAll asks the questions that no flag answered.
func (o *newOptions) askAll(ctx context.Context) error {
	o.IO.Infof("Three URLs from the provider's developer documentation are required. For the rest, press Enter for the default.")
	for _, f := range o.answers.Connector.Parameters {
		irrelevant := f.Key == "account" && o.answers.Value("testPath") == ""
		if slices.Contains(o.answered, f.Key) || irrelevant {
			continue
		}
		o.IO.Infof("\n%s", f.Description)
		if err := o.PromptField(ctx, o.answers, f, o.defaultOf(f)); err != nil {
			return err
		}
	}
	return nil
}

// defaultOf returns the default answer.
func (o *newOptions) defaultOf(f flow.Field) string {
	b := flow.BlueprintOf(o.answers)
	switch f.Key {
	case "name":
		return b.Name
	case "baseUri":
		return b.BaseURI
	case "testPath", "account":
		return "none"
	}
	return o.answers.Value(f.Key)
}

func missingFlags(missing []flow.Field) error {
	var titles, flags []string
	for _, f := range missing {
		titles, flags = append(titles, f.Title), append(flags, "--"+flagOf(f)+" URI")
	}
	return exit.Usagef("Add "+strings.Join(flags, " ")+".", "missing values: %s", strings.Join(titles, ", "))
}
