package specs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// parseYAML parses the first document of a file. The node of an empty file has no content.
func parseYAML(file string, text []byte) (*yaml.Node, *Problem) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		line, message := yamlError(err)
		problem := problemAt(file, line, 1, "invalid YAML: "+message,
			"check the indentation, and quote text that contains : # { } [ ] or starts with @ * & ! %")
		return nil, &problem
	}
	if message, n := exceedsLimit(&doc); message != "" {
		problem := mapping.ProblemAt(file, n, message, "a connector's files are short; check that this is the right one")
		return nil, &problem
	}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
		return resolve(doc.Content[0]), nil
	}
	return &doc, nil
}

// The limits of a file; an alias counts each time it is used. The parser itself stops at 10,000 levels.
const (
	maxValues = 100_000
	maxLevels = 200
)

// exceedsLimit says which limit a document exceeds, and where; "" if none.
func exceedsLimit(doc *yaml.Node) (message string, position *yaml.Node) {
	sizes := map[*yaml.Node]int{} // of anchored nodes; 0 while counting
	var count func(n *yaml.Node, level int) int
	count = func(n *yaml.Node, level int) int {
		size, known := sizes[n]
		switch {
		case message != "" || known && size > 0:
			return size
		case known:
			message, position = "the anchor &"+n.Anchor+" contains itself", n
			return 0
		case level > maxLevels:
			message, position = fmt.Sprintf("values nested more than %d levels deep", maxLevels), n
			return 0
		}
		if n.Anchor != "" {
			sizes[n] = 0
		}
		size = 1
		for _, one := range append(n.Content, n.Alias) {
			if one == nil {
				continue
			}
			if size += count(one, level+1); size > maxValues && message == "" {
				message, position = fmt.Sprintf("the file has more than %d values", maxValues), n
			}
		}
		if n.Anchor != "" {
			sizes[n] = size
		}
		return size
	}
	count(doc, 0)
	return message, position
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

func yamlError(err error) (line int, message string) {
	message = strings.TrimPrefix(err.Error(), "yaml: ")
	at := yamlLine.FindStringSubmatch(message)
	if at == nil {
		return 1, message
	}
	line, _ = strconv.Atoi(at[1])
	return line, message[len(at[0]):]
}

func resolve(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// child gives the value of a key of an object; nil if it is missing or null.
func child(n *yaml.Node, key string) *yaml.Node {
	_, value := entry(n, key)
	if value == nil || value.Kind == yaml.ScalarNode && value.ShortTag() == "!!null" {
		return nil
	}
	return value
}

// entry gives a key of an object and its value; nil if it is missing.
func entry(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], resolve(n.Content[i+1])
		}
	}
	return nil, nil
}

// without copies an object without a key.
func without(n *yaml.Node, name string) *yaml.Node {
	rest := *n
	rest.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != name {
			rest.Content = append(rest.Content, n.Content[i], n.Content[i+1])
		}
	}
	return &rest
}

// withKey copies an object with another value for a key.
func withKey(n, key, value *yaml.Node) *yaml.Node {
	other := without(n, key.Value)
	other.Content = append(slices.Clip(other.Content), key, value)
	return other
}

func isObject(n *yaml.Node) bool { return n != nil && n.Kind == yaml.MappingNode }
func isList(n *yaml.Node) bool   { return n != nil && n.Kind == yaml.SequenceNode }
func isScalar(n *yaml.Node) bool { return n != nil && n.Kind == yaml.ScalarNode }
