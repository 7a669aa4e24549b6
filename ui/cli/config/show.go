package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/settings"
)

type showOptions struct {
	*command.Factory
	json bool
}

func newCmdShow(f *command.Factory) *cobra.Command {
	o := &showOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the settings in force, and where each comes from",
		Long: `show prints every setting as it is in force: by a flag, else by an environment variable, else by the file with its line, else by
default. Of colours and keys it prints those that were given.`,
		Example: `  countersign config show
  countersign config show --json | jq '.[] | select(.from != "default")'`,
		Args: command.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print them as a JSON array")
	return cmd
}

func (o *showOptions) run(cmd *cobra.Command) error {
	settings, err := o.Settings.Read(o.Flow.New(flow.Options{}))
	if err != nil {
		return err
	}
	list := o.inForce(cmd, settings)
	if o.json {
		return o.IO.JSON(list)
	}
	rows := [][]string{{"SETTING", "VALUE", "FROM"}}
	for _, v := range list {
		rows = append(rows, []string{v.Setting, text.Safe(valueText(v.Value), 200), text.Safe(v.From, 300)})
	}
	return o.IO.Table(rows)
}

// settingInForce is a setting's value and what gave it.
type settingInForce struct {
	Setting string `json:"setting"`
	Value   any    `json:"value"`
	From    string `json:"from"` // default, a flag, a variable, or a place of the file
}

func valueText(value any) string {
	if keys, several := value.([]string); several {
		return strings.Join(keys, ", ")
	}
	return fmt.Sprint(value)
}

// overridden is the text of a flag or a variable in place of the file's value, as a number where that is one.
func overridden(value any, text string) any {
	switch value.(type) {
	case bool:
		return value // it is what all of them come to
	case int:
		if number, err := strconv.Atoi(text); err == nil {
			return number
		}
	}
	return text
}

func (o *showOptions) inForce(cmd *cobra.Command, settings settings.Settings) []settingInForce {
	var list []settingInForce
	// A flag and a variable of this run are named where they count for more than the file; "" where there is none.
	add := func(name string, value any, flag, variable string) {
		from := "default"
		if p, there := settings.Positions[name]; there {
			from = fmt.Sprintf("%s:%d", p.File, p.Line)
		}
		switch {
		case flag != "" && cmd.Flags().Changed(flag) && cmd.Flag(flag).Value.String() != "":
			from, value = "--"+flag, overridden(value, cmd.Flag(flag).Value.String())
		case variable != "" && o.IO.Env(variable) != "":
			from, value = variable, overridden(value, o.IO.Env(variable))
		}
		list = append(list, settingInForce{name, value, from})
	}
	keychain := string(settings.Store)
	if keychain == "" {
		keychain = "auto"
	}
	add("keychain", keychain, "keychain", command.KeychainVariable)
	add("theme", settings.Theme, "theme", command.ThemeVariable)
	add("mouse", settings.Mouse, "", "")
	add("clipboard", settings.Clipboard, "", command.ClipboardVariable)
	add("openBrowser", settings.OpenBrowser, "", "")
	add("callbackPort", settings.CallbackPort, "", command.CallbackPortVariable)
	add("accessible", o.IO.ScreenReader, "accessible", console.AccessibleVariable)
	add("history.keep", settings.History.Enabled, "", "")
	add("history.bodies", settings.History.Bodies, "", "")
	add("history.calls", settings.History.Max, "", "")
	for _, name := range slices.Sorted(maps.Keys(settings.Colors)) {
		add("colors."+name, settings.Colors[name], "", "")
	}
	for _, name := range slices.Sorted(maps.Keys(settings.Keys)) {
		add("keys."+name, settings.Keys[name], "", "")
	}
	return list
}
