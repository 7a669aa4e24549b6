package mapping

import "gopkg.in/yaml.v3"

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
		c.slip(arg, "$case has no list of cases, so this is missing", "write {cases: [{filter: …, value: …}], default: …}")
		return literal{Missing}
	}
	result := choice{fallback: c.compile(fallback)}
	for _, item := range cases.Content {
		item = resolve(item)
		if item == nil || item.Kind == yaml.ScalarNode {
			c.slip(cases, "a case is no object and is skipped", "write {filter: …, value: …}")
			continue
		}
		result.cases = append(result.cases, branch{c.compileFilter(field(item, "filter")), c.compile(field(item, "value"))})
	}
	return result
}

// compileFilter compiles a case's filter. One that is literally falsy is
// none, and passes.
func (c *compiler) compileFilter(n *yaml.Node) node {
	if n == nil || n.Kind == yaml.ScalarNode && !Truthy(c.scalar(n)) {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		return c.compileConditions(n)
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
