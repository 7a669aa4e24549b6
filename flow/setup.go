package flow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Setup is a connector with the values that a person gives it: the consumer key and secret, and what else it asks.
// Every value is held as a Secret, since which of them is one is the connector's word alone.
type Setup struct {
	Connector  *Connector
	parameters map[string]Secret // connectorParameters
	inputs     map[string]Secret // connectionParameters, connectionInput
}

// NewSetup starts from the connector's defaults.
func NewSetup(c *Connector) *Setup {
	s := &Setup{Connector: c, parameters: map[string]Secret{}, inputs: map[string]Secret{}}
	fill := func(fields []Field, values map[string]Secret) {
		for _, f := range fields {
			if f.Default != "" {
				values[f.Key] = NewSecret(f.Default)
			}
		}
	}
	fill(c.Parameters, s.parameters)
	fill(c.Inputs, s.inputs)
	return s
}

// Fields lists what the connector asks: its own parameters (the keys) first, then the user's inputs.
func (s *Setup) Fields() []Field { return slices.Concat(s.Connector.Parameters, s.Connector.Inputs) }

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
		fields []Field
		values map[string]Secret
	}{{s.Connector.Parameters, s.parameters}, {s.Connector.Inputs, s.inputs}} {
		i := slices.IndexFunc(group.fields, func(f Field) bool { return f.Key == key })
		if i < 0 {
			continue
		}
		known = true
		if err := checkValue(group.fields[i], value); err != nil {
			return s.wrong("setting "+key, err, "give one of the values that the connector allows")
		}
		if value == "" {
			delete(group.values, key)
		} else {
			group.values[key] = NewSecret(value)
		}
	}
	if !known {
		return s.wrong("setting "+Safe(key, 60), fmt.Errorf("%s asks for no such value", s.Connector.Name),
			"it asks for "+strings.Join(s.keys(), ", "))
	}
	return nil
}

// Missing lists what is required and still empty.
func (s *Setup) Missing() []Field {
	return slices.DeleteFunc(s.Fields(), func(f Field) bool { return !f.Required || s.Value(f.Key) != "" })
}

func (s *Setup) keys() []string {
	var keys []string
	for _, f := range s.Fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

func (s *Setup) wrong(doing string, err error, hint string) error {
	return &StepError{Step: StepConfig, Doing: doing, Err: err, Hint: hint}
}

// checkValue holds a typed value against its field's choices and type.
func checkValue(f Field, value string) error {
	if value == "" {
		return nil
	}
	if len(f.Choices) > 0 && !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value == value }) {
		var allowed []string
		for _, c := range f.Choices {
			allowed = append(allowed, c.Value)
		}
		return fmt.Errorf("%q is none of %s", Safe(value, 40), strings.Join(allowed, ", "))
	}
	if _, err := typed(f.Type, value); err != nil {
		return err
	}
	return nil
}

// typed turns a typed text into what its field's schema says.
func typed(kind, value string) (any, error) {
	switch kind {
	case "boolean":
		v, err := strconv.ParseBool(value)
		if err != nil {
			return nil, fmt.Errorf("%q is neither true nor false", Safe(value, 40))
		}
		return v, nil
	case "integer":
		v, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no whole number", Safe(value, 40))
		}
		return float64(v), nil
	case "number":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no number", Safe(value, 40))
		}
		return v, nil
	}
	return value, nil
}

// variables are the values as formulas and scripts see them: connectorParameters, connectionParameters (and its newer
// name connectionInput).
func (s *Setup) variables() map[string]any {
	reveal := func(fields []Field, values map[string]Secret) map[string]any {
		out := map[string]any{}
		for key, v := range values {
			i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
			if i < 0 { // kept by an earlier version of the connector
				out[key] = v.Reveal()
				continue
			}
			// A value that no longer fits its type is handed on as text: the provider's answer says more than we could.
			if t, err := typed(fields[i].Type, v.Reveal()); err == nil {
				out[key] = t
			} else {
				out[key] = v.Reveal()
			}
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
