package mapping

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// The limits of a mapping. An alias counts each time it is used, so that a few lines of YAML can't expand to millions
// of values.
const (
	maxNodes = 100_000
	maxDepth = 100
)

// Mapping is a compiled mapping. It is safe for concurrent use.
type Mapping struct {
	root       node
	warnings   Problems
	references []Reference
}

// Reference is one use of a variable.
type Reference struct {
	// Path is the leading property names of the locator: ["connectorParameters", "consumerKey"]. It is empty for the root.
	Path         []string
	Line, Column int
}

// node is a compiled part of a mapping. Evaluating it never fails: what can't be resolved is Missing.
type node interface{ eval(s scope) any }

// Compile compiles the YAML at n, which is in the named file. The error is [Problems]: everything that can't be
// evaluated, in the order of the file. What evaluates but is probably a mistake is in [Mapping.Warnings].
func Compile(file string, n *yaml.Node) (*Mapping, error) {
	c := &compiler{file: file}
	root := c.compile(n)
	byPosition := func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) }
	slices.SortStableFunc(c.problems, byPosition)
	slices.SortStableFunc(c.warnings, byPosition)
	slices.SortStableFunc(c.references, func(a, b Reference) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	return &Mapping{root: root, warnings: c.warnings, references: c.references}, nil
}

// Eval evaluates the mapping to nil, bool, float64, string, []any, map[string]any, or [Missing]. Variables can be of any
// type that encoding/json can encode. It fails for a variable that can't be encoded, for a $copy of another $copy, and
// when a limit is exceeded.
func (m *Mapping) Eval(vars map[string]any) (result any, err error) {
	converted, err := convertVariables(vars)
	if err != nil {
		return nil, err
	}
	defer recoverFailure(&result, &err)
	s := newScope(converted)
	return resolveCopies(m.root.eval(s), m.root, s)
}

// Outline gives the mapping's value as far as it is known without variables, with [Unknown] for every formula.
func (m *Mapping) Outline() any { return outline(m.root) }

// Warnings lists what evaluates as it does on the platform, but is probably a mistake.
func (m *Mapping) Warnings() Problems { return m.warnings }

// References lists the variables that the mapping uses, in the order of the file.
func (m *Mapping) References() []Reference { return m.references }

// compiler collects the results of one Compile.
type compiler struct {
	file       string
	problems   Problems
	warnings   Problems
	references []Reference
	nodes      int
	depth      int
	iterations int  // number of enclosing $iterate
	exceeded   bool // a limit was exceeded
}

func (c *compiler) problem(n *yaml.Node, message, fix string) {
	c.problems = append(c.problems, ProblemAt(c.file, n, message, fix))
}

func (c *compiler) warning(n *yaml.Node, message, fix string) {
	c.warnings = append(c.warnings, ProblemAt(c.file, n, message, fix))
}

// compile compiles a value, which may be a formula. nil, an omitted argument, compiles to Missing.
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
		l := list{}
		for _, item := range n.Content {
			l.items = append(l.items, c.compile(item))
		}
		return l
	default:
		return literal{c.scalar(n)}
	}
}

// enter resolves aliases and documents and counts the node. Once a limit is exceeded, it reports that and gives nil for
// every node.
func (c *compiler) enter(n *yaml.Node) (target *yaml.Node, leave func()) {
	c.depth++
	c.nodes++
	leave = func() { c.depth-- }
	if c.exceeded {
		return nil, leave
	}
	if c.exceeded = c.depth > maxDepth; c.exceeded {
		c.problem(n, fmt.Sprintf("values nested more than %d levels deep", maxDepth), "use fewer levels")
		return nil, leave
	}
	if c.exceeded = c.nodes > maxNodes; c.exceeded {
		c.problem(n, fmt.Sprintf("the mapping has more than %d values", maxNodes), "shorten it, or use fewer aliases")
		return nil, leave
	}
	target = resolve(n)
	if target == nil || target.Kind == 0 {
		c.problem(n, "missing value", "write a value")
		return nil, leave
	}
	return target, leave
}

// resolve gives the content of a document and the target of an alias.
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

// compileObject applies the first-key rule: an object is a formula if its first key is $ and the name of one, whatever
// its other keys are.
func (c *compiler) compileObject(n *yaml.Node) node {
	c.checkKeys(n)
	if name, ok := strings.CutPrefix(firstKey(n), "$"); ok {
		if build := builders[name]; build != nil {
			return build(c, resolve(n.Content[1]), n)
		}
		if platformOnly[name] {
			c.problem(n.Content[0], fmt.Sprintf("the formula $%s needs data that only the platform has", name), "write the value another way")
			return literal{Missing}
		}
		fix, known := commonMistakes[name]
		if !known {
			fix = "if it is not meant as a formula, ignore this; the formulas are " + strings.Join(formulaNames(), ", ")
		}
		c.warning(n.Content[0], fmt.Sprintf("unknown formula $%s; this is a plain object", name), fix)
	}
	o := object{}
	for i := 0; i < len(n.Content); i += 2 {
		o.keys = append(o.keys, n.Content[i].Value)
		o.values = append(o.values, c.compile(n.Content[i+1]))
	}
	return o
}

// checkKeys reports keys that would be lost, or that mean something else on the platform.
func (c *compiler) checkKeys(n *yaml.Node) {
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			c.problem(key, "a key must be a string", "write a name before the colon")
		case key.ShortTag() == "!!merge":
			c.problem(key, "merge keys (<<) are not supported", "write the keys out, or use $mergeObjects")
		case seen[key.Value]:
			c.problem(key, fmt.Sprintf("duplicate key %q", key.Value), "remove one of them")
		}
		seen[key.Value] = true
	}
}

// firstKey gives the key that comes first in JavaScript, where array indexes precede all other keys.
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

// field gives the value of a key of a formula's argument; nil if the argument is not an object or lacks the key.
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

func isNull(n *yaml.Node) bool { return n.ShortTag() == "!!null" }

// refer records the use of a variable. Inside $iterate, the mapping's variables are under parent; item and index are not
// the mapping's.
func (c *compiler) refer(n *yaml.Node, names []string) {
	for range c.iterations {
		if len(names) == 0 || names[0] != "parent" {
			return
		}
		names = names[1:]
	}
	c.references = append(c.references, Reference{names, n.Line, n.Column})
}

// compileList compiles an argument that must be a list, or a formula that evaluates to one.
func (c *compiler) compileList(arg *yaml.Node, formula string) node {
	if arg.Kind == yaml.ScalarNode {
		c.warning(arg, formula+" has no list and evaluates to undefined", "write a list")
	}
	return c.compile(arg)
}

// plain gives a YAML value as it is written, formulas included.
func (c *compiler) plain(n *yaml.Node) any {
	if n == nil {
		return Missing
	}
	n, leave := c.enter(n)
	defer leave()
	if n == nil {
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		c.checkKeys(n)
		object := make(map[string]any, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			object[n.Content[i].Value] = c.plain(n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := newList(len(n.Content))
		for _, item := range n.Content {
			list = append(list, c.plain(item))
		}
		return list
	default:
		return c.scalar(n)
	}
}

// scalar gives a scalar as JSON would: numbers are float64, as in JavaScript; dates and binary data are strings.
func (c *compiler) scalar(n *yaml.Node) any {
	var value any = n.Value
	var err error
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		err = n.Decode(&b)
		value = b
	case "!!int", "!!float":
		var f float64
		err = n.Decode(&f)
		value = f
	}
	if err != nil {
		c.problem(n, n.Value+" doesn't match its tag "+n.ShortTag(), "remove the tag")
	}
	return value
}
