package specs

import (
	"math"
	"regexp"

	"gopkg.in/yaml.v3"
)

// limits reads the bounds of a property's value.
func (l schemaReader) limits(n *yaml.Node) Limits {
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
func (l schemaReader) length(n *yaml.Node, key string) *int {
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
func (l schemaReader) bound(n *yaml.Node, key string) *float64 {
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

// Fits reports whether a value has the field's pattern, the whole of it.
func (f Field) Matches(value string) bool {
	if f.Pattern == "" {
		return true
	}
	pattern, err := whole(f.Pattern)
	return err == nil && pattern.MatchString(value)
}

// whole compiles a pattern for whole values: JSON Schema would take one that
// has it anywhere, and a site's address with more behind it is none.
func whole(pattern string) (*regexp.Regexp, error) {
	if _, err := regexp.Compile(pattern); err != nil { // by itself: "a)(b" has to be refused
		return nil, err
	}
	return regexp.Compile(`\A(?:` + pattern + `)\z`)
}

// pattern reads a property's pattern and the first of its examples, and sees
// that examples and default fit.
func (l schemaReader) pattern(f *Field, n *yaml.Node) {
	f.Pattern = l.text(n, "pattern")
	if _, err := whole(f.Pattern); err != nil {
		l.problem(child(n, "pattern"), "the pattern can't be read: "+err.Error(), "write a regular expression as Go has it (RE2: no look-ahead, no back-references)")
		f.Pattern = ""
	}
	if value := child(n, "default"); isScalar(value) && !f.Matches(value.Value) {
		l.problem(value, "the default does not fit the pattern", "mend the one or the other")
	}
	const fix = "write examples: [a value as it may look]"
	examples := child(n, "examples")
	if examples == nil {
		return
	}
	if !isList(examples) || len(examples.Content) == 0 {
		l.problem(examples, "examples is no list of values", fix)
		return
	}
	for i, example := range examples.Content {
		example = resolve(example)
		switch {
		case !isScalar(example):
			l.problem(example, "an example is neither text nor a number", fix)
		case !f.Matches(example.Value):
			l.problem(example, "the example does not fit the pattern", "mend the one or the other")
		case i == 0:
			f.Example = example.Value
		}
	}
}
