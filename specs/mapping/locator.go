package mapping

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// step is one step of a locator: a property name, or an index in brackets.
type step struct {
	name    string
	index   float64 // as in JavaScript: [1.5] is valid, and finds nothing
	isIndex bool
}

// parseLocator parses a locator: "$" is the root, "$.a.b" and "a.b" the same property, "[n]" an index; \ escapes . [
// and \. It reports false for what the platform refuses.
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

// nameLength gives the length of the property name at the start of s: up to the next . or [ that is not escaped.
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

// unescape removes each backslash that escapes something.
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

// locatorText writes a locator in its long form.
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

// propertyPath gives the property names that the locator starts with.
func propertyPath(steps []step) []string {
	var names []string
	for _, s := range steps {
		if s.isIndex {
			break
		}
		names = append(names, s.name)
	}
	return names
}

// follow gives the value at the locator in v.
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

// property gives a property of an object, or the length or an item of a list.
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

// item gives a list's item by [n]. As on the platform, a falsy item counts as missing.
func item(v any, index float64) any {
	if value := at(v, []step{{index: index, isIndex: true}}); Truthy(value) {
		return value
	}
	return Missing
}

// arrayIndex parses an index as JavaScript writes it: digits without leading zeros.
func arrayIndex(name string) (int, bool) {
	i, err := strconv.ParseUint(name, 10, 31)
	if err != nil || strconv.FormatUint(i, 10) != name {
		return 0, false
	}
	return int(i), true
}
