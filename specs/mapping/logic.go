package mapping

import (
	"fmt"
	"math"
	"strings"

	"gopkg.in/yaml.v3"
)

// junction is $and and $or: over a list, null and missing items aside.
type junction struct {
	items node
	any   bool
}

func compileAnd(c *compiler, arg, _ *yaml.Node) node {
	c.expectList(arg, "$and")
	return junction{items: c.compile(arg)}
}

func compileOr(c *compiler, arg, _ *yaml.Node) node {
	c.expectList(arg, "$or")
	return junction{items: c.compile(arg), any: true}
}

func (j junction) eval(s scope) any {
	items, _ := j.items.eval(s).([]any)
	result := Missing
	for _, v := range items {
		if v == nil {
			continue
		}
		if Truthy(v) == j.any {
			return j.any
		}
		result = !j.any
	}
	return result
}

// evaluation is $eval: a value and, as the second key, an operator with its
// operand.
type evaluation struct {
	value, operand node
	operator       func(value, operand any) bool
}

func compileEval(c *compiler, arg, whole *yaml.Node) node {
	if len(whole.Content) < 4 {
		c.warning(whole, "$eval has no operator, so this is true", "write one as the second key, beside $eval: "+operatorNames)
		return evaluation{c.compile(arg), literal{Missing}, always}
	}
	key := whole.Content[2]
	operator := operators[key.Value]
	if operator == nil {
		c.warning(key, fmt.Sprintf("$eval has no operator %s, so this is true", key.Value), "write one as the second key: "+operatorNames)
		return evaluation{c.compile(arg), literal{Missing}, always}
	}
	return evaluation{c.compile(arg), c.compile(whole.Content[3]), operator}
}

// always is the operator of an $eval that has none. Its value is evaluated
// all the same, and may fail.
func always(any, any) bool { return true }

func (e evaluation) eval(s scope) any {
	return e.operator(e.value.eval(s), e.operand.eval(s))
}

const operatorNames = "is, isNot, oneOf, noneOf, contains, doesNotContain, lt, lte, gt, gte, isEmpty, isNotEmpty"

var operators = map[string]func(value, operand any) bool{
	"is":             looseEqual,
	"isNot":          func(v, o any) bool { return !looseEqual(v, o) },
	"oneOf":          oneOf,
	"noneOf":         func(v, o any) bool { return !oneOf(v, o) },
	"contains":       contains,
	"doesNotContain": func(v, o any) bool { return !contains(v, o) },
	"lt":             func(v, o any) bool { return parseFloat(v) < parseFloat(o) },
	"lte":            func(v, o any) bool { return parseFloat(v) <= parseFloat(o) },
	"gt":             func(v, o any) bool { return parseFloat(v) > parseFloat(o) },
	"gte":            func(v, o any) bool { return parseFloat(v) >= parseFloat(o) },
	"isEmpty":        func(v, _ any) bool { return isEmpty(v) },
	"isNotEmpty":     func(v, _ any) bool { return !isEmpty(v) },
}

func oneOf(value, operand any) bool {
	items, ok := operand.([]any)
	return ok && includes(items, value)
}

// contains looks for an item of a list, else for a part of the value's text,
// whatever its case. An operand that is null or missing is looked for as the
// text "undefined", as the platform does.
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
	for _, v := range items {
		if strictEqual(v, value) || isNaN(v) && isNaN(value) {
			return true
		}
	}
	return false
}

func isNaN(v any) bool {
	f, ok := v.(float64)
	return ok && math.IsNaN(f)
}
