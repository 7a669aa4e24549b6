package connect

import (
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// A connector with several auth options has a field more, and all others depend on it.

func optionField(keys *kit.Keys, c *flow.Connector) kit.Field {
	f := flow.Field{Key: optionKey, Title: "Way to connect", Required: true}
	for _, o := range c.Options {
		f.Choices = append(f.Choices, flow.Choice{Value: o.Key, Title: text.Safe(o.Title, 40)})
	}
	return kit.NewField(keys, f, c.Option)
}

// option is the key of the chosen auth option; empty where there is nothing to choose.
func (s *configure) option() string {
	if f := s.form.At(optionKey); f != nil {
		return f.Value()
	}
	return ""
}

// arrange puts the connector's fields between the way to connect and the name. What stands in a field of the same key
// stays, and what a field that is gone held comes back with it.
func (s *configure) arrange() {
	focused := s.form.Focused().Key
	var before, fields []kit.Field
	old := map[string]kit.Field{}
	for _, f := range s.form.Fields {
		if f.Key == optionKey {
			before = append(before, f)
		} else if f.Key != nameKey {
			old[f.Key] = f
			s.kept[f.Key] = f.Value()
		}
	}
	setup := flow.NewSetup(s.connector)
	for _, asks := range setup.Fields() {
		if slices.ContainsFunc(fields, func(f kit.Field) bool { return f.Key == asks.Key }) {
			continue // a connector parameter and a user's input of one name take the same value
		}
		f := kit.NewField(s.Keys, asks, setup.Value(asks.Key))
		if typed, ok := s.kept[f.Key]; ok {
			f.Set(typed)
		}
		if before, ok := old[f.Key]; ok {
			f.Input.SetCursor(before.Input.Position())
			f.Error = before.Error
		}
		fields = append(fields, f)
	}
	s.form.Fields = slices.Concat(before, fields, []kit.Field{*s.name()})
	s.form.Focus = max(slices.IndexFunc(s.form.Fields, func(f kit.Field) bool { return f.Key == focused }), 0)
	s.form.Focused().Input.Focus()
}

// weighOptions bars the auth options that the values, as they are now, do not enable, and takes the fields of the chosen
// one. Until a person has chosen, the first that is enabled is.
func (s *configure) weighOptions() {
	ways := s.form.At(optionKey)
	if ways == nil {
		return
	}
	setup := flow.NewSetup(s.connector)
	for _, f := range s.form.Fields {
		_ = setup.Set(f.Key, f.Value()) // what does not fit is told where it stands
	}
	enabled, err := setup.Options()
	ways.DisabledChoices = map[string]string{}
	for _, o := range s.connector.Options {
		if slices.ContainsFunc(enabled, func(on flow.Option) bool { return on.Key == o.Key }) {
			continue
		}
		ways.DisabledChoices[o.Key] = needs(o, s.connector)
		if err != nil {
			ways.DisabledChoices[o.Key] = kit.ExplainShort(err)
		}
	}
	if !s.picked && ways.DisabledChoices[ways.Value()] != "" && len(enabled) > 0 {
		ways.Set(enabled[0].Key)
	}
	if ways.InvalidReason() == "" {
		ways.Error = ""
	}
	if ways.Value() == s.connector.Option {
		return
	}
	chosen, err := s.connector.WithOption(ways.Value())
	if err != nil {
		ways.Error = kit.ExplainShort(err)
		return
	}
	s.connector = chosen
	s.arrange()
}

// needs says by their titles which values would enable an option.
func needs(o flow.Option, c *flow.Connector) string {
	var titles []string
	for _, key := range o.RequiredParameters() {
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
