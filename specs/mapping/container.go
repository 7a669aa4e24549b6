package mapping

// literal is a value that holds no formula.
type literal struct{ value any }

func (l literal) eval(scope) any { return clone(l.value) }

// object is an object that is no formula. Keys whose values are missing are
// left out; an object left with none is missing itself, unless it was
// written empty.
type object struct {
	keys   []string
	values []node
}

func (o object) eval(s scope) any {
	result := make(map[string]any, len(o.keys))
	for i, key := range o.keys {
		if v := o.values[i].eval(s); v != Missing {
			result[key] = v
		}
	}
	if len(result) == 0 && len(o.keys) > 0 {
		return Missing
	}
	return result
}

// list is a list; what is missing is left out as in object.
type list struct{ items []node }

func (l list) eval(s scope) any {
	result := newList(len(l.items))
	for _, item := range l.items {
		if v := item.eval(s); v != Missing {
			result = append(result, v)
		}
	}
	if len(result) == 0 && len(l.items) > 0 {
		return Missing
	}
	return result
}

// outline gives what is known of a node without variables.
func outline(n node) any {
	switch n := n.(type) {
	case literal:
		return clone(n.value)
	case object:
		result := make(map[string]any, len(n.keys))
		for i, key := range n.keys {
			if v := outline(n.values[i]); v != Missing {
				result[key] = v
			}
		}
		return result
	case list:
		result := newList(len(n.items))
		for _, item := range n.items {
			if v := outline(item); v != Missing {
				result = append(result, v)
			}
		}
		return result
	default:
		return Unknown
	}
}

// clone keeps one evaluation's answer from sharing containers with the next.
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

// newList makes an empty list with room for n items and one more: in Go all
// lists without room share an address, and a list is === only to itself.
func newList(n int) []any { return make([]any, 0, n+1) }
