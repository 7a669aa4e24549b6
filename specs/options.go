package specs

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// Option is an authentication option of a connector: auth.options.<key>.
type Option struct {
	Key, Title, Description string

	enabled   *mapping.Mapping // nil: always
	connector *Connector
}

// Enabled evaluates the option's formula, whose variable is connectorParameters: some options need parameters.
func (o Option) Enabled(vars map[string]any) (bool, error) {
	if o.enabled == nil {
		return true, nil
	}
	value, err := o.enabled.Eval(vars)
	return mapping.Truthy(value), err
}

// RequiredParameters lists the keys of the connector parameters that decide whether the option is enabled.
func (o Option) RequiredParameters() []string {
	if o.enabled == nil {
		return nil
	}
	return references(o.enabled, "connectorParameters")
}

// WithOption gives the connector with one of its options.
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
		return nil, fmt.Errorf("%s has no authentication options", c.Name)
	}
	return nil, fmt.Errorf("unknown authentication option %s for %s; the options are %s", Quote(key), c.Name, strings.Join(keys, ", "))
}

// CanDisconnect reports whether the connector or one of its options has a disconnect method.
func (c *Connector) CanDisconnect() bool {
	return c.Disconnect != nil || slices.ContainsFunc(c.Options, func(o Option) bool { return o.connector.Disconnect != nil })
}

// options reads the OAuth 1.0a options. The connector becomes the first of them.
func (l loader) options(c *Connector, root, auth, options *yaml.Node) {
	if !isObject(options) {
		l.problem(options, "the authentication options are not an object", "write options: {key: {type: oauth1, …}}")
		return
	}
	var list []Option
	for i := 0; i+1 < len(options.Content); i += 2 {
		key, n := options.Content[i].Value, resolve(options.Content[i+1])
		if !isObject(n) {
			l.problem(n, "the authentication option "+key+" is not an object", "write "+key+": {type: oauth1, …}")
			continue
		}
		if kind := firstOf(child(n, "type"), child(auth, "type")); isScalar(kind) && kind.Value == "oauth1" {
			list = append(list, l.readOption(c, root, auth, key, n))
		}
	}
	if len(list) == 0 {
		l.problem(options, "no authentication option for OAuth 1.0a", "add an option with type: oauth1")
		return
	}
	for _, o := range list {
		for _, other := range list {
			for _, key := range other.RequiredParameters() {
				o.connector.Parameters = withField(o.connector.Parameters, key)
			}
		}
	}
	first := *list[0].connector
	first.Options = list
	*c = first
}

// readOption reads one option: its keys override those of the auth block, and it has the schemas of both.
func (l loader) readOption(c *Connector, root, auth *yaml.Node, key string, n *yaml.Node) Option {
	l.methods.option = key
	own := *c
	own.Option = key
	block := without(auth, "options")
	for i := 0; i+1 < len(n.Content); i += 2 {
		block = withKey(block, n.Content[i], n.Content[i+1])
	}
	l.methods.read(&own, block)
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
