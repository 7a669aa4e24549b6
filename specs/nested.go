package specs

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// nested reports whether a property is an object with properties of its own:
// each of them is asked for, the object as such is not.
func nested(property *yaml.Node) bool {
	kind := child(property, "type")
	return child(property, "properties") != nil && (kind == nil || isScalar(kind) && kind.Value == "object")
}

// nestedFields reads the properties within a property. Their keys are dotted,
// address.city, and they are required when the object is, too.
func (l *loader) nestedFields(key string, n *yaml.Node, required bool) []Field {
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
