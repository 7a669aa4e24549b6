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

func newCmdShow(f *command.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Show the current settings and their sources",
		Long: `Show each setting with its value and source: a flag, an environment variable, a line of the settings file, or default.

Only the colors and keys that differ from the defaults are listed.`,
		Example: `  countersign config show
  countersign config show --json | jq '.[] | select(.from != "default")'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return show(f, cmd, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the settings as a JSON array")
	return cmd
}

func show(f *command.Factory, cmd *cobra.Command, asJSON bool) error {
	settings, err := f.Settings.Read(f.Flow.New(flow.Options{}))
	if err != nil {
		return err
	}
	list := current(f, cmd, settings, asJSON)
	if asJSON {
		return f.IO.JSON(list)
	}
	rows := [][]string{{"SETTING", "VALUE", "FROM"}}
	for _, v := range list {
		rows = append(rows, []string{v.Setting, text.Safe(valueText(v.Value), 200), text.Safe(v.From, 300)})
	}
	return f.IO.Table(rows)
}

// setting is the value of a setting and its source.
type setting struct {
	Setting string `json:"setting"`
	Value   any    `json:"value"`
	From    string `json:"from"` // "default", a flag, a variable, or FILE:LINE
}

func valueText(value any) string {
	if keys, ok := value.([]string); ok {
		return strings.Join(keys, ", ")
	}
	return fmt.Sprint(value)
}

// overridden returns the text of a flag or variable with the type of the setting.
func overridden(value any, text string) any {
	switch value.(type) {
	case bool:
		return value // it includes the flag and the variable
	case int:
		if number, err := strconv.Atoi(text); err == nil {
			return number
		}
	}
	return text
}

func current(f *command.Factory, cmd *cobra.Command, settings settings.Settings, formerNames bool) []setting {
	var list []setting
	// flag and variable override the file; they may be "".
	add := func(name string, value any, flag, variable string) {
		from := "default"
		if p, ok := settings.Positions[name]; ok {
			from = fmt.Sprintf("%s:%d", p.File, p.Line)
		}
		switch {
		case flag != "" && cmd.Flags().Changed(flag) && cmd.Flag(flag).Value.String() != "":
			from, value = "--"+flag, overridden(value, cmd.Flag(flag).Value.String())
		case variable != "" && f.IO.Env(variable) != "":
			from, value = variable, overridden(value, f.IO.Env(variable))
		}
		list = append(list, setting{name, value, from})
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
	add("accessible", f.IO.ScreenReader, "accessible", console.AccessibleVariable)
	add("history.enabled", settings.History.Enabled, "", "")
	add("history.bodies", settings.History.Bodies, "", "")
	add("history.limit", settings.History.Max, "", "")
	if formerNames { // scripts may still look for the former names
		add("history.keep", settings.History.Enabled, "", "")
		add("history.calls", settings.History.Max, "", "")
	}
	for _, name := range slices.Sorted(maps.Keys(settings.Colors)) {
		add("colors."+name, settings.Colors[name], "", "")
	}
	for _, name := range slices.Sorted(maps.Keys(settings.Keys)) {
		add("keys."+name, settings.Keys[name], "", "")
	}
	return list
}
