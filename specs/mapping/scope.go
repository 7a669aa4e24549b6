package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
)

const (
	maxWork     = 1_000_000 // values in one evaluation: nested $iterate multiply
	textPerWork = 64        // bytes of text that count as one value
)

// scope is the environment of an evaluation: the variables, and how much work is left.
type scope struct {
	vars map[string]any
	left *int
}

func newScope(vars map[string]any) scope {
	left := maxWork
	return scope{vars, &left}
}

// with gives a scope with other variables and the same limit.
func (s scope) with(vars map[string]any) scope { return scope{vars, s.left} }

// spend ends the evaluation when its limit is exceeded.
func (s scope) spend(work int) {
	if *s.left -= work; *s.left < 0 {
		panic(failure{errors.New("cannot evaluate the mapping: too much work; iterate over less")})
	}
}

// text counts text that the evaluation produced.
func (s scope) text(t string) string {
	s.spend(len(t) / textPerWork)
	return t
}

// size counts the values in v.
func size(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			n += size(one)
		}
	case []any:
		for _, one := range v {
			n += size(one)
		}
	case string:
		n += len(v) / textPerWork
	}
	return n
}

// failure carries an error from any depth of an evaluation to Eval: formulas can't fail, only exceed limits.
type failure struct{ error }

func recoverFailure(result *any, err *error) {
	switch r := recover().(type) {
	case nil:
	case failure:
		*result, *err = nil, r.error
	default:
		panic(r)
	}
}

// convertVariables copies the variables, converted to the types that formulas use.
func convertVariables(vars map[string]any) (map[string]any, error) {
	result := make(map[string]any, len(vars))
	for name, value := range vars {
		v, err := convert(value)
		if err != nil {
			return nil, fmt.Errorf("invalid variable %s: %w", name, err)
		}
		result[name] = v
	}
	return result, nil
}

// convert converts a value to the types that formulas use, by way of JSON if needed.
func convert(v any) (any, error) {
	switch v := v.(type) {
	case nil, missing, bool, float64, string:
		return v, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, value := range v {
			one, err := convert(value)
			if err != nil {
				return nil, err
			}
			if one != Missing {
				object[key] = one
			}
		}
		return object, nil
	case []any:
		list := newList(len(v))
		for _, value := range v {
			one, err := convert(value)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		return list, nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var result any
	err = json.Unmarshal(text, &result)
	return result, err
}
