package mapping

// formula evaluates a formula.
type formula func(s scope) any

func (f formula) eval(s scope) any { return f(s) }

// literal is a value without formulas.
type literal struct{ value any }

func (l literal) eval(scope) any { return clone(l.value) }

// object is an object that is not a formula. Keys whose values are missing are omitted; an object left without keys is
// missing itself, unless it was written empty.
type object struct {
	keys   []string
	values []node
}

func (o object) eval(s scope) any {
	result := o.collect(func(n node) any { return n.eval(s) })
	if len(result) == 0 && len(o.keys) > 0 {
		return Missing
	}
	return result
}

func (o object) collect(value func(node) any) map[string]any {
	result := make(map[string]any, len(o.keys))
	for i, key := range o.keys {
		if v := value(o.values[i]); v != Missing {
			result[key] = v
		}
	}
	return result
}

// list is a list. Missing items are omitted, as in object.
type list struct{ items []node }

func (l list) eval(s scope) any {
	result := l.collect(func(n node) any { return n.eval(s) })
	if len(result) == 0 && len(l.items) > 0 {
		return Missing
	}
	return result
}

func (l list) collect(value func(node) any) []any {
	result := newList(len(l.items))
	for _, item := range l.items {
		if v := value(item); v != Missing {
			result = append(result, v)
		}
	}
	return result
}

// outline gives what is known of a node without variables.
func outline(n node) any {
	switch n := n.(type) {
	case literal:
		return clone(n.value)
	case object:
		return n.collect(outline)
	case list:
		return n.collect(outline)
	default:
		return Unknown
	}
}

// clone copies a value, so that evaluations share no containers.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for key, value := range v {
			c[key] = clone(value)
		}
		return c
	case []any:
		c := newList(len(v))
		for _, value := range v {
			c = append(c, clone(value))
		}
		return c
	default:
		return v
	}
}

// newList makes an empty list with room for n items and one more: in Go all lists of capacity 0 share an address, but in
// JavaScript a list is === only to itself.
func newList(n int) []any { return make([]any, 0, n+1) }
