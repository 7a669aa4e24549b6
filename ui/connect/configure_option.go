package connect

import (
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// optionField is the choice of the authentication option, on which all other fields depend.
func optionField(keys *kit.Keys, c *flow.Connector) kit.Field {
	f := flow.Field{Key: optionKey, Title: "Authentication", Required: true}
	for _, o := range c.Options {
		f.Choices = append(f.Choices, flow.Choice{Value: o.Key, Title: text.Safe(o.Title, 40)})
	}
	return kit.NewField(keys, f, c.Option)
}

// option is the key of the chosen authentication option; empty if there is only one.
func (s *configure) option() string {
	if f := s.form.At(optionKey); f != nil {
		return f.Value()
	}
	return ""
}

// arrange puts the connector's fields between the authentication option and the name. Fields keep the values that were
// typed, even when an option hides them for a while.
func (s *configure) arrange() {
	focused := s.form.Focused().Key
	var before, fields []kit.Field
	old := map[string]kit.Field{}
	for _, f := range s.form.Fields {
		if f.Key == optionKey {
			before = append(before, f)
		} else if f.Key != nameKey {
			old[f.Key] = f
			s.typed[f.Key] = f.Value()
		}
	}
	setup := flow.NewSetup(s.connector)
	for _, asks := range setup.Fields() {
		if slices.ContainsFunc(fields, func(f kit.Field) bool { return f.Key == asks.Key }) {
			continue // a parameter and an input with the same key share one field
		}
		f := kit.NewField(s.Keys, asks, setup.Value(asks.Key))
		if value, ok := s.typed[f.Key]; ok {
			f.Set(value)
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

// updateOptions disables the options that the values do not enable, and shows the fields of the chosen one. Until the user
// chooses, the first enabled option is selected.
func (s *configure) updateOptions() {
	options := s.form.At(optionKey)
	if options == nil {
		return
	}
	setup := flow.NewSetup(s.connector)
	for _, f := range s.form.Fields {
		_ = setup.Set(f.Key, f.Value()) // setup reports errors
	}
	enabled, err := setup.Options()
	options.DisabledChoices = map[string]string{}
	for _, o := range s.connector.Options {
		if slices.ContainsFunc(enabled, func(on flow.Option) bool { return on.Key == o.Key }) {
			continue
		}
		options.DisabledChoices[o.Key] = needs(o, s.connector)
		if err != nil {
			options.DisabledChoices[o.Key] = kit.ExplainShort(err)
		}
	}
	if !s.picked && options.DisabledChoices[options.Value()] != "" && len(enabled) > 0 {
		options.Set(enabled[0].Key)
	}
	if options.InvalidReason() == "" {
		options.Error = ""
	}
	if options.Value() == s.connector.Option {
		return
	}
	chosen, err := s.connector.WithOption(options.Value())
	if err != nil {
		options.Error = kit.ExplainShort(err)
		return
	}
	s.connector = chosen
	s.arrange()
}

// needs names the fields that would enable an option.
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
		return "is disabled in this connector"
	}
	return "needs " + strings.Join(titles, ", ")
}
