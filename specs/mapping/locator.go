package mapping

import (
	"math"
	"strconv"
	"strings"
)

// step is one step of a locator: a property's name, or an index in brackets.
type step struct {
	name    string
	index   float64 // as JavaScript reads it: [1.5] is a locator, and finds nothing
	isIndex bool
}

// parseLocator reads a locator: "$" is the root, "$.a.b" and "a.b" the same
// property, "[n]" an index, and \ keeps . [ and \ from their meaning. It
// reports false for what the platform refuses.
func parseLocator(s string) ([]step, bool) {
	switch {
	case s == "":
		return nil, false
	case s == "$":
		return nil, true
	case !strings.HasPrefix(s, "$"):
		s = "$." + s
	}
	var steps []step
	for rest := s[1:]; rest != ""; {
		switch rest[0] {
		case '.':
			end := 1 + nameLength(rest[1:])
			steps = append(steps, step{name: unescape(rest[1:end])})
			rest = rest[end:]
		case '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, false
			}
			index := toNumber(rest[1:end])
			if math.IsNaN(index) || index < 0 {
				return nil, false
			}
			steps = append(steps, step{index: index, isIndex: true})
			rest = rest[end+1:]
		default:
			return nil, false
		}
	}
	return steps, true
}

// nameLength gives how much of s is a property's name: up to the next . or [
// that is not escaped.
func nameLength(s string) int {
	escaped := false
	for i := range len(s) {
		switch {
		case s[i] == '\\':
			escaped = !escaped
		case escaped:
			escaped = false
		case s[i] == '.' || s[i] == '[':
			return i
		}
	}
	return len(s)
}

// unescape drops each backslash that has something after it to escape.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] != '\n' {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// follow gives what stands at the locator in v.
func follow(v any, steps []step) any {
	for _, s := range steps {
		if s.isIndex {
			v = item(v, s.index)
		} else {
			v = property(v, s.name)
		}
		if v == Missing {
			return Missing
		}
	}
	return v
}

// property gives an object's property, or a list's length or numbered item.
func property(v any, name string) any {
	switch v := v.(type) {
	case map[string]any:
		if value, ok := v[name]; ok {
			return value
		}
	case []any:
		if name == "length" {
			return float64(len(v))
		}
		if i, ok := arrayIndex(name); ok && i < len(v) {
			return v[i]
		}
	}
	return Missing
}

// item gives a list's item by [n]. On the platform an item that is falsy (0,
// ”, false, null) counts as missing, and so it does here.
func item(v any, index float64) any {
	l, ok := v.([]any)
	if !ok || index >= float64(len(l)) || index != math.Trunc(index) {
		return Missing
	}
	if value := l[int(index)]; Truthy(value) {
		return value
	}
	return Missing
}

// arrayIndex reads the name of a list's item as JavaScript spells it: digits
// without leading zeros.
func arrayIndex(name string) (int, bool) {
	i, err := strconv.ParseUint(name, 10, 31)
	if err != nil || strconv.FormatUint(i, 10) != name {
		return 0, false
	}
	return int(i), true
}

// path gives the property names that the locator starts with.
func path(steps []step) []string {
	var names []string
	for _, s := range steps {
		if s.isIndex {
			break
		}
		names = append(names, s.name)
	}
	return names
}
