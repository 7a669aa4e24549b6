package connect

import (
	"fmt"
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// chooseOption selects the authentication option: the one from --option, or the only one that the values enable. It does
// not read values from files or standard input, which count as set.
func (o *Options) chooseOption(c *flow.Connector) (*flow.Connector, error) {
	if o.option != "" {
		chosen, err := c.WithOption(o.option)
		if err != nil {
			return nil, exit.Usagef("", "--option: %s", text.Safe(err.Error(), 200))
		}
		return chosen, nil
	}
	if len(c.Options) == 0 {
		return c, nil
	}
	setup := flow.NewSetup(c)
	for _, f := range setup.Fields() {
		if value := o.IO.Env(ValuePrefix + f.Key); value != "" {
			_ = setup.Set(f.Key, value) // fillIn reports invalid values
		}
	}
	for _, set := range o.sets {
		key, text, _ := strings.Cut(set, "=")
		_ = setup.Set(key, text)
	}
	enabled, err := setup.Options()
	switch {
	case err != nil:
		return nil, err
	case len(enabled) == 0:
		return nil, exit.Usagef("Set the values for one of them, or add --option: "+listOptions(c.Options)+".",
			"no authentication option of %s is available with these values", text.Safe(c.Name, 60))
	case len(enabled) > 1:
		return nil, exit.Usagef("Add --option: "+listOptions(enabled)+".", "%s has several authentication options", text.Safe(c.Name, 60))
	}
	return c.WithOption(enabled[0].Key)
}

// CheckOption returns an error if the values do not enable the selected option.
func CheckOption(setup *flow.Setup) error {
	c := setup.Connector
	enabled, err := setup.Options()
	if err != nil || len(c.Options) == 0 {
		return err
	}
	isChosen := func(o flow.Option) bool { return o.Key == c.Option }
	if slices.ContainsFunc(enabled, isChosen) {
		return nil
	}
	next := "Choose another one with --option."
	if i := slices.IndexFunc(c.Options, isChosen); i >= 0 && len(c.Options[i].RequiredParameters()) > 0 {
		next = "Add --set " + text.Safe(strings.Join(c.Options[i].RequiredParameters(), "=VALUE --set "), 200) + "=VALUE."
	}
	return exit.Usagef(next, "authentication option %s is not available with these values", text.Safe(c.Option, 40))
}

func listOptions(options []flow.Option) string {
	var list []string
	for _, o := range options {
		list = append(list, fmt.Sprintf("%s (%s)", text.Safe(o.Key, 40), text.Safe(o.Title, 60)))
	}
	return strings.Join(list, ", ")
}
