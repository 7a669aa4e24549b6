package mapping

import (
	"fmt"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping/expression"
)

// compileJSONata is $jsonata: a JSONata expression over the variables. An expression that fails is missing, as on the
// platform. Expressions that could differ or run forever are refused: see package expression.
func compileJSONata(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind != yaml.ScalarNode {
		return computedJSONata(c.compile(arg))
	}
	if arg.ShortTag() != "!!str" || arg.Value == "" {
		c.warning(arg, "$jsonata has no expression and evaluates to undefined", `write a string, such as "connectorParameters.env & '-test'"`)
		return literal{Missing}
	}
	expr, variables, err := expression.Compile(arg.Value)
	if err != nil {
		c.problem(arg, "$jsonata: "+err.Error(), "use other formulas, or write the method in JavaScript")
		return literal{Missing}
	}
	for _, names := range variables {
		c.refer(arg, names)
	}
	return formula(func(s scope) any { return evalJSONata(expr, s) })
}

// computedJSONata evaluates an expression that is itself the value of a formula.
func computedJSONata(value node) formula {
	return func(s scope) any {
		text, _ := value.eval(s).(string)
		if text == "" {
			return Missing
		}
		expr, _, err := expression.Compile(text)
		if err != nil {
			panic(failure{fmt.Errorf("cannot evaluate $jsonata: %w", err)})
		}
		return evalJSONata(expr, s)
	}
}

func evalJSONata(expr *expression.Expression, s scope) any {
	s.spend(size(s.vars))
	result, err := expr.Run(toLibrary(s.vars))
	if err == nil {
		result, err = convert(result)
	}
	if err != nil {
		return Missing
	}
	s.spend(size(result))
	return result
}

// toLibrary copies a value with the library's representation of null, and without missing values.
func toLibrary(v any) any {
	switch v := v.(type) {
	case nil:
		return expression.Null
	case map[string]any:
		object := make(map[string]any, len(v))
		for key, value := range v {
			if value != Missing {
				object[key] = toLibrary(value)
			}
		}
		return object
	case []any:
		list := newList(len(v))
		for _, value := range v {
			list = append(list, toLibrary(value))
		}
		return list
	default:
		return v
	}
}
