package mapping

import (
	"fmt"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping/expression"
)

// query is $jsonata: a JSONata expression over the variables. What fails in
// an expression is missing, as on the platform. What may differ or run away is
// refused before it runs: see package expression.
type query struct {
	written    *expression.Expression // nil when the expression is itself evaluated
	expression node
}

func compileJSONata(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind != yaml.ScalarNode {
		return query{expression: c.compile(arg)}
	}
	if arg.ShortTag() != "!!str" || arg.Value == "" {
		c.warning(arg, "$jsonata has no expression, so this is missing", `write text, such as "connectorParameters.env & '-test'"`)
		return literal{Missing}
	}
	variables, err := expression.Check(arg.Value)
	if err != nil {
		c.mistake(arg, "$jsonata: "+err.Error(), "write it with the other formulas, or the method in JavaScript")
		return literal{Missing}
	}
	for _, names := range variables {
		c.refer(arg, names)
	}
	expr, err := expression.Compile(arg.Value)
	if err != nil {
		c.mistake(arg, "$jsonata: "+err.Error(), "write it with the other formulas, or the method in JavaScript")
		return literal{Missing}
	}
	return query{written: expr}
}

func (f query) eval(s scope) any {
	expr := f.written
	if expr == nil {
		text, _ := f.expression.eval(s).(string)
		if text == "" {
			return Missing
		}
		_, err := expression.Check(text)
		if err == nil {
			expr, err = expression.Compile(text)
		}
		if err != nil {
			panic(failure{fmt.Errorf("evaluating $jsonata: %w", err)})
		}
	}
	s.spend(size(s.vars))
	result, err := expr.Run(toLibrary(s.vars))
	if err == nil {
		result, err = uniform(result)
	}
	if err != nil {
		return Missing
	}
	s.spend(size(result))
	return result
}

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
