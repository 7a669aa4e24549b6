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

// newOptions are countersign connectors new. Its questions are flow's, and each has a flag.
type newOptions struct {
	*command.Factory
	dir      string
	answers  *flow.Setup
	answered []string // the keys of the questions that flags answer
}

// New writes a connector from answers to questions alone.
func New(ctx context.Context, f *command.Factory) error {
	return (&newOptions{Factory: f, answers: flow.NewConnectorSetup()}).run(ctx)
}

func newCmdNew(f *command.Factory) *cobra.Command {
	o := &newOptions{Factory: f, answers: flow.NewConnectorSetup()}
	cmd := &cobra.Command{
		Use:   "new [DIR]",
		Short: "Write a connector for another service",
		Long: `new writes a connector: a folder of short files to read and to change. The three addresses are all that it needs; what else is
left out is made of them. Without them it asks, on a terminal.

DIR is the folder to make. Without it, the connector goes into your own folder of connectors, under a key made of its name.
Nothing is ever overwritten. The folder is printed.`,
		Example: `  countersign connectors new
  countersign connectors new --request-token-uri https://www.service.example/oauth/request_token \
    --authorize-uri https://www.service.example/oauth/authorize --token-uri https://www.service.example/oauth/access_token \
    --test-path /me --account user.name`,
		Args: command.Arguments(0, 1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return command.Completions()
			}
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
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

// flagOf is a question's flag: --token-uri for tokenUri.
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
		o.IO.Infof("It will stand in for the built-in connector %s.", blueprint.Key)
	}
	folder, err := m.Connectors.Write(blueprint, o.dir)
	var problems flow.Problems
	switch {
	case errors.As(err, &problems):
		return exit.WrapUsage("the answers", problems)
	case err != nil:
		return err
	}
	o.IO.Infof("%s is described. Read on in spec.yml, or try it: countersign connect %s", text.Safe(blueprint.Name, 60), o.reference(blueprint, folder))
	return o.IO.Print(folder)
}

// reference is what connect takes to find the connector.
func (o *newOptions) reference(b flow.Blueprint, folder string) string {
	if o.dir == "" {
		return b.Key
	}
	return folder
}

// askAll asks the usual questions that no flag answers.
func (o *newOptions) askAll(ctx context.Context) error {
	o.IO.Infof("Three addresses are needed, from the provider's pages for developers. For the rest, enter takes what %s.",
		o.IO.Wording("stands in brackets", "is said with it"))
	for _, f := range o.answers.Connector.Parameters {
		pointless := f.Key == "account" && o.answers.Value("testPath") == ""
		if slices.Contains(o.answered, f.Key) || pointless {
			continue
		}
		if err := o.askOne(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// askOne asks until the answer fits; an empty one leaves the default.
func (o *newOptions) askOne(ctx context.Context, f flow.Field) error {
	o.IO.Infof("\n%s", f.Description)
	question := f.Title
	if len(f.Choices) > 0 {
		question += " (" + strings.Join(choiceValues(f), ", ") + ")"
	}
	if instead := o.instead(f); instead != "" {
		question += o.IO.Wording(" [", ", enter takes ") + text.Safe(instead, 120) + o.IO.Wording("]", "")
	}
	for {
		answer, err := o.Prompt.Ask(ctx, question+":")
		if err != nil {
			return err
		}
		if answer == "" && !f.Required {
			return nil
		}
		if err := o.answers.Set(f.Key, answer); err != nil {
			o.IO.PrintError(err)
		} else if answer != "" {
			return nil
		}
	}
}

// instead is what an empty answer comes to.
func (o *newOptions) instead(f flow.Field) string {
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
	return exit.Usagef("add "+strings.Join(flags, " "), "a new connector needs values that were not given: %s", strings.Join(titles, ", "))
}
