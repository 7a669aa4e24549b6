package mapping

import (
	"slices"
	"strings"
	"unicode/utf16"

	"gopkg.in/yaml.v3"
)

// choice is $case: the value of the first case whose filter passes, else the
// default.
type choice struct {
	cases    []branch
	fallback node
}

type branch struct {
	filter node // nil: always passes
	value  node
}

func compileCase(c *compiler, arg, _ *yaml.Node) node {
	cases := arg
	var fallback *yaml.Node
	if !isList(arg) {
		cases, fallback = field(arg, "cases"), field(arg, "default")
	}
	if !isList(cases) {
		c.warning(arg, "$case has no list of cases, so this is missing", "write {cases: [{filter: …, value: …}], default: …}")
		return literal{Missing}
	}
	result := choice{fallback: c.compile(fallback)}
	for _, item := range cases.Content {
		item = resolve(item)
		if item == nil || item.Kind == yaml.ScalarNode {
			c.warning(cases, "a case is no object and is skipped", "write {filter: …, value: …}")
			continue
		}
		result.cases = append(result.cases, branch{compileFilter(c, field(item, "filter")), c.compile(field(item, "value"))})
	}
	return result
}

// compileFilter compiles a case's filter. One that is literally falsy is
// none, and passes.
func compileFilter(c *compiler, n *yaml.Node) node {
	if n == nil || n.Kind == yaml.ScalarNode && !Truthy(c.scalar(n)) {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		return compileConditions(c, n)
	}
	return c.compile(n)
}

func (f choice) eval(s scope) any {
	for _, branch := range f.cases {
		if branch.passes(s) {
			return branch.value.eval(s)
		}
	}
	if v := f.fallback.eval(s); v != nil {
		return v
	}
	return Missing
}

// passes reports whether the branch is taken. A filter that gives null or
// nothing passes. What it copies is from itself.
func (b branch) passes(s scope) bool {
	if b.filter == nil {
		return true
	}
	v, err := resolveCopies(b.filter.eval(s), b.filter, s)
	if err != nil {
		panic(failure{err})
	}
	return v == nil || v == Missing || Truthy(v)
}

// conditions is the older form of a case's filter, a list of {field,
// operator, value} that must all hold. The value is taken as it stands.
type conditions []condition

type condition struct {
	field    []step
	operator func(value, operand any) bool
	value    any
}

func compileConditions(c *compiler, n *yaml.Node) node {
	c.formulas++
	var result conditions
	for _, item := range n.Content {
		operator := field(item, "operator")
		if item = resolve(item); item.ShortTag() == "!!null" {
			c.mistake(item, "a condition is null", "write {field: …, operator: is, value: …}")
			continue
		}
		if operator == nil {
			c.warning(item, "a condition without an operator always holds", "write {field: …, operator: is, value: …}")
			continue
		}
		test := conditionOperators[operator.Value]
		if test == nil {
			c.warning(operator, "there is no operator "+operator.Value+", so this condition always holds", "write is, is_not, is_one_of, contains, is_empty …")
			continue
		}
		locator := field(item, "field")
		if locator == nil || locator.Kind != yaml.ScalarNode {
			c.mistake(item, "a condition has no field", "write field: connectorParameters.env")
			continue
		}
		steps, ok := parseLocator(locator.Value)
		if !ok {
			c.mistake(locator, "the field of a condition is no locator", "write field: connectorParameters.env")
			continue
		}
		c.refer(locator, path(steps))
		result = append(result, condition{steps, test, c.plain(field(item, "value"))})
	}
	return result
}

func (f conditions) eval(s scope) any {
	for _, one := range f {
		values := spread(any(s.vars), one.field)
		if len(values) == 0 {
			values = []any{Missing}
		}
		if !slices.ContainsFunc(values, func(v any) bool { return one.operator(v, one.value) }) {
			return false
		}
	}
	return true
}

// spread gives all values at a locator: a property of a list is that property
// of each of its items.
func spread(v any, steps []step) []any {
	for i, s := range steps {
		items, isList := v.([]any)
		switch {
		case s.isIndex && isList && s.index < float64(len(items)) && s.index == float64(int(s.index)):
			v = items[int(s.index)]
		case s.isIndex:
			return nil
		case isList:
			var all []any
			for _, one := range items {
				all = append(all, spread(one, steps[i:])...)
			}
			return all
		default:
			v = propertyOrCharacter(v, s.name)
		}
		if v == nil || v == Missing {
			return nil
		}
	}
	return []any{v}
}

// propertyOrCharacter is property, which here looks into text too: at its
// length and its characters, as JavaScript counts them.
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
	"is_not":                 func(v, o any) bool { return !looseEqual(v, o) },
	"is_one_of":              oneOf,
	"is_not_one_of":          func(v, o any) bool { return !oneOf(v, o) },
	"is_true":                func(v, _ any) bool { return Truthy(v) },
	"is_false":               func(v, _ any) bool { return v == false },
	"contains":               func(v, o any) bool { return Truthy(v) && strings.Contains(toString(v), toString(o)) },
	"does_not_contain":       func(v, o any) bool { return Truthy(v) && !strings.Contains(toString(v), toString(o)) },
	"array_includes":         listIncludes,
	"array_does_not_include": func(v, o any) bool { return !listIncludes(v, o) },
	"less_than":              operators["lt"],
	"less_than_or_equal":     operators["lte"],
	"more_than":              operators["gt"],
	"more_than_or_equal":     operators["gte"],
	"is_empty":               func(v, _ any) bool { return isEmpty(v) },
	"is_not_empty":           func(v, _ any) bool { return !isEmpty(v) },
}

// listIncludes compares as JavaScript's indexOf does.
func listIncludes(value, operand any) bool {
	items, ok := value.([]any)
	return ok && slices.ContainsFunc(items, func(v any) bool { return strictEqual(v, operand) })
}
