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

// Setup is a connector together with the values that the user enters for it. All values are held as secrets: only the
// connector knows which ones are.
type Setup struct {
	Connector  *specs.Connector
	parameters map[string]secret.Text // connectorParameters
	inputs     map[string]secret.Text // connectionParameters, connectionInput
}

// New returns a setup with the connector's defaults.
func New(c *specs.Connector) *Setup {
	s := &Setup{Connector: c, parameters: map[string]secret.Text{}, inputs: map[string]secret.Text{}}
	for _, g := range s.groups() {
		for _, f := range g.fields {
			if f.Default != "" {
				g.values[f.Key] = secret.New(f.Default)
			}
		}
	}
	return s
}

// group is the fields of one schema with their values.
type group struct {
	fields []specs.Field
	values map[string]secret.Text
}

func (s *Setup) groups() []group {
	return []group{{s.Connector.Parameters, s.parameters}, {s.Connector.Inputs, s.inputs}}
}

// Fields lists what the connector asks for: its own parameters (the keys) first, then the user's inputs.
func (s *Setup) Fields() []specs.Field {
	return slices.Concat(s.Connector.Parameters, s.Connector.Inputs)
}

// Options lists the authentication options that the current values enable.
func (s *Setup) Options() ([]specs.Option, error) {
	var enabled []specs.Option
	vars := s.Variables()
	for _, o := range s.Connector.Options {
		yes, err := o.Enabled(vars)
		if err != nil {
			return nil, configError("cannot choose an authentication option", err, "Fix the option's \"enabled\" in the connector.")
		}
		if yes {
			enabled = append(enabled, o)
		}
	}
	return enabled, nil
}

// Value is a field's current value.
func (s *Setup) Value(key string) string {
	if v, ok := s.inputs[key]; ok {
		return v.Reveal()
	}
	return s.parameters[key].Reveal()
}

// Set sets a field; an empty value clears it. A connector parameter and a user's input with the same name get the same
// value. Surrounding white space, as in a pasted key, is trimmed.
func (s *Setup) Set(key, value string) error {
	value = strings.TrimSpace(value)
	known := false
	for _, g := range s.groups() {
		i := slices.IndexFunc(g.fields, func(f specs.Field) bool { return f.Key == key })
		if i < 0 {
			continue
		}
		known = true
		if err := invalid(g.fields[i], value); err != nil {
			return configError("invalid value for "+key, err, "Enter a value that the connector accepts.")
		}
		if value == "" {
			delete(g.values, key)
		} else {
			g.values[key] = secret.New(value)
		}
	}
	if !known {
		return configError("cannot set "+text.Safe(key, 60), fmt.Errorf("%s has no such value", s.Connector.Name),
			"Available values: "+strings.Join(s.Keys(), ", ")+".")
	}
	return nil
}

// Secrets are the values that must never be displayed.
func (s *Setup) Secrets() []secret.Text {
	var list []secret.Text
	for _, f := range s.Fields() {
		if f.Secret {
			list = append(list, secret.New(s.Value(f.Key)))
		}
	}
	return list
}

// Values returns all values in clear, to be saved: the connector's parameters and the user's inputs.
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

// Restore sets saved values without validating them: the connector may have changed since.
func (s *Setup) Restore(parameters, inputs map[string]string) {
	for k, v := range parameters {
		s.parameters[k] = secret.New(v)
	}
	for k, v := range inputs {
		s.inputs[k] = secret.New(v)
	}
}

// Missing lists the required fields that are empty.
func (s *Setup) Missing() []specs.Field {
	return slices.DeleteFunc(s.Fields(), func(f specs.Field) bool { return !f.Required || s.Value(f.Key) != "" })
}

// Keys are the keys of all fields.
func (s *Setup) Keys() []string {
	var keys []string
	for _, f := range s.Fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

func configError(what string, err error, hint string) error {
	return &oauth1.StepError{Step: oauth1.StepConfig, What: what, Err: err, Hint: hint}
}

// Variables are the values as formulas and scripts see them: connectorParameters, connectionParameters and its newer name
// connectionInput.
func (s *Setup) Variables() map[string]any {
	var out [2]map[string]any
	for i, g := range s.groups() {
		out[i] = map[string]any{}
		for key, v := range g.values {
			at := slices.IndexFunc(g.fields, func(f specs.Field) bool { return f.Key == key })
			if at < 0 { // saved with an earlier version of the connector
				out[i][key] = v.Reveal()
				continue
			}
			// A value that is invalid by now is passed on as text: the provider's response says more than we could.
			var value any = v.Reveal()
			if t, err := typed(g.fields[at].Type, v.Reveal()); err == nil {
				value = t
			}
			put(out[i], g.fields[at], value)
		}
	}
	return map[string]any{"connectorParameters": out[0], "connectionParameters": out[1], "connectionInput": out[1]}
}

// put stores a value by the field's key, or by its path in nested objects.
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
