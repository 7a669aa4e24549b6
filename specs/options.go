package specs

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// Option is one of a connector's ways to connect, auth.options.<key>.
type Option struct {
	Key, Title, Description string

	enabled   *mapping.Mapping // nil: always
	connector *Connector
}

// Enabled evaluates the option's formula, whose variable is
// connectorParameters: an option may be there only when its keys are.
func (o Option) Enabled(vars map[string]any) (bool, error) {
	if o.enabled == nil {
		return true, nil
	}
	value, err := o.enabled.Eval(vars)
	return mapping.Truthy(value), err
}

// WithOption gives the connector as one of its options has it.
func (c *Connector) WithOption(key string) (*Connector, error) {
	var keys []string
	for _, o := range c.Options {
		if o.Key == key {
			chosen := *o.connector
			chosen.Key, chosen.Options = c.Key, c.Options
			return &chosen, nil
		}
		keys = append(keys, o.Key)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s has no options", c.Name)
	}
	return nil, fmt.Errorf("%s has no option %s, but %s", c.Name, Quote(key), strings.Join(keys, ", "))
}

// Disconnects reports whether the connector has a disconnect, by itself or in
// one of its options.
func (c *Connector) CanDisconnect() bool {
	return c.Disconnect != nil || slices.ContainsFunc(c.Options, func(o Option) bool { return o.connector.Disconnect != nil })
}

// options reads the options that speak OAuth 1.0a, and makes the connector the
// first of them.
func (l loader) options(c *Connector, root, auth, options *yaml.Node) {
	if !isObject(options) {
		l.problem(options, "the auth options are no object", "write options: {key: {type: oauth1, …}}")
		return
	}
	var list []Option
	for i := 0; i+1 < len(options.Content); i += 2 {
		key, n := options.Content[i].Value, resolve(options.Content[i+1])
		if !isObject(n) {
			l.problem(n, "the option "+key+" is no object", "write "+key+": {type: oauth1, …}")
			continue
		}
		if kind := firstOf(child(n, "type"), child(auth, "type")); isScalar(kind) && kind.Value == "oauth1" {
			list = append(list, l.readOption(c, root, auth, key, n))
		}
	}
	if len(list) == 0 {
		l.problem(options, "none of the auth options is for OAuth 1.0a", "countersign takes options with type: oauth1")
		return
	}
	for _, o := range list {
		addEnabled(o.connector, list)
	}
	first := *list[0].connector
	first.Options = list
	*c = first
}

// readOption reads one option: the auth block with the option's keys over it,
// and with the schemas of both.
func (l loader) readOption(c *Connector, root, auth *yaml.Node, key string, n *yaml.Node) Option {
	l.methods.option = key
	own := *c
	own.Option = key
	l.methods.read(&own, spread(without(auth, "options"), n))
	l.fields(&own, root, auth, n)
	addUndeclared(&own)
	o := Option{Key: key, Title: l.text(n, "title"), Description: l.text(n, "description"), connector: &own}
	if o.Title == "" {
		o.Title = titleOf(key)
	}
	if enabled := child(n, "enabled"); enabled != nil {
		o.enabled = l.methods.compile(l.specFile, enabled)
	}
	return o
}

// addEnabled adds a field for every connector parameter that decides whether
// an option is there.
func addEnabled(c *Connector, list []Option) {
	for _, o := range list {
		if o.enabled == nil {
			continue
		}
		for _, r := range o.enabled.References() {
			if len(r.Path) > 1 && r.Path[0] == "connectorParameters" {
				c.Parameters = withField(c.Parameters, r.Path[1])
			}
		}
	}
}

// spread gives an object with the keys of another over its own.
func spread(n, over *yaml.Node) *yaml.Node {
	all := *n
	for i := 0; i+1 < len(over.Content); i += 2 {
		rest := without(&all, over.Content[i].Value)
		rest.Content = append(rest.Content, over.Content[i], over.Content[i+1])
		all = *rest
	}
	return &all
}

// Needs lists the keys of the connector parameters that decide whether the
// option is there.
func (o Option) RequiredParameters() []string {
	if o.enabled == nil {
		return nil
	}
	var keys []string
	for _, r := range o.enabled.References() {
		if len(r.Path) > 1 && r.Path[0] == "connectorParameters" && !slices.Contains(keys, r.Path[1]) {
			keys = append(keys, r.Path[1])
		}
	}
	return keys
}
