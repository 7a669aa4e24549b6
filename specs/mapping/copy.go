package mapping

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

const copyKey = "$copy"

// compileCopy is $copy: the value at another position of the finished value. As on the platform, it is an object with one
// key until resolveCopies replaces it.
func compileCopy(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind == yaml.ScalarNode {
		if steps, ok := parseLocator(arg.Value); !ok || arg.ShortTag() != "!!str" {
			c.warning(arg, "$copy has no locator and evaluates to undefined", "write the path of another value of this mapping, such as consumerKey or extra.name")
		} else if len(steps) == 0 {
			c.warning(arg, "$copy copies the value that contains it, which fails", "write the path of one value, such as consumerKey")
		}
	}
	locator := c.compile(arg)
	return formula(func(s scope) any { return map[string]any{copyKey: locator.eval(s)} })
}

// resolveCopies replaces each $copy in the finished value, in the order of the file. Copying another $copy is an error; a
// $copy of a missing value is removed.
func resolveCopies(value any, root node, s scope) (any, error) {
	if !holdsCopy(value) {
		return value, nil
	}
	for _, to := range copies(value, root, nil) {
		locator, isCopy := copyLocator(at(value, to))
		if !isCopy {
			return nil, fmt.Errorf("cannot copy to %s: a missing item before it moved it; remove that item", locatorText(to))
		}
		if _, isList := locator.([]any); isList {
			return nil, fmt.Errorf("cannot copy to %s: the locator is a list; write the path of one value", locatorText(to))
		}
		text, _ := locator.(string)
		from, valid := parseLocator(text)
		source := Missing
		if valid {
			source = at(value, from)
		}
		s.spend(size(source)) // copies of copies multiply
		if holdsCopy(source) {
			return nil, fmt.Errorf("cannot copy %s to %s: it is a copy itself; write the value in one of them", locatorText(from), locatorText(to))
		}
		if len(to) == 0 {
			return convert(value) // without a missing locator
		}
		value = put(value, to, clone(source))
	}
	return value, nil
}

// copies gives the paths of all copies in v, which n evaluated to.
func copies(v any, n node, path []step) [][]step {
	var found [][]step
	switch v := v.(type) {
	case map[string]any:
		if _, isCopy := copyLocator(v); isCopy {
			return [][]step{path}
		}
		o, _ := n.(object)
		written := make(map[string]int, len(o.keys))
		for i, key := range o.keys {
			written[key] = i + 1
		}
		for _, key := range orderedKeys(v, written) {
			var child node
			if i := written[key]; i > 0 {
				child = o.values[i-1]
			}
			found = append(found, copies(v[key], child, append(slices.Clip(path), step{name: key}))...)
		}
	case []any:
		l, _ := n.(list)
		for i, item := range v {
			var child node
			if len(l.items) == len(v) { // no item was missing: the indexes agree
				child = l.items[i]
			}
			found = append(found, copies(item, child, append(slices.Clip(path), step{index: float64(i), isIndex: true}))...)
		}
	}
	return found
}

// orderedKeys gives v's keys as JavaScript orders them: array indexes, then as written. Keys that the file doesn't
// contain are sorted.
func orderedKeys(v map[string]any, written map[string]int) []string {
	index := func(key string) int {
		if i, ok := arrayIndex(key); ok {
			return i
		}
		return 1 << 31
	}
	return slices.SortedFunc(maps.Keys(v), func(a, b string) int {
		return cmp.Or(cmp.Compare(index(a), index(b)), cmp.Compare(written[a], written[b]), strings.Compare(a, b))
	})
}

func holdsCopy(v any) bool {
	if _, isCopy := copyLocator(v); isCopy {
		return true
	}
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			if holdsCopy(one) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsCopy)
	}
	return false
}

// copyLocator reports whether v is a $copy, and the value of its locator.
func copyLocator(v any) (any, bool) {
	o, _ := v.(map[string]any)
	locator, ok := o[copyKey]
	return locator, ok && len(o) == 1
}

// at gives the value at a path. Unlike follow, it doesn't treat falsy items as missing.
func at(v any, steps []step) any {
	for _, s := range steps {
		if !s.isIndex {
			v = property(v, s.name)
			continue
		}
		items, _ := v.([]any)
		if i := int(s.index); s.index < float64(len(items)) && float64(i) == s.index {
			v = items[i]
		} else {
			v = Missing
		}
	}
	return v
}

// put replaces the value at a path, which exists; Missing removes it.
func put(v any, path []step, value any) any {
	if len(path) == 0 {
		return value
	}
	switch container := v.(type) {
	case map[string]any:
		key := path[0].name
		if value = put(container[key], path[1:], value); value == Missing {
			delete(container, key)
		} else {
			container[key] = value
		}
	case []any:
		i := int(path[0].index)
		if value = put(container[i], path[1:], value); value == Missing {
			return slices.Delete(container, i, i+1)
		}
		container[i] = value
	}
	return v
}
