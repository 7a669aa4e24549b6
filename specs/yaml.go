package specs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// parseYAML reads a file's first document. The node has no content when the
// file is empty.
func parseYAML(file string, text []byte) (*yaml.Node, *Problem) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		line, what := yamlError(err)
		return nil, &Problem{file, line, 1, "the YAML can't be read: " + what, "mind the indentation, and quote text that holds : # { } [ ] or starts with @ * & ! %"}
	}
	if what, n := tooMuch(&doc); what != "" {
		problem := at(file, n, what, "a connector's files are short; is it the right one?")
		return nil, &problem
	}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
		return resolve(doc.Content[0]), nil
	}
	return &doc, nil
}

// The bounds of a file, its aliases counted each time they are used. The
// parser itself stops 10,000 levels down, long before its stack ends.
const (
	maxValues = 100_000
	maxLevels = 200
)

// tooMuch tells which bound a document passes, and where; "" when none.
func tooMuch(doc *yaml.Node) (what string, where *yaml.Node) {
	sizes := map[*yaml.Node]int{} // of what is anchored; 0 while it is being counted
	var count func(n *yaml.Node, level int) int
	count = func(n *yaml.Node, level int) int {
		size, known := sizes[n]
		switch {
		case what != "" || known && size > 0:
			return size
		case known:
			what, where = "the anchor &"+n.Anchor+" stands in itself", n
			return 0
		case level > maxLevels:
			what, where = fmt.Sprintf("values stand in each other more than %d deep", maxLevels), n
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
			if size += count(one, level+1); size > maxValues && what == "" {
				what, where = fmt.Sprintf("the file has more than %d values", maxValues), n
			}
		}
		if n.Anchor != "" {
			sizes[n] = size
		}
		return size
	}
	count(doc, 0)
	return what, where
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

func yamlError(err error) (line int, what string) {
	what = strings.TrimPrefix(err.Error(), "yaml: ")
	at := yamlLine.FindStringSubmatch(what)
	if at == nil {
		return 1, what
	}
	line, _ = strconv.Atoi(at[1])
	return line, what[len(at[0]):]
}

func resolve(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// child gives the value of an object's key, nil when it has none or null.
func child(n *yaml.Node, key string) *yaml.Node {
	_, value := entry(n, key)
	if value == nil || value.Kind == yaml.ScalarNode && value.ShortTag() == "!!null" {
		return nil
	}
	return value
}

// entry gives an object's key and value; nil when it has no such key.
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

// without gives the object with a key left out.
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

// replaced gives the object with another value for a key.
func replaced(n *yaml.Node, name string, value *yaml.Node) *yaml.Node {
	other := *n
	other.Content = slices.Clone(n.Content)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			other.Content[i+1] = value
		}
	}
	return &other
}

func isObject(n *yaml.Node) bool { return n != nil && n.Kind == yaml.MappingNode }
func isList(n *yaml.Node) bool   { return n != nil && n.Kind == yaml.SequenceNode }
func isScalar(n *yaml.Node) bool { return n != nil && n.Kind == yaml.ScalarNode }
