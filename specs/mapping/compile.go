package mapping

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// The bounds of a mapping. Aliases count each time they are used, so that a
// few lines of YAML can't stand for millions of values.
const (
	maxNodes = 100_000
	maxDepth = 100
)

// Mapping is a compiled mapping. It is safe for use by several goroutines.
type Mapping struct {
	root       node
	warnings   []Problem
	references []Reference
	formulas   int
}

// Reference is one use of a variable.
type Reference struct {
	// Path is the locator's leading property names:
	// ["connectorParameters", "consumerKey"]. It is empty for the root.
	Path         []string
	Line, Column int
}

// node is one compiled part of a mapping.
type node interface {
	// eval never fails: what can't be had is Missing.
	eval(s scope) any
}

// Compile compiles the YAML at n, which stands in the named file. The error is
// [Mistakes]: all that can't be evaluated, in the order of the file. What can
// be evaluated, but surely was not meant so, is in [Mapping.Warnings].
func Compile(file string, n *yaml.Node) (*Mapping, error) {
	c := &compiler{findings: findings{file: file}}
	root := c.compile(n)
	slices.SortStableFunc(c.mistakes, byPlace)
	slices.SortStableFunc(c.warnings, byPlace)
	slices.SortStableFunc(c.references, func(a, b Reference) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(c.mistakes) > 0 {
		return nil, c.mistakes
	}
	return &Mapping{root: root, warnings: c.warnings, references: c.references, formulas: c.formulas}, nil
}

// Eval gives the mapping's value: nil, bool, float64, string, []any or
// map[string]any, or [Missing]. Variables may be of any type that
// encoding/json can write. The error is about one that is not, about a $copy
// of what is itself to be copied, or about a bound that these variables pass.
func (m *Mapping) Eval(vars map[string]any) (result any, err error) {
	uniform, err := uniformVariables(vars)
	if err != nil {
		return nil, err
	}
	defer recoverFailure(&result, &err)
	s := newScope(uniform)
	return resolveCopies(m.root.eval(s), m.root, s)
}

// Constant reports whether the mapping holds no formula, so that its value
// is known without variables.
func (m *Mapping) Constant() bool { return m.formulas == 0 }

// Outline gives the mapping's value as far as it is known without variables:
// [Unknown] stands in the place of every formula.
func (m *Mapping) Outline() any { return outline(m.root) }

// Warnings lists what evaluates, as it does on the platform, to something that
// can't have been meant.
func (m *Mapping) Warnings() []Problem { return m.warnings }

// References lists the variables that the mapping uses, in the order of the
// file.
func (m *Mapping) References() []Reference { return m.references }

// compiler collects what one Compile finds.
type compiler struct {
	findings
	references []Reference
	formulas   int
	nodes      int
	depth      int
	iterations int  // how many $iterate the value stands in
	spent      bool // a bound was passed
}

// compile compiles a value, which may be a formula. A nil node, which a
// formula has for an argument that was not given, gives Missing.
func (c *compiler) compile(n *yaml.Node) node {
	if n == nil {
		return literal{Missing}
	}
	n, leave := c.enter(n)
	defer leave()
	if n == nil {
		return literal{Missing}
	}
	switch n.Kind {
	case yaml.MappingNode:
		return c.compileObject(n)
	case yaml.SequenceNode:
		return c.compileList(n)
	default:
		return literal{c.scalar(n)}
	}
}

// enter follows aliases and documents to the node meant and counts it. Past a
// bound it notes that, once, and gives nil from there on.
func (c *compiler) enter(n *yaml.Node) (*yaml.Node, func()) {
	c.depth++
	c.nodes++
	leave := func() { c.depth-- }
	if c.spent {
		return nil, leave
	}
	if c.spent = c.depth > maxDepth; c.spent {
		c.mistake(n, fmt.Sprintf("values stand in each other more than %d deep", maxDepth), "write it flatter")
		return nil, leave
	}
	if c.spent = c.nodes > maxNodes; c.spent {
		c.mistake(n, fmt.Sprintf("the mapping has more than %d values", maxNodes), "write it shorter, with fewer aliases")
		return nil, leave
	}
	target := resolve(n)
	if target == nil || target.Kind == 0 {
		c.mistake(n, "there is nothing here", "write a value")
		return nil, leave
	}
	return target, leave
}

// resolve follows a document to its content and an alias to its anchor.
func resolve(n *yaml.Node) *yaml.Node {
	for range maxDepth {
		switch {
		case n == nil:
			return nil
		case n.Kind == yaml.AliasNode:
			n = n.Alias
		case n.Kind == yaml.DocumentNode && len(n.Content) > 0:
			n = n.Content[0]
		default:
			return n
		}
	}
	return nil
}

// compileObject applies the first-key rule: an object is a formula when its
// first key starts with $ and names one; any other is an object, whatever
// stands further down in it.
func (c *compiler) compileObject(n *yaml.Node) node {
	c.checkKeys(n)
	name, isFormula := strings.CutPrefix(firstKey(n), "$")
	if isFormula {
		if build := builder(name); build != nil {
			c.formulas++
			return build(c, resolve(n.Content[1]), n)
		}
		if platformOnly[name] {
			c.mistake(n.Content[0], fmt.Sprintf("the formula $%s needs the platform's own data, which is not here", name), "write the value another way")
			return literal{Missing}
		}
		c.unknownFormula(n.Content[0], name)
	}
	o := object{}
	for i := 0; i < len(n.Content); i += 2 {
		o.keys = append(o.keys, n.Content[i].Value)
		o.values = append(o.values, c.compile(n.Content[i+1]))
	}
	return o
}

func (c *compiler) compileList(n *yaml.Node) node {
	l := list{}
	for _, item := range n.Content {
		l.items = append(l.items, c.compile(item))
	}
	return l
}

// checkKeys refuses keys that would be lost or mean something else on the
// platform.
func (c *compiler) checkKeys(n *yaml.Node) {
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			c.mistake(key, "a key is not plain text", "write a name before the colon")
		case key.ShortTag() == "!!merge":
			c.mistake(key, "merge keys (<<) are not supported", "write the keys out, or use $mergeObjects")
		case seen[key.Value]:
			c.mistake(key, fmt.Sprintf("the key %s stands here twice", key.Value), "leave one of them out")
		}
		seen[key.Value] = true
	}
}

// firstKey gives the key that comes first in JavaScript: keys that are array
// indexes come before all others there, wherever they are written.
func firstKey(n *yaml.Node) string {
	if len(n.Content) == 0 {
		return ""
	}
	for i := 0; i < len(n.Content); i += 2 {
		if _, ok := arrayIndex(n.Content[i].Value); ok {
			return n.Content[i].Value
		}
	}
	return n.Content[0].Value
}

// field gives the value of a key of a formula's argument, nil when the
// argument is no object or has no such key.
func field(n *yaml.Node, key string) *yaml.Node {
	n = resolve(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return resolve(n.Content[i+1])
		}
	}
	return nil
}

func isList(n *yaml.Node) bool {
	n = resolve(n)
	return n != nil && n.Kind == yaml.SequenceNode
}

// refer notes the use of a variable. In the item of an $iterate the variables
// stand under parent; item and index are no variables of the mapping.
func (c *compiler) refer(n *yaml.Node, names []string) {
	for range c.iterations {
		if len(names) == 0 || names[0] != "parent" {
			return
		}
		names = names[1:]
	}
	c.references = append(c.references, Reference{names, n.Line, n.Column})
}

// expectList notes an argument that gives nothing because it is no list. A
// formula may give one when the mapping is evaluated.
func (c *compiler) expectList(arg *yaml.Node, formula string) {
	if arg.Kind == yaml.SequenceNode || arg.Kind == yaml.MappingNode {
		return
	}
	c.warning(arg, fmt.Sprintf("%s has no list, so this is missing", formula), "write a list")
}
