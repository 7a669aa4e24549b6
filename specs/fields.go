package specs

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// schemaReader reads what a connector asks for: parametersSchema and inputSchema.
type schemaReader struct{ *source }

// schemaFields reads the properties of an object's schema, in order.
func (l schemaReader) schemaFields(schema *yaml.Node, name string) []Field {
	if schema == nil {
		return nil
	}
	const fix = "write {type: object, properties: {name: {type: string, title: …}}}"
	if !isObject(schema) {
		l.problem(schema, name+" is not an object", fix)
		return nil
	}
	if kind := child(schema, "type"); isScalar(kind) && kind.Value != "object" {
		l.problem(kind, name+" has type "+Quote(kind.Value), "write type: object")
	}
	properties := child(schema, "properties")
	if properties == nil {
		return nil
	}
	if !isObject(properties) {
		l.problem(properties, "the properties of "+name+" are not an object", fix)
		return nil
	}
	required := l.requiredNames(schema)
	var fields []Field
	for i := 0; i+1 < len(properties.Content); i += 2 {
		key, property := properties.Content[i], resolve(properties.Content[i+1])
		if !isObject(property) {
			l.problem(property, "the property "+key.Value+" is not an object", "write "+key.Value+": {type: string, title: …}")
			continue
		}
		if needed := slices.Contains(required, key.Value); nested(property) {
			fields = append(fields, l.nestedFields(key.Value, property, needed)...)
		} else {
			fields = append(fields, l.field(key.Value, property, needed))
		}
	}
	for _, name := range required {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.of(name) }) {
			l.problem(child(schema, "required"), "required lists the unknown property "+Quote(name), "add it to properties, or remove it")
		}
	}
	return fields
}

func (l schemaReader) requiredNames(schema *yaml.Node) []string {
	required := child(schema, "required")
	if required == nil {
		return nil
	}
	if !isList(required) {
		l.problem(required, "required is not a list", "write required: [consumerKey, consumerSecret], beside properties")
		return nil
	}
	var names []string
	for _, n := range required.Content {
		names = append(names, resolve(n).Value)
	}
	return names
}

// nested reports whether a property is an object whose properties are fields.
func nested(property *yaml.Node) bool {
	kind := child(property, "type")
	return child(property, "properties") != nil && (kind == nil || isScalar(kind) && kind.Value == "object")
}

// nestedFields reads the properties of a property. Their keys are dotted, address.city, and they are required only if the
// object is.
func (l schemaReader) nestedFields(key string, n *yaml.Node, required bool) []Field {
	fields := l.schemaFields(n, key)
	title := l.text(n, "title")
	if title == "" {
		title = titleOf(key)
	}
	for i := range fields {
		f := &fields[i]
		if f.Path == nil {
			f.Path = []string{f.Key}
		}
		f.Path = slices.Insert(f.Path, 0, key)
		f.Key = key + "." + f.Key
		f.Title = title + ": " + f.Title
		f.Required = f.Required && required
		f.Secret = f.Secret || secretName(key)
	}
	return fields
}

// of reports whether the field is the named property, or inside it.
func (f Field) of(property string) bool {
	return f.Key == property || len(f.Path) > 0 && f.Path[0] == property
}

func (l schemaReader) field(key string, n *yaml.Node, required bool) Field {
	f := Field{
		Key: key, Title: l.text(n, "title"), Description: l.text(n, "description"),
		Type: l.fieldType(n), Format: l.text(n, "format"),
		Required: required,
		Choices:  l.choices(n),
		Limits:   l.limits(n),
	}
	if f.Title == "" {
		f.Title = titleOf(key)
	}
	f.Secret = f.Format == "password" || isTrue(child(n, "isSensitive")) || isTrue(child(n, "writeOnly")) || secretName(key)
	f.Pattern = l.text(n, "pattern")
	if _, err := compileWhole(f.Pattern); err != nil {
		l.problem(child(n, "pattern"), "invalid pattern: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), "write a Go regular expression (RE2: no lookahead, no backreferences)")
		f.Pattern = ""
	}
	if value := child(n, "default"); value != nil {
		f.Default = value.Value
		if !isScalar(value) {
			l.problem(value, "the default is not a string or a number", "write the value as a user would enter it")
		} else if !f.Matches(value.Value) {
			l.problem(value, "the default doesn't match the pattern", "correct one of them")
		}
	}
	l.examples(&f, child(n, "examples"))
	return f
}

// fieldType gives the type of a property; of several, the first that is not null.
func (l schemaReader) fieldType(n *yaml.Node) string {
	kind := child(n, "type")
	if isList(kind) {
		i := slices.IndexFunc(kind.Content, func(n *yaml.Node) bool { return n.Value != "null" })
		if i >= 0 {
			kind = resolve(kind.Content[i])
		}
	}
	if kind == nil {
		return "string"
	}
	switch kind.Value {
	case "string", "number", "integer", "boolean":
		return kind.Value
	}
	l.problem(kind, "unsupported field type "+Quote(kind.Value), "write type: string, number, integer or boolean")
	return "string"
}

// choices reads enum, a list of values, or referenceRecords, a list of {id, name}.
func (l schemaReader) choices(n *yaml.Node) []Choice {
	key, fix := "referenceRecords", "write referenceRecords: [{id: value, name: Its name}]"
	items := child(n, key)
	if items == nil || isList(items) && len(items.Content) == 0 {
		key, fix = "enum", "write enum: [one, two]"
		items = child(n, key)
	}
	if items == nil {
		return nil
	}
	if !isList(items) {
		l.problem(items, key+" is not a list", fix)
		return nil
	}
	var choices []Choice
	for _, item := range items.Content {
		item = resolve(item)
		id, name := item, child(item, "name")
		if isObject(item) {
			id = child(item, "id")
		}
		if !isScalar(id) {
			l.problem(item, "a choice has no value", fix)
			continue
		}
		choice := Choice{Value: id.Value, Title: id.Value}
		if isScalar(name) {
			choice.Title = name.Value
		}
		choices = append(choices, choice)
	}
	return choices
}

// limits reads the limits of a property's value.
func (l schemaReader) limits(n *yaml.Node) Limits {
	limits := Limits{
		MinLength: l.length(n, "minLength"), MaxLength: l.length(n, "maxLength"),
		Minimum: l.bound(n, "minimum"), Maximum: l.bound(n, "maximum"),
	}
	if limits.MinLength != nil && limits.MaxLength != nil && *limits.MinLength > *limits.MaxLength {
		l.problem(child(n, "maxLength"), "maxLength is less than minLength", "write a larger maxLength")
	}
	if limits.Minimum != nil && limits.Maximum != nil && *limits.Minimum > *limits.Maximum {
		l.problem(child(n, "maximum"), "maximum is less than minimum", "write a larger maximum")
	}
	return limits
}

// length reads a number of characters; nil if it is missing.
func (l schemaReader) length(n *yaml.Node, key string) *int {
	value := l.bound(n, key)
	if value == nil {
		return nil
	}
	if *value < 0 || *value > math.MaxInt32 || *value != math.Trunc(*value) {
		l.problem(child(n, key), key+" is not a number of characters", "write an integer, such as "+key+": 8")
		return nil
	}
	length := int(*value)
	return &length
}

// bound reads a number; nil if it is missing.
func (l schemaReader) bound(n *yaml.Node, key string) *float64 {
	value := child(n, key)
	if value == nil {
		return nil
	}
	var bound float64
	if value.Decode(&bound) != nil || math.IsNaN(bound) {
		l.problem(value, key+" is not a number", "write "+key+": 8")
		return nil
	}
	return &bound
}

// Matches reports whether the whole value matches the field's pattern.
func (f Field) Matches(value string) bool {
	if f.Pattern == "" {
		return true
	}
	pattern, err := compileWhole(f.Pattern)
	return err == nil && pattern.MatchString(value)
}

// compileWhole compiles a pattern for whole values. JSON Schema would accept a match anywhere, but a URL with text after it
// is not a URL.
func compileWhole(pattern string) (*regexp.Regexp, error) {
	if _, err := regexp.Compile(pattern); err != nil { // by itself, to refuse "a)(b"
		return nil, err
	}
	return regexp.Compile(`\A(?:` + pattern + `)\z`)
}

// examples reads the first of a property's examples and checks all of them.
func (l schemaReader) examples(f *Field, examples *yaml.Node) {
	if examples == nil {
		return
	}
	const fix = "write examples: [a sample value]"
	if !isList(examples) || len(examples.Content) == 0 {
		l.problem(examples, "examples is not a list of values", fix)
		return
	}
	for i, example := range examples.Content {
		example = resolve(example)
		switch {
		case !isScalar(example):
			l.problem(example, "an example is not a string or a number", fix)
		case !f.Matches(example.Value):
			l.problem(example, "the example doesn't match the pattern", "correct one of them")
		case i == 0:
			f.Example = example.Value
		}
	}
}

func isTrue(n *yaml.Node) bool { return isScalar(n) && n.ShortTag() == "!!bool" && n.Value == "true" }

// secretName reports whether a value of that name is masked. A consumer key is not a secret (RFC 5849 section 3.1).
func secretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"secret", "password", "privatekey", "token"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}

// titleOf makes a title of a key: "Consumer key" of "consumerKey".
func titleOf(key string) string {
	var words []string
	start := 0
	for i, r := range key + "_" {
		if i > start && (unicode.IsUpper(r) || r == '_' || r == '-') {
			word := strings.ToLower(strings.Trim(key[start:i], "_-"))
			if slices.Contains([]string{"uri", "url", "id", "api", "pin"}, word) {
				word = strings.ToUpper(word)
			}
			words = append(words, word)
			start = i
		}
	}
	title := []rune(strings.Join(words, " "))
	if len(title) > 0 {
		title[0] = unicode.ToUpper(title[0])
	}
	return string(title)
}

func firstOf(nodes ...*yaml.Node) *yaml.Node {
	for _, n := range nodes {
		if n != nil {
			return n
		}
	}
	return nil
}

// withFields adds fields; each replaces one with the same key.
func withFields(fields, more []Field) []Field {
	for _, f := range more {
		if i := slices.IndexFunc(fields, func(old Field) bool { return old.Key == f.Key }); i >= 0 {
			fields[i] = f
		} else {
			fields = append(fields, f)
		}
	}
	return fields
}
