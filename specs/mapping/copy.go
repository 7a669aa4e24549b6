package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// copied is $copy: the value of another place of the finished value. As on
// the platform it is an object of one key, until resolveCopies replaces it.
type copied struct{ locator node }

const copyKey = "$copy"

func compileCopy(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind == yaml.ScalarNode {
		if steps, ok := parseLocator(arg.Value); !ok || arg.ShortTag() != "!!str" {
			c.warning(arg, "$copy has no locator, so this is missing", "write the place of another value of this mapping, such as consumerKey or extra.name")
		} else if len(steps) == 0 {
			c.warning(arg, "$copy copies the value that it stands in, which fails", "write the place of one value, such as consumerKey")
		}
	}
	return copied{c.compile(arg)}
}

func (f copied) eval(s scope) any {
	return map[string]any{copyKey: f.locator.eval(s)}
}

// resolveCopies replaces each copy in the finished value, one after the other
// in the order of the file. Copying what still holds a copy is an error; a
// copy of what is not there leaves no trace.
func resolveCopies(value any, root node, s scope) (any, error) {
	if !holdsCopy(value) {
		return value, nil
	}
	for _, place := range copies(value, root, nil) {
		locator, isCopy := copyLocator(at(value, place))
		if !isCopy {
			return nil, fmt.Errorf("copying to %s: an item before it was missing, so that it moved; leave that item out", locatorText(place))
		}
		if _, isList := locator.([]any); isList {
			return nil, fmt.Errorf("copying to %s: the locator is a list; write the place of one value", locatorText(place))
		}
		text, _ := locator.(string)
		steps, valid := parseLocator(text)
		source := Missing
		if valid {
			source = at(value, steps)
		}
		s.spend(size(source)) // copies of copies multiply
		if holdsCopy(source) {
			return nil, fmt.Errorf("copying %s to %s: it is a copy itself; write the value in one of the places", locatorText(steps), locatorText(place))
		}
		if len(place) == 0 {
			return uniform(value) // without locators that are missing
		}
		value = put(value, place, clone(source))
	}
	return value, nil
}

// copies gives the places of all copies in v, which n evaluated to.
func copies(v any, n node, place []step) [][]step {
	var found [][]step
	switch v := v.(type) {
	case map[string]any:
		if _, isCopy := copyLocator(v); isCopy {
			return [][]step{place}
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
			found = append(found, copies(v[key], child, append(slices.Clip(place), step{name: key}))...)
		}
	case []any:
		l, _ := n.(list)
		for i, item := range v {
			var child node
			if len(l.items) == len(v) { // nothing was missing: they are still side by side
				child = l.items[i]
			}
			found = append(found, copies(item, child, append(slices.Clip(place), step{index: float64(i), isIndex: true}))...)
		}
	}
	return found
}

// orderedKeys gives v's keys as JavaScript has them: array indexes first, then
// as they are written. Where the file's order is not known, they are sorted.
func orderedKeys(v map[string]any, written map[string]int) []string {
	return slices.SortedFunc(maps.Keys(v), func(a, b string) int {
		i, aIsIndex := arrayIndex(a)
		j, bIsIndex := arrayIndex(b)
		switch {
		case aIsIndex && bIsIndex:
			return i - j
		case aIsIndex:
			return -1
		case bIsIndex:
			return 1
		}
		if i, j = written[a], written[b]; i != j {
			return i - j
		}
		return strings.Compare(a, b)
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

// size counts the values in v.
func size(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			n += size(one)
		}
	case []any:
		for _, one := range v {
			n += size(one)
		}
	case string:
		n += len(v) / textPerWork
	}
	return n
}

// copyLocator reports whether v is a copy, and of what: what its locator
// evaluated to.
func copyLocator(v any) (any, bool) {
	o, _ := v.(map[string]any)
	locator, there := o[copyKey]
	return locator, there && len(o) == 1
}

// at is follow without its oddity about falsy items.
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

// put replaces what stands at the place, which exists; Missing takes it out.
func put(v any, place []step, value any) any {
	if len(place) == 0 {
		return value
	}
	switch container := v.(type) {
	case map[string]any:
		key := place[0].name
		if value = put(container[key], place[1:], value); value == Missing {
			delete(container, key)
		} else {
			container[key] = value
		}
	case []any:
		i := int(place[0].index)
		if value = put(container[i], place[1:], value); value == Missing {
			return slices.Delete(container, i, i+1)
		}
		container[i] = value
	}
	return v
}

func locatorText(steps []step) string {
	var b strings.Builder
	b.WriteString("$")
	for _, s := range steps {
		if s.isIndex {
			fmt.Fprintf(&b, "[%s]", numberText(s.index))
		} else {
			b.WriteString("." + s.name)
		}
	}
	return b.String()
}
