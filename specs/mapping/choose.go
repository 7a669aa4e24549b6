package mapping

import (
	"strconv"

	"gopkg.in/yaml.v3"
)

// translation is $map: the value that a table has for another.
type translation struct {
	value, fallback node
	pairs           []pair
}

type pair struct{ from, to node }

func compileMap(c *compiler, arg, _ *yaml.Node) node {
	if arg.Kind != yaml.MappingNode {
		c.warning(arg, "$map has no object, so this is missing", "write {value: …, mapping: [{from: …, to: …}], default: …}")
		return literal{Missing}
	}
	t := translation{value: c.compile(field(arg, "value")), fallback: c.compile(field(arg, "default"))}
	table := field(arg, "mapping")
	if !isList(table) {
		fix := "write mapping: [{from: …, to: …}]"
		if wrong := field(arg, "mappings"); wrong != nil {
			fix = "the key is mapping, not mappings"
		}
		c.warning(arg, "$map has no list of pairs, so this is its default", fix)
		return t
	}
	for _, item := range table.Content {
		if item = resolve(item); item != nil && item.ShortTag() == "!!null" {
			c.mistake(item, "a pair of $map is null", "write {from: …, to: …}")
			continue
		}
		t.pairs = append(t.pairs, pair{c.compile(field(item, "from")), c.compile(field(item, "to"))})
	}
	return t
}

func (t translation) eval(s scope) any {
	value := t.value.eval(s)
	for _, p := range t.pairs {
		if from := p.from.eval(s); deepEqual(value, from) || looseEqual(value, from) {
			return p.to.eval(s)
		}
	}
	return t.fallback.eval(s)
}

// firstNotEmpty is $firstNotEmpty: the first item that is neither null nor
// missing. Empty text, 0 and false are taken.
type firstNotEmpty struct{ items node }

func compileFirstNotEmpty(c *compiler, arg, _ *yaml.Node) node {
	c.expectList(arg, "$firstNotEmpty")
	return firstNotEmpty{c.compile(arg)}
}

func (f firstNotEmpty) eval(s scope) any {
	items, _ := f.items.eval(s).([]any)
	for _, v := range items {
		if v != nil {
			return v
		}
	}
	return Missing
}

// mergeObjects is $mergeObjects: later objects' keys win. A list counts as an
// object with its indexes as keys.
type mergeObjects struct{ items node }

func compileMergeObjects(c *compiler, arg, _ *yaml.Node) node {
	c.expectList(arg, "$mergeObjects")
	return mergeObjects{c.compile(arg)}
}

func (f mergeObjects) eval(s scope) any {
	items, _ := f.items.eval(s).([]any)
	result := map[string]any{}
	for _, v := range items {
		switch v := v.(type) {
		case map[string]any:
			for key, value := range v {
				result[key] = value
			}
		case []any:
			for i, value := range v {
				result[strconv.Itoa(i)] = value
			}
		}
	}
	if len(result) == 0 {
		return Missing
	}
	if len(result) > 1 && result[copyKey] == Missing { // no $copy any more: see copy.go
		delete(result, copyKey)
	}
	return result
}

// iteration is $iterate: a list made of another. The item's own variables are
// item, index and, for all others, parent. Falsy results are left out.
type iteration struct {
	source, item node
	cost         int // the values of item
}

func compileIterate(c *compiler, arg, _ *yaml.Node) node {
	source := field(arg, "source")
	if source == nil {
		c.warning(arg, "$iterate has no source, so this is missing", "write {source: {$var: …}, item: {$var: item.id}}")
	}
	f := iteration{source: c.compile(source)}
	before := c.nodes
	c.iterations++
	f.item = c.compile(field(arg, "item"))
	c.iterations--
	f.cost = 1 + c.nodes - before
	return f
}

func (f iteration) eval(s scope) any {
	source, _ := f.source.eval(s).([]any)
	result := newList(len(source))
	for i, item := range source {
		s.spend(f.cost)
		v := f.item.eval(s.with(map[string]any{"item": item, "parent": s.vars, "index": float64(i)}))
		if Truthy(v) {
			result = append(result, v)
		}
	}
	if len(result) == 0 {
		return Missing
	}
	return result
}
