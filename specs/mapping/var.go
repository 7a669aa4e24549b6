package mapping

import "gopkg.in/yaml.v3"

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
		c.warning(arg, "$var has no locator, so this is null", "write a locator, such as connectorParameters.consumerKey or list[0].id")
		return literal{nil}
	}
	c.refer(arg, path(steps))
	return variable{steps}
}

func (v variable) eval(s scope) any { return follow(any(s.vars), v.steps) }

// compilePlain is $plain: the argument as it stands.
func compilePlain(c *compiler, arg, _ *yaml.Node) node {
	return literal{c.plain(arg)}
}
