package mapping

import (
	"bytes"
	"encoding/json"
	"fmt"
)

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
