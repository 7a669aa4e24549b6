package mapping

import "gopkg.in/yaml.v3"

// plain gives a YAML value as it stands, formulas and all.
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

// scalar gives a scalar as JSON has them. Numbers are float64, as they are
// JavaScript's only numbers; dates and binary stay text.
func (c *compiler) scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		c.decode(n, &b)
		return b
	case "!!int", "!!float":
		var f float64
		c.decode(n, &f)
		return f
	default:
		return n.Value
	}
}

func (c *compiler) decode(n *yaml.Node, into any) {
	if err := n.Decode(into); err != nil {
		c.mistake(n, n.Value+" is not what its tag "+n.ShortTag()+" says", "leave the tag out")
	}
}
