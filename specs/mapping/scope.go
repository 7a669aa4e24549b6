package mapping

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// maxWork bounds one evaluation. Nested $iterate multiply, so that a short
// mapping can ask for more than anybody can wait for.
const maxWork = 1_000_000

// textPerWork is how many bytes of text count as one value.
const textPerWork = 64

// scope is what a node is evaluated with: the variables, and what is left of
// the evaluation's bound.
type scope struct {
	vars map[string]any
	left *int
}

func newScope(vars map[string]any) scope {
	left := maxWork
	return scope{vars, &left}
}

// with gives a scope of other variables under the same bound.
func (s scope) with(vars map[string]any) scope { return scope{vars, s.left} }

// spend ends the evaluation when its bound is passed.
func (s scope) spend(work int) {
	if *s.left -= work; *s.left < 0 {
		panic(failure{errors.New("evaluating the mapping: it is too much work; iterate over less")})
	}
}

// text counts text that an evaluation made.
func (s scope) text(t string) string {
	s.spend(len(t) / textPerWork)
	return t
}

// failure carries an error from any depth of an evaluation to Eval: formulas
// have no errors on the platform, only bounds of ours do.
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

// uniformVariables copies the variables into the few types that formulas
// know.
func uniformVariables(vars map[string]any) (map[string]any, error) {
	result := make(map[string]any, len(vars))
	for name, value := range vars {
		v, err := uniform(value)
		if err != nil {
			return nil, fmt.Errorf("reading variable %s: %w", name, err)
		}
		result[name] = v
	}
	return result, nil
}

func uniform(v any) (any, error) {
	switch v := v.(type) {
	case nil, missing, bool, float64, string:
		return v, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, value := range v {
			one, err := uniform(value)
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
			one, err := uniform(value)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		return list, nil
	default:
		return throughJSON(v)
	}
}

// throughJSON takes any other type for what it is written as.
func throughJSON(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var result any
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&result); err != nil {
		return nil, err
	}
	return result, nil
}
