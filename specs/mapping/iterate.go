package mapping

import "gopkg.in/yaml.v3"

// iteration is $iterate: a list made of another. The item's own variables are
// item, index and, for all others, parent. Falsy results are left out.
type iteration struct {
	source, item node
	cost         int // the values of item
}

func compileIterate(c *compiler, arg, _ *yaml.Node) node {
	source := field(arg, "source")
	if source == nil {
		c.slip(arg, "$iterate has no source, so this is missing", "write {source: {$var: …}, item: {$var: item.id}}")
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
