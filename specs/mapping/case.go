package mapping

import (
	"slices"
	"strings"
	"unicode/utf16"

	"gopkg.in/yaml.v3"
)

// branch is a case of $case.
type branch struct {
	filter node // nil: always passes
	value  node
}

// compileCase is $case: the value of the first case whose filter passes, else the default.
func compileCase(c *compiler, arg, _ *yaml.Node) node {
	cases := arg
	var fallback *yaml.Node
	if !isList(arg) {
		cases, fallback = field(arg, "cases"), field(arg, "default")
	}
	if !isList(cases) {
		c.warning(arg, "$case has no list of cases and evaluates to undefined", "write {cases: [{filter: …, value: …}], default: …}")
		return literal{Missing}
	}
	otherwise := c.compile(fallback)
	var branches []branch
	for _, item := range cases.Content {
		item = resolve(item)
		if item == nil || item.Kind == yaml.ScalarNode {
			c.warning(cases, "a case is not an object and is ignored", "write {filter: …, value: …}")
			continue
		}
		branches = append(branches, branch{compileFilter(c, field(item, "filter")), c.compile(field(item, "value"))})
	}
	return formula(func(s scope) any {
		for _, b := range branches {
			if b.passes(s) {
				return b.value.eval(s)
			}
		}
		if v := otherwise.eval(s); v != nil {
			return v
		}
		return Missing
	})
}

// compileFilter compiles a case's filter. A literal that is falsy counts as no filter.
func compileFilter(c *compiler, n *yaml.Node) node {
	if n == nil || n.Kind == yaml.ScalarNode && !Truthy(c.scalar(n)) {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		return compileConditions(c, n)
	}
	return c.compile(n)
}

// passes reports whether the branch is taken. A null or missing filter passes. A $copy in it refers to the filter itself.
func (b branch) passes(s scope) bool {
	if b.filter == nil {
		return true
	}
	v, err := resolveCopies(b.filter.eval(s), b.filter, s)
	if err != nil {
		panic(failure{err})
	}
	return isNothing(v) || Truthy(v)
}

// compileConditions compiles the older form of a filter: a list of {field, operator, value} that must all hold. The value
// is not evaluated.
func compileConditions(c *compiler, n *yaml.Node) node {
	var conditions []func(vars any) bool
	for _, item := range n.Content {
		if condition := compileCondition(c, item); condition != nil {
			conditions = append(conditions, condition)
		}
	}
	return formula(func(s scope) any {
		for _, holds := range conditions {
			if !holds(s.vars) {
				return false
			}
		}
		return true
	})
}

func compileCondition(c *compiler, item *yaml.Node) func(vars any) bool {
	operator := field(item, "operator")
	if item = resolve(item); isNull(item) {
		c.problem(item, "a condition is null", "write {field: …, operator: is, value: …}")
		return nil
	}
	if operator == nil {
		c.warning(item, "a condition without an operator is always true", "write {field: …, operator: is, value: …}")
		return nil
	}
	test := conditionOperators[operator.Value]
	if test == nil {
		c.warning(operator, "unknown operator "+operator.Value+"; the condition is always true", "write is, is_not, is_one_of, contains, is_empty …")
		return nil
	}
	locator := field(item, "field")
	if locator == nil || locator.Kind != yaml.ScalarNode {
		c.problem(item, "a condition has no field", "write field: connectorParameters.env")
		return nil
	}
	steps, ok := parseLocator(locator.Value)
	if !ok {
		c.problem(locator, "the field of a condition is not a locator", "write field: connectorParameters.env")
		return nil
	}
	c.refer(locator, propertyPath(steps))
	operand := c.plain(field(item, "value"))
	return func(vars any) bool {
		values := spread(vars, steps)
		if len(values) == 0 {
			values = []any{Missing}
		}
		return slices.ContainsFunc(values, func(v any) bool { return test(v, operand) })
	}
}

// spread gives all values at a locator: a property of a list is that property of each of its items.
func spread(v any, steps []step) []any {
	for i, s := range steps {
		items, isList := v.([]any)
		switch {
		case s.isIndex:
			v = at(v, steps[i:i+1])
		case isList:
			var all []any
			for _, one := range items {
				all = append(all, spread(one, steps[i:])...)
			}
			return all
		default:
			v = propertyOrCharacter(v, s.name)
		}
		if isNothing(v) {
			return nil
		}
	}
	return []any{v}
}

// propertyOrCharacter is property, but also gives the length and the characters of a string, as JavaScript counts them.
func propertyOrCharacter(v any, name string) any {
	text, ok := v.(string)
	if !ok {
		return property(v, name)
	}
	units := utf16.Encode([]rune(text))
	if name == "length" {
		return float64(len(units))
	}
	if i, ok := arrayIndex(name); ok && i < len(units) {
		return string(utf16.Decode(units[i : i+1]))
	}
	return Missing
}

var conditionOperators = map[string]func(value, operand any) bool{
	"is":                     looseEqual,
	"is_not":                 not(looseEqual),
	"is_one_of":              oneOf,
	"is_not_one_of":          not(oneOf),
	"is_true":                func(v, _ any) bool { return Truthy(v) },
	"is_false":               func(v, _ any) bool { return v == false },
	"contains":               func(v, o any) bool { return Truthy(v) && strings.Contains(toString(v), toString(o)) },
	"does_not_contain":       func(v, o any) bool { return Truthy(v) && !strings.Contains(toString(v), toString(o)) },
	"array_includes":         listIncludes,
	"array_does_not_include": not(listIncludes),
	"less_than":              operators["lt"],
	"less_than_or_equal":     operators["lte"],
	"more_than":              operators["gt"],
	"more_than_or_equal":     operators["gte"],
	"is_empty":               isEmpty,
	"is_not_empty":           not(isEmpty),
}

// listIncludes compares as JavaScript's indexOf does.
func listIncludes(value, operand any) bool {
	items, ok := value.([]any)
	return ok && slices.ContainsFunc(items, func(v any) bool { return strictEqual(v, operand) })
}
