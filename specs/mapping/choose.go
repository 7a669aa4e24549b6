package mapping

import (
	"maps"
	"strconv"

	"gopkg.in/yaml.v3"
)

// compileMap is $map: the value that a table has for another.
func compileMap(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind != yaml.MappingNode {
		c.warning(arg, "$map has no object and evaluates to undefined", "write {value: …, mapping: [{from: …, to: …}], default: …}")
		return literal{Missing}
	}
	key, fallback := c.compile(field(arg, "value")), c.compile(field(arg, "default"))
	table := field(arg, "mapping")
	if !isList(table) {
		fix := "write mapping: [{from: …, to: …}]"
		if field(arg, "mappings") != nil {
			fix = "the key is mapping, not mappings"
		}
		c.warning(arg, "$map has no list of pairs and evaluates to its default", fix)
		return fallback
	}
	type pair struct{ from, to node }
	var pairs []pair
	for _, item := range table.Content {
		if item = resolve(item); item != nil && isNull(item) {
			c.problem(item, "a pair of $map is null", "write {from: …, to: …}")
			continue
		}
		pairs = append(pairs, pair{c.compile(field(item, "from")), c.compile(field(item, "to"))})
	}
	return formula(func(s scope) any {
		value := key.eval(s)
		for _, p := range pairs {
			if from := p.from.eval(s); deepEqual(value, from) || looseEqual(value, from) {
				return p.to.eval(s)
			}
		}
		return fallback.eval(s)
	})
}

// compileFirstNotEmpty is $firstNotEmpty: the first item that is neither null nor missing. "", 0 and false count.
func compileFirstNotEmpty(c *compiler, arg, _ *yaml.Node) node {
	list := c.compileList(arg, "$firstNotEmpty")
	return formula(func(s scope) any {
		items, _ := list.eval(s).([]any)
		for _, v := range items {
			if v != nil {
				return v
			}
		}
		return Missing
	})
}

// compileMergeObjects is $mergeObjects: the keys of later objects win. A list counts as an object with its indexes as keys.
func compileMergeObjects(c *compiler, arg, _ *yaml.Node) node {
	list := c.compileList(arg, "$mergeObjects")
	return formula(func(s scope) any {
		items, _ := list.eval(s).([]any)
		result := map[string]any{}
		for _, v := range items {
			switch v := v.(type) {
			case map[string]any:
				maps.Copy(result, v)
			case []any:
				for i, value := range v {
					result[strconv.Itoa(i)] = value
				}
			}
		}
		if len(result) == 0 {
			return Missing
		}
		if len(result) > 1 && result[copyKey] == Missing { // no longer a $copy: see copy.go
			delete(result, copyKey)
		}
		return result
	})
}

// compileIterate is $iterate: a list made from another. The item's variables are item, index and, for all others, parent.
// Falsy results are omitted.
func compileIterate(c *compiler, arg, _ *yaml.Node) node {
	list := field(arg, "source")
	if list == nil {
		c.warning(arg, "$iterate has no source and evaluates to undefined", "write {source: {$var: …}, item: {$var: item.id}}")
	}
	source := c.compile(list)
	before := c.nodes
	c.iterations++
	item := c.compile(field(arg, "item"))
	c.iterations--
	cost := 1 + c.nodes - before
	return formula(func(s scope) any {
		items, _ := source.eval(s).([]any)
		result := newList(len(items))
		for i, one := range items {
			s.spend(cost)
			v := item.eval(s.with(map[string]any{"item": one, "parent": s.vars, "index": float64(i)}))
			if Truthy(v) {
				result = append(result, v)
			}
		}
		if len(result) == 0 {
			return Missing
		}
		return result
	})
}
