package mapping

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// kept is $formula: a formula as a value, in which only the variables are
// replaced.
type kept struct {
	written any // with a pending in the place of each variable
	places  [][]step
}

// pending is a variable that is not replaced yet.
type pending struct {
	written any
	value   node
}

func compileFormula(c *compiler, arg, _ *yaml.Node) node {
	f := kept{written: c.plain(arg)}
	if len(c.mistakes) == 0 { // else what is written may not be what the places say
		findVariables(c, arg, nil, &f)
	}
	return f
}

// findVariables notes the variables in n. In a formula it looks into the first
// key only, and into an $iterate's source only, as the platform does.
func findVariables(c *compiler, n *yaml.Node, place []step, f *kept) {
	n, leave := c.enter(n)
	defer leave()
	if n == nil {
		return
	}
	child := func(name string) []step { return append(place[:len(place):len(place)], step{name: name}) }
	switch {
	case n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			findVariables(c, item, append(place[:len(place):len(place)], step{index: float64(i), isIndex: true}), f)
		}
	case n.Kind != yaml.MappingNode:
	case firstKey(n) == "$var":
		if len(place) == 0 { // the platform leaves a formula that is all variable alone
			return
		}
		value := pending{at(f.written, place), compileVar(c, resolve(n.Content[1]), n)}
		f.written = put(f.written, place, value)
		f.places = append(f.places, place)
	case firstKey(n) == "$iterate":
		if source := field(n.Content[1], "source"); source != nil {
			findVariables(c, source, append(child("$iterate"), step{name: "source"}), f)
		}
	case isFormula(firstKey(n)):
		findVariables(c, n.Content[1], child(firstKey(n)), f)
	default:
		for i := 0; i < len(n.Content); i += 2 {
			findVariables(c, n.Content[i+1], child(n.Content[i].Value), f)
		}
	}
}

func isFormula(key string) bool {
	name, marked := strings.CutPrefix(key, "$")
	return marked && (builder(name) != nil || platformOnly[name])
}

// eval replaces the variables in the order of the file. One that is missing is
// taken out; the items after it in a list move up, and the places noted for
// them then mean their successors, on the platform and here.
func (f kept) eval(s scope) any {
	result := clone(f.written)
	for _, place := range f.places {
		if variable, ok := at(result, place).(pending); ok {
			result = put(result, place, variable.value.eval(s))
		}
	}
	return restore(result)
}

// restore puts back what is written for the variables that were passed over.
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
