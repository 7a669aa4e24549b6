package ui

import (
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// A connector with several auth options has a field more, and all others depend on it.

func optionField(keys *Keys, c *flow.Connector) field {
	f := flow.Field{Key: optionKey, Title: "Way to connect", Required: true}
	for _, o := range c.Options {
		f.Choices = append(f.Choices, flow.Choice{Value: o.Key, Title: text.Safe(o.Title, 40)})
	}
	return newField(keys, f, c.Option)
}

// option is the key of the chosen auth option; empty where there is nothing to choose.
func (s *configure) option() string {
	if f := s.form.at(optionKey); f != nil {
		return f.value()
	}
	return ""
}

// arrange puts the connector's fields between the way to connect and the name. What stands in a field of the same key
// stays, and what a field that is gone held comes back with it.
func (s *configure) arrange() {
	focused := s.form.focused().key
	var before, fields []field
	old := map[string]field{}
	for _, f := range s.form.fields {
		if f.key == optionKey {
			before = append(before, f)
		} else if f.key != nameKey {
			old[f.key] = f
			s.kept[f.key] = f.value()
		}
	}
	setup := flow.NewSetup(s.connector)
	for _, asks := range setup.Fields() {
		if slices.ContainsFunc(fields, func(f field) bool { return f.key == asks.Key }) {
			continue // a connector parameter and a user's input of one name take the same value
		}
		f := newField(s.keys, asks, setup.Value(asks.Key))
		if typed, ok := s.kept[f.key]; ok {
			f.set(typed)
		}
		if before, ok := old[f.key]; ok {
			f.input.SetCursor(before.input.Position())
			f.problem = before.problem
		}
		fields = append(fields, f)
	}
	s.form.fields = slices.Concat(before, fields, []field{*s.name()})
	s.form.focus = max(slices.IndexFunc(s.form.fields, func(f field) bool { return f.key == focused }), 0)
	s.form.focused().input.Focus()
}

// weighOptions bars the auth options that the values, as they are now, do not enable, and takes the fields of the chosen
// one. Until a person has chosen, the first that is enabled is.
func (s *configure) weighOptions() {
	ways := s.form.at(optionKey)
	if ways == nil {
		return
	}
	setup := flow.NewSetup(s.connector)
	for _, f := range s.form.fields {
		_ = setup.Set(f.key, f.value()) // what does not fit is told where it stands
	}
	enabled, err := setup.Options()
	ways.barred = map[string]string{}
	for _, o := range s.connector.Options {
		if slices.ContainsFunc(enabled, func(on flow.Option) bool { return on.Key == o.Key }) {
			continue
		}
		ways.barred[o.Key] = needs(o, s.connector)
		if err != nil {
			ways.barred[o.Key] = explainShort(err)
		}
	}
	if !s.picked && ways.barred[ways.value()] != "" && len(enabled) > 0 {
		ways.set(enabled[0].Key)
	}
	if ways.unfit() == "" {
		ways.problem = ""
	}
	if ways.value() == s.connector.Option {
		return
	}
	chosen, err := s.connector.WithOption(ways.value())
	if err != nil {
		ways.problem = explainShort(err)
		return
	}
	s.connector = chosen
	s.arrange()
}

// needs says by their titles which values would enable an option.
func needs(o flow.Option, c *flow.Connector) string {
	var titles []string
	for _, key := range o.Needs() {
		title := key
		if i := slices.IndexFunc(c.Parameters, func(f flow.Field) bool { return f.Key == key }); i >= 0 {
			title = c.Parameters[i].Title
		}
		titles = append(titles, text.Safe(title, 40))
	}
	if len(titles) == 0 {
		return "is off in this connector"
	}
	return "needs " + strings.Join(titles, ", ")
}
