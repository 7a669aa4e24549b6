package mapping

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// template is $formula: a formula as a value, in which only the variables are replaced.
type template struct {
	value any // with a pending for each variable
	paths [][]step
}

// pending is a variable that is not replaced yet.
type pending struct {
	written any
	value   node
}

func compileFormula(c *compiler, arg, _ *yaml.Node) node {
	t := template{value: c.plain(arg)}
	if len(c.problems) == 0 { // otherwise the value may not match the paths
		t.find(c, arg, nil)
	}
	return formula(t.eval)
}

// find records the variables in n. In a formula it looks at the first key only, and at the source of an $iterate only, as
// the platform does.
func (t *template) find(c *compiler, n *yaml.Node, path []step) {
	n, leave := c.enter(n)
	defer leave()
	if n == nil {
		return
	}
	child := func(s step) []step { return append(slices.Clip(path), s) }
	switch {
	case n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			t.find(c, item, child(step{index: float64(i), isIndex: true}))
		}
	case n.Kind != yaml.MappingNode:
	case firstKey(n) == "$var":
		if len(path) == 0 { // the platform leaves a lone variable unchanged
			return
		}
		t.value = put(t.value, path, pending{at(t.value, path), compileVar(c, resolve(n.Content[1]), n)})
		t.paths = append(t.paths, path)
	case firstKey(n) == "$iterate":
		if source := field(n.Content[1], "source"); source != nil {
			t.find(c, source, append(child(step{name: "$iterate"}), step{name: "source"}))
		}
	case isFormula(firstKey(n)):
		t.find(c, n.Content[1], child(step{name: firstKey(n)}))
	default:
		for i := 0; i < len(n.Content); i += 2 {
			t.find(c, n.Content[i+1], child(step{name: n.Content[i].Value}))
		}
	}
}

func isFormula(key string) bool {
	name, marked := strings.CutPrefix(key, "$")
	return marked && (builders[name] != nil || platformOnly[name])
}

// eval replaces the variables in the order of the file. A missing one is removed; the list items after it then move up,
// and their paths refer to their successors, on the platform and here.
func (t *template) eval(s scope) any {
	result := clone(t.value)
	for _, path := range t.paths {
		if variable, ok := at(result, path).(pending); ok {
			result = put(result, path, variable.value.eval(s))
		}
	}
	return restore(result)
}

// restore puts back the variables that were skipped.
func restore(v any) any {
	switch v := v.(type) {
	case pending:
		return clone(v.written)
	case map[string]any:
		for key, value := range v {
			v[key] = restore(value)
		}
	case []any:
		for i, value := range v {
			v[i] = restore(value)
		}
	}
	return v
}
