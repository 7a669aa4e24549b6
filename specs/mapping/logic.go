package mapping

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// junction is $and and $or. null and missing items are ignored.
func junction(items node, or bool) formula {
	return func(s scope) any {
		list, _ := items.eval(s).([]any)
		result := Missing
		for _, v := range list {
			if v == nil {
				continue
			}
			if Truthy(v) == or {
				return or
			}
			result = !or
		}
		return result
	}
}

const operatorNames = "is, isNot, oneOf, noneOf, contains, doesNotContain, lt, lte, gt, gte, isEmpty, isNotEmpty"

// compileEval is $eval: a value and, as the second key, an operator with its operand.
func compileEval(c *compiler, arg, whole *yaml.Node) node {
	var operator func(value, operand any) bool
	operand := node(literal{Missing})
	if len(whole.Content) < 4 {
		c.warning(whole, "$eval has no operator and evaluates to true", "write an operator as the second key: "+operatorNames)
	} else if key := whole.Content[2]; operators[key.Value] == nil {
		c.warning(key, fmt.Sprintf("unknown operator %s; $eval evaluates to true", key.Value), "write one as the second key: "+operatorNames)
	} else {
		operator, operand = operators[key.Value], c.compile(whole.Content[3])
	}
	value := c.compile(arg)
	return formula(func(s scope) any {
		left, right := value.eval(s), operand.eval(s)
		return operator == nil || operator(left, right)
	})
}

var operators = map[string]func(value, operand any) bool{
	"is":             looseEqual,
	"isNot":          not(looseEqual),
	"oneOf":          oneOf,
	"noneOf":         not(oneOf),
	"contains":       contains,
	"doesNotContain": not(contains),
	"lt":             func(v, o any) bool { return parseFloat(v) < parseFloat(o) },
	"lte":            func(v, o any) bool { return parseFloat(v) <= parseFloat(o) },
	"gt":             func(v, o any) bool { return parseFloat(v) > parseFloat(o) },
	"gte":            func(v, o any) bool { return parseFloat(v) >= parseFloat(o) },
	"isEmpty":        isEmpty,
	"isNotEmpty":     not(isEmpty),
}

func not(operator func(value, operand any) bool) func(value, operand any) bool {
	return func(value, operand any) bool { return !operator(value, operand) }
}

func oneOf(value, operand any) bool {
	items, ok := operand.([]any)
	return ok && includes(items, value)
}

// contains searches a list for an item, and any other value's text for a substring, ignoring case. As on the platform, a
// null or missing operand is the text "undefined".
func contains(value, operand any) bool {
	if !Truthy(value) {
		return false
	}
	if items, ok := value.([]any); ok {
		return includes(items, operand)
	}
	part := "undefined"
	if operand != nil {
		part = toString(operand)
	}
	return strings.Contains(strings.ToLower(toString(value)), strings.ToLower(part))
}

func includes(items []any, value any) bool {
	return slices.ContainsFunc(items, func(v any) bool { return strictEqual(v, value) || isNaN(v) && isNaN(value) })
}

func isEmpty(v, _ any) bool {
	switch v := v.(type) {
	case nil, missing:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}

func isNaN(v any) bool {
	f, ok := v.(float64)
	return ok && math.IsNaN(f)
}
