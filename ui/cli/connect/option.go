package connect

import (
	"fmt"
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// chooseOption settles which of a connector's auth options to take: the one that was named, else the only one that the
// values enable. A value that a file or standard input brings is not read for that, and counts as it was written.
func (o *Options) chooseOption(c *flow.Connector) (*flow.Connector, error) {
	if o.option != "" {
		chosen, err := c.WithOption(o.option)
		if err != nil {
			return nil, exit.Usagef("countersign connect without --option takes the only one, or lists them", "--option: %s", text.Safe(err.Error(), 200))
		}
		return chosen, nil
	}
	if len(c.Options) == 0 {
		return c, nil
	}
	setup := flow.NewSetup(c)
	for _, f := range setup.Fields() {
		if value := o.IO.Env(ValuePrefix + f.Key); value != "" {
			_ = setup.Set(f.Key, value) // fill tells what is wrong with a value, once the option is known
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
		return nil, exit.Usagef("give the values that one of them needs, or add --option with one of "+listOptions(c.Options),
			"%s enables none of its auth options", text.Safe(c.Name, 60))
	case len(enabled) > 1:
		return nil, exit.Usagef("add --option with one of "+listOptions(enabled), "%s can be connected in several ways", text.Safe(c.Name, 60))
	}
	return c.WithOption(enabled[0].Key)
}

// CheckOption holds the option that was named against the values, now that all are known. One that is off is refused
// here as the screens refuse it.
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
	next := "take another with --option"
	if i := slices.IndexFunc(c.Options, isChosen); i >= 0 && len(c.Options[i].RequiredParameters()) > 0 {
		next = "it needs --set " + text.Safe(strings.Join(c.Options[i].RequiredParameters(), "=VALUE --set "), 200) + "=VALUE"
	}
	return exit.Usagef(next, "the option %s is off with these values", text.Safe(c.Option, 40))
}

func listOptions(options []flow.Option) string {
	var list []string
	for _, o := range options {
		list = append(list, fmt.Sprintf("%s (%s)", text.Safe(o.Key, 40), text.Safe(o.Title, 60)))
	}
	return strings.Join(list, ", ")
}
