package mapping

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// concat is $concat: the values' text, joined. What is null, missing or
// without text is left out, together with its delimiter.
type concat struct{ values, delimiter node }

func compileConcat(c *compiler, arg, _ *yaml.Node) node {
	if isList(arg) {
		return concat{c.compile(arg), literal{""}}
	}
	values := field(arg, "values")
	if values == nil {
		c.warning(arg, "$concat has no list, so this is missing", "write a list, or {values: […], delimiter: …}")
		return literal{Missing}
	}
	delimiter := field(arg, "delimiter")
	if delimiter == nil || delimiter.ShortTag() == "!!null" {
		return concat{c.compile(values), literal{""}}
	}
	return concat{c.compile(values), c.compile(delimiter)}
}

func (f concat) eval(s scope) any {
	values, ok := f.values.eval(s).([]any)
	if !ok || len(values) == 0 {
		return Missing
	}
	var texts []string
	for _, v := range values {
		if v == nil {
			continue
		}
		if text := toString(v); text != "" {
			texts = append(texts, text)
		}
	}
	return s.text(strings.Join(texts, toString(f.delimiter.eval(s))))
}

// template is $tpl: text in which each {name} of values is replaced, one name
// after the other, in the order in which they are written.
type template struct {
	text  string
	names []*regexp.Regexp
	nodes []node
}

// The platform makes a regular expression of a name. Names in which that
// would show are refused; a dot is as harmless there as it is here.
var placeholder = regexp.MustCompile(`^[\pL\pN_ .:@/-]+$`)

func compileTemplate(c *compiler, arg, _ *yaml.Node) node {
	text := field(arg, "template")
	if text == nil {
		c.warning(arg, "$tpl has no template, so this is missing", "write {template: \"a{x}b\", values: {x: …}}")
		return literal{Missing}
	}
	if text.Kind != yaml.ScalarNode || text.ShortTag() != "!!str" {
		c.warning(text, "the template of $tpl is no text, so this is the template as it stands", "write text; formulas go into values")
		return literal{c.plain(text)}
	}
	t := template{text: text.Value}
	values := field(arg, "values")
	if values == nil || values.ShortTag() == "!!null" {
		return t
	}
	if values.Kind != yaml.MappingNode {
		c.mistake(values, "the values of $tpl are no object", "write values: {x: …}")
		return t
	}
	c.checkKeys(values)
	for i := 0; i < len(values.Content); i += 2 {
		name := values.Content[i]
		if !placeholder.MatchString(name.Value) {
			c.mistake(name, fmt.Sprintf("{%s} is no name for a placeholder", name.Value), "use letters, digits, _ and -")
			continue
		}
		t.names = append(t.names, regexp.MustCompile(`\{`+name.Value+`\}`))
		t.nodes = append(t.nodes, c.compile(values.Content[i+1]))
	}
	return t
}

func (t template) eval(s scope) any {
	result := t.text
	for i, name := range t.names {
		value := t.nodes[i].eval(s)
		text := ""
		if value != nil && value != Missing {
			text = toString(value)
		}
		result = s.text(replaceAll(result, name, text))
	}
	return result
}

// replaceAll replaces as JavaScript's String.replace does: in the new text $$
// is a dollar, $& the match, $` and $' what stands before and after it.
func replaceAll(s string, pattern *regexp.Regexp, text string) string {
	var b strings.Builder
	last := 0
	for _, at := range pattern.FindAllStringIndex(s, -1) {
		b.WriteString(s[last:at[0]])
		last = at[1]
		replacement := strings.NewReplacer("$$", "$", "$&", s[at[0]:at[1]], "$`", s[:at[0]], "$'", s[at[1]:])
		b.WriteString(replacement.Replace(text))
	}
	b.WriteString(s[last:])
	return b.String()
}
