package mapping

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// variable is $var: the value at a locator.
type variable struct{ steps []step }

func compileVar(c *compiler, arg, _ *yaml.Node) node {
	if isList(arg) {
		c.mistake(arg, "$var has a list", "write one locator, such as connectorParameters.consumerKey")
		return literal{Missing}
	}
	steps, valid := []step(nil), false
	if arg.Kind == yaml.ScalarNode && arg.ShortTag() == "!!str" {
		steps, valid = parseLocator(arg.Value)
	}
	if !valid {
		c.slip(arg, "$var has no locator, so this is null", "write a locator, such as connectorParameters.consumerKey or list[0].id")
		return literal{nil}
	}
	c.refer(arg, steps)
	return variable{steps}
}

func (v variable) eval(s scope) any { return follow(any(s.vars), v.steps) }

// refer notes the use of a variable. In the item of an $iterate the variables
// stand under parent; item and index are no variables of the mapping.
func (c *compiler) refer(n *yaml.Node, steps []step) {
	names := path(steps)
	for range c.iterations {
		if len(names) == 0 || names[0] != "parent" {
			return
		}
		names = names[1:]
	}
	c.references = append(c.references, Reference{names, n.Line, n.Column})
}

// compilePlain is $plain: the argument as it stands.
func compilePlain(c *compiler, arg, _ *yaml.Node) node {
	return literal{c.plain(arg)}
}

// expectList notes an argument that gives nothing because it is no list. A
// formula may give one when the mapping is evaluated.
func (c *compiler) expectList(arg *yaml.Node, formula string) {
	if arg.Kind == yaml.SequenceNode || arg.Kind == yaml.MappingNode {
		return
	}
	c.slip(arg, fmt.Sprintf("%s has no list, so this is missing", formula), "write a list")
}
