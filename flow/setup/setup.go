package setup

import (
	"fmt"
	"slices"
	"strings"

	"countersign/flow/oauth1"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/specs"
)

// Setup is a connector with the values that a person gives it: the consumer key and secret, and what else it asks.
// Every value is held as a secret, since which of them is one is the connector's word alone.
type Setup struct {
	Connector  *specs.Connector
	parameters map[string]secret.Text // connectorParameters
	inputs     map[string]secret.Text // connectionParameters, connectionInput
}

// New starts from the connector's defaults.
func New(c *specs.Connector) *Setup {
	s := &Setup{Connector: c, parameters: map[string]secret.Text{}, inputs: map[string]secret.Text{}}
	fill := func(fields []specs.Field, values map[string]secret.Text) {
		for _, f := range fields {
			if f.Default != "" {
				values[f.Key] = secret.New(f.Default)
			}
		}
	}
	fill(c.Parameters, s.parameters)
	fill(c.Inputs, s.inputs)
	return s
}

// Fields lists what the connector asks: its own parameters (the keys) first, then the user's inputs.
func (s *Setup) Fields() []specs.Field {
	return slices.Concat(s.Connector.Parameters, s.Connector.Inputs)
}

// Options lists those of the connector's auth options that its values, as they are now, enable.
func (s *Setup) Options() ([]specs.Option, error) {
	var enabled []specs.Option
	vars := s.Variables()
	for _, o := range s.Connector.Options {
		switch yes, err := o.Enabled(vars); {
		case err != nil:
			return nil, s.wrong("choosing an auth option", err, "mend the option's enabled in the connector")
		case yes:
			enabled = append(enabled, o)
		}
	}
	return enabled, nil
}

// Value is what a field holds now.
func (s *Setup) Value(key string) string {
	if v, ok := s.inputs[key]; ok {
		return v.Reveal()
	}
	return s.parameters[key].Reveal()
}

// Set gives a field its value; the empty text takes it away. A connector parameter and a user's input of the same name
// take the same value. White space around a pasted key is no part of it.
func (s *Setup) Set(key, value string) error {
	value = strings.TrimSpace(value)
	known := false
	for _, group := range []struct {
		fields []specs.Field
		values map[string]secret.Text
	}{{s.Connector.Parameters, s.parameters}, {s.Connector.Inputs, s.inputs}} {
		i := slices.IndexFunc(group.fields, func(f specs.Field) bool { return f.Key == key })
		if i < 0 {
			continue
		}
		known = true
		if err := checkValue(group.fields[i], value); err != nil {
			return s.wrong("setting "+key, err, "give a value that the connector allows")
		}
		if value == "" {
			delete(group.values, key)
		} else {
			group.values[key] = secret.New(value)
		}
	}
	if !known {
		return s.wrong("setting "+text.Safe(key, 60), fmt.Errorf("%s asks for no such value", s.Connector.Name),
			"it asks for "+strings.Join(s.Keys(), ", "))
	}
	return nil
}

// Secrets are the values that are never shown.
func (s *Setup) Secrets() []secret.Text {
	var list []secret.Text
	for _, f := range s.Fields() {
		if f.Secret {
			list = append(list, secret.New(s.Value(f.Key)))
		}
	}
	return list
}

// Given are the values as they are saved: the connector's parameters, and the user's inputs.
func (s *Setup) Values() (parameters, inputs map[string]string) {
	reveal := func(values map[string]secret.Text) map[string]string {
		out := map[string]string{}
		for k, v := range values {
			out[k] = v.Reveal()
		}
		return out
	}
	return reveal(s.parameters), reveal(s.inputs)
}

// Restore takes values that were saved over the defaults, whatever the connector says of them by now.
func (s *Setup) Restore(parameters, inputs map[string]string) {
	for k, v := range parameters {
		s.parameters[k] = secret.New(v)
	}
	for k, v := range inputs {
		s.inputs[k] = secret.New(v)
	}
}

// Missing lists what is required and still empty.
func (s *Setup) Missing() []specs.Field {
	return slices.DeleteFunc(s.Fields(), func(f specs.Field) bool { return !f.Required || s.Value(f.Key) != "" })
}

// Keys are those of the fields.
func (s *Setup) Keys() []string {
	var keys []string
	for _, f := range s.Fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

func (s *Setup) wrong(doing string, err error, hint string) error {
	return &oauth1.StepError{Step: oauth1.StepConfig, What: doing, Err: err, Hint: hint}
}

// Variables are the values as formulas and scripts see them: connectorParameters, connectionParameters (and its newer
// name connectionInput).
func (s *Setup) Variables() map[string]any {
	reveal := func(fields []specs.Field, values map[string]secret.Text) map[string]any {
		out := map[string]any{}
		for key, v := range values {
			i := slices.IndexFunc(fields, func(f specs.Field) bool { return f.Key == key })
			if i < 0 { // kept by an earlier version of the connector
				out[key] = v.Reveal()
				continue
			}
			// A value that no longer fits its type is handed on as text: the provider's answer says more than we could.
			var value any = v.Reveal()
			if t, err := typed(fields[i].Type, v.Reveal()); err == nil {
				value = t
			}
			put(out, fields[i], value)
		}
		return out
	}
	inputs := reveal(s.Connector.Inputs, s.inputs)
	return map[string]any{
		"connectorParameters":  reveal(s.Connector.Parameters, s.parameters),
		"connectionParameters": inputs,
		"connectionInput":      inputs,
	}
}

// put gives a field's value its place: one that stands in an object goes into that.
func put(values map[string]any, f specs.Field, value any) {
	if f.Path == nil {
		values[f.Key] = value
		return
	}
	last := len(f.Path) - 1
	for _, name := range f.Path[:last] {
		object, isObject := values[name].(map[string]any)
		if !isObject {
			object = map[string]any{}
			values[name] = object
		}
		values = object
	}
	values[f.Path[last]] = value
}
