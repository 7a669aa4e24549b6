package mapping

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// compileVar is $var: the value at a locator.
func compileVar(c *compiler, arg, _ *yaml.Node) node {
	if isList(arg) {
		c.problem(arg, "$var has a list", "write one locator, such as connectorParameters.consumerKey")
		return literal{Missing}
	}
	steps, valid := []step(nil), false
	if arg.Kind == yaml.ScalarNode && arg.ShortTag() == "!!str" {
		steps, valid = parseLocator(arg.Value)
	}
	if !valid {
		c.warning(arg, "$var has no locator and evaluates to null", "write a locator, such as connectorParameters.consumerKey or list[0].id")
		return literal{nil}
	}
	c.refer(arg, propertyPath(steps))
	return formula(func(s scope) any { return follow(any(s.vars), steps) })
}

// compileConcat is $concat: the values' text, joined. null, missing and empty values are omitted, with their delimiter.
func compileConcat(c *compiler, arg, _ *yaml.Node) node {
	values, delimiter := arg, node(literal{""})
	if !isList(arg) {
		if values = field(arg, "values"); values == nil {
			c.warning(arg, "$concat has no list and evaluates to undefined", "write a list, or {values: […], delimiter: …}")
			return literal{Missing}
		}
		if d := field(arg, "delimiter"); d != nil && !isNull(d) {
			delimiter = c.compile(d)
		}
	}
	list := c.compile(values)
	return formula(func(s scope) any {
		items, ok := list.eval(s).([]any)
		if !ok || len(items) == 0 {
			return Missing
		}
		var texts []string
		for _, v := range items {
			if v == nil {
				continue
			}
			if text := toString(v); text != "" {
				texts = append(texts, text)
			}
		}
		return s.text(strings.Join(texts, toString(delimiter.eval(s))))
	})
}

// placeholder matches the names that mean the same in a regular expression. The platform builds one from the name of
// each placeholder, so other names are refused.
var placeholder = regexp.MustCompile(`^[\pL\pN_ .:@/-]+$`)

// compileTemplate is $tpl: text in which each {name} of values is replaced, in the order of the file.
func compileTemplate(c *compiler, arg, _ *yaml.Node) node {
	text := field(arg, "template")
	if text == nil {
		c.warning(arg, "$tpl has no template and evaluates to undefined", "write {template: \"a{x}b\", values: {x: …}}")
		return literal{Missing}
	}
	if text.Kind != yaml.ScalarNode || text.ShortTag() != "!!str" {
		c.warning(text, "the template of $tpl is not a string and is used unchanged", "write a string; formulas belong in values")
		return literal{c.plain(text)}
	}
	values := field(arg, "values")
	if values != nil && !isNull(values) && values.Kind != yaml.MappingNode {
		c.problem(values, "the values of $tpl are not an object", "write values: {x: …}")
	}
	if values == nil || values.Kind != yaml.MappingNode {
		return literal{text.Value}
	}
	c.checkKeys(values)
	var names []*regexp.Regexp
	var nodes []node
	for i := 0; i < len(values.Content); i += 2 {
		name := values.Content[i]
		if !placeholder.MatchString(name.Value) {
			c.problem(name, fmt.Sprintf("invalid placeholder {%s}", name.Value), "use letters, digits, _ and -")
			continue
		}
		names = append(names, regexp.MustCompile(`\{`+name.Value+`\}`))
		nodes = append(nodes, c.compile(values.Content[i+1]))
	}
	return formula(func(s scope) any {
		result := text.Value
		for i, name := range names {
			replacement := ""
			if value := nodes[i].eval(s); !isNothing(value) {
				replacement = toString(value)
			}
			result = s.text(replaceAll(result, name, replacement))
		}
		return result
	})
}

// replaceAll works as JavaScript's String.replace: in the replacement $$ is a dollar, $& the match, $` and $' the text
// before and after it.
func replaceAll(s string, pattern *regexp.Regexp, replacement string) string {
	var b strings.Builder
	last := 0
	for _, at := range pattern.FindAllStringIndex(s, -1) {
		b.WriteString(s[last:at[0]])
		last = at[1]
		b.WriteString(strings.NewReplacer("$$", "$", "$&", s[at[0]:at[1]], "$`", s[:at[0]], "$'", s[at[1]:]).Replace(replacement))
	}
	b.WriteString(s[last:])
	return b.String()
}

// compileDomainFromEmail is $domainFromEmail: the text after the only @.
func compileDomainFromEmail(c *compiler, arg, _ *yaml.Node) node {
	value := c.compile(arg)
	return formula(func(s scope) any {
		address, _ := value.eval(s).(string)
		_, domain, found := strings.Cut(address, "@")
		if !found || strings.Contains(domain, "@") {
			return Missing
		}
		return domain
	})
}

// compileRecord is $record: the id of a record, as it is written.
func compileRecord(c *compiler, arg, _ *yaml.Node) node {
	record, _ := c.plain(arg).(map[string]any)
	id, ok := record["id"]
	if !ok {
		c.warning(arg, "$record has no id and evaluates to undefined", "write {id: …}")
		return literal{Missing}
	}
	return literal{id}
}
