package specs

import (
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

func firstOf(nodes ...*yaml.Node) *yaml.Node {
	i := slices.IndexFunc(nodes, func(n *yaml.Node) bool { return n != nil })
	if i < 0 {
		return nil
	}
	return nodes[i]
}

// withFields adds fields, each in place of one of its key.
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

// schemaReader reads what a person is asked for.
type schemaReader struct{ *source }

// schemaFields reads the properties of an object's schema, in their order.
func (l schemaReader) schemaFields(schema *yaml.Node, name string) []Field {
	if schema == nil {
		return nil
	}
	const fix = "write {type: object, properties: {name: {type: string, title: …}}}"
	if !isObject(schema) {
		l.problem(schema, name+" is no object", fix)
		return nil
	}
	if kind := child(schema, "type"); isScalar(kind) && kind.Value != "object" {
		l.problem(kind, name+" is of type "+Quote(kind.Value), "write type: object")
	}
	properties := child(schema, "properties")
	if properties != nil && !isObject(properties) {
		l.problem(properties, "the properties of "+name+" are no object", fix)
		return nil
	}
	if properties == nil {
		return nil
	}
	required := l.requiredNames(schema)
	var fields []Field
	for i := 0; i+1 < len(properties.Content); i += 2 {
		key, property := properties.Content[i], resolve(properties.Content[i+1])
		if !isObject(property) {
			l.problem(property, "the property "+key.Value+" is no object", "write "+key.Value+": {type: string, title: …}")
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
			l.problem(child(schema, "required"), "required names "+Quote(name)+", which is no property", "add it to the properties, or take it out")
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
		l.problem(required, "required is no list", "write required: [consumerKey, consumerSecret], beside properties")
		return nil
	}
	var names []string
	for _, n := range required.Content {
		names = append(names, resolve(n).Value)
	}
	return names
}

// field reads one property.
func (l schemaReader) field(key string, n *yaml.Node, required bool) Field {
	f := Field{
		Key: key, Title: l.text(n, "title"), Description: l.text(n, "description"),
		Type: l.fieldType(n), Default: l.fieldDefault(n), Format: l.text(n, "format"),
		Required: required,
		Choices:  l.choices(n),
		Limits:   l.limits(n),
	}
	l.pattern(&f, n)
	if f.Title == "" {
		f.Title = titleOf(key)
	}
	f.Secret = f.Format == "password" || isTrue(child(n, "isSensitive")) || isTrue(child(n, "writeOnly")) || secretName(key)
	return f
}

// fieldType gives the property's type; of several, the first that is not
// null.
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
	l.problem(kind, "a field of type "+Quote(kind.Value)+" can't be asked for", "write type: string, number, integer or boolean")
	return "string"
}

func (l schemaReader) fieldDefault(n *yaml.Node) string {
	value := child(n, "default")
	if value == nil {
		return ""
	}
	if !isScalar(value) {
		l.problem(value, "the default is neither text nor a number", "write the value as it would be typed")
	}
	return value.Value
}

// choices reads enum, a list of values, or referenceRecords, a list of ids
// with names.
func (l schemaReader) choices(n *yaml.Node) []Choice {
	var choices []Choice
	for _, list := range []struct{ key, fix string }{
		{"referenceRecords", "write referenceRecords: [{id: value, name: Its name}]"},
		{"enum", "write enum: [one, two]"},
	} {
		items := child(n, list.key)
		if items == nil || len(choices) > 0 {
			continue
		}
		if !isList(items) {
			l.problem(items, list.key+" is no list", list.fix)
			continue
		}
		for _, item := range items.Content {
			item = resolve(item)
			id, name := item, child(item, "name")
			if isObject(item) {
				id = child(item, "id")
			}
			if !isScalar(id) {
				l.problem(item, "a choice has no value", list.fix)
				continue
			}
			choice := Choice{Value: id.Value, Title: id.Value}
			if isScalar(name) {
				choice.Title = name.Value
			}
			choices = append(choices, choice)
		}
	}
	return choices
}

func isTrue(n *yaml.Node) bool { return isScalar(n) && n.ShortTag() == "!!bool" && n.Value == "true" }

// secretName reports whether a value of that name is to be masked. A consumer
// key is none of them: it is a name, not a secret (RFC 5849 section 3.1).
func secretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"secret", "password", "privatekey", "token"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}

// titleOf makes a title of a key: "consumerKey" is "Consumer key".
func titleOf(key string) string {
	var words []string
	start := 0
	for i, r := range key {
		if i > start && (unicode.IsUpper(r) || r == '_' || r == '-') {
			words = append(words, strings.Trim(key[start:i], "_-"))
			start = i
		}
	}
	words = append(words, strings.Trim(key[start:], "_-"))
	for i, word := range words {
		word = strings.ToLower(word)
		switch word {
		case "uri", "url", "id", "api", "pin":
			word = strings.ToUpper(word)
		}
		words[i] = word
	}
	title := []rune(strings.Join(words, " "))
	if len(title) > 0 {
		title[0] = unicode.ToUpper(title[0])
	}
	return string(title)
}

// nested reports whether a property is an object with properties of its own:
// each of them is asked for, the object as such is not.
func nested(property *yaml.Node) bool {
	kind := child(property, "type")
	return child(property, "properties") != nil && (kind == nil || isScalar(kind) && kind.Value == "object")
}

// nestedFields reads the properties within a property. Their keys are dotted,
// address.city, and they are required when the object is, too.
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

// of reports whether the field is the property of that name, or stands in it.
func (f Field) of(property string) bool {
	return f.Key == property || len(f.Path) > 0 && f.Path[0] == property
}
