package specs

import (
	"math"

	"gopkg.in/yaml.v3"
)

// limits reads the bounds of a property's value.
func (l *loader) limits(n *yaml.Node) Limits {
	limits := Limits{
		MinLength: l.length(n, "minLength"), MaxLength: l.length(n, "maxLength"),
		Minimum: l.bound(n, "minimum"), Maximum: l.bound(n, "maximum"),
	}
	if limits.MinLength != nil && limits.MaxLength != nil && *limits.MinLength > *limits.MaxLength {
		l.problem(child(n, "maxLength"), "maxLength is below minLength, so that no value fits", "write the larger one here")
	}
	if limits.Minimum != nil && limits.Maximum != nil && *limits.Minimum > *limits.Maximum {
		l.problem(child(n, "maximum"), "maximum is below minimum, so that no value fits", "write the larger one here")
	}
	return limits
}

// length reads a number of characters; nil when it is not given.
func (l *loader) length(n *yaml.Node, key string) *int {
	value := l.bound(n, key)
	if value == nil {
		return nil
	}
	if *value < 0 || *value > math.MaxInt32 || *value != math.Trunc(*value) {
		l.problem(child(n, key), key+" is no number of characters", "write a whole number, such as "+key+": 8")
		return nil
	}
	length := int(*value)
	return &length
}

// bound reads a number; nil when it is not given.
func (l *loader) bound(n *yaml.Node, key string) *float64 {
	value := child(n, key)
	if value == nil {
		return nil
	}
	var bound float64
	if value.Decode(&bound) != nil || math.IsNaN(bound) {
		l.problem(value, key+" is no number", "write "+key+": 8")
		return nil
	}
	return &bound
}
