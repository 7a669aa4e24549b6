package mapping

import (
	"maps"
	"slices"
	"time"

	"gopkg.in/yaml.v3"
)

// builder compiles a formula from its argument and from the whole object.
type builder func(c *compiler, arg, whole *yaml.Node) node

var builders map[string]builder

func init() { // not a variable's initial value, which would refer to itself
	builders = map[string]builder{
		"var":             compileVar,
		"plain":           func(c *compiler, arg, _ *yaml.Node) node { return literal{c.plain(arg)} },
		"concat":          compileConcat,
		"tpl":             compileTemplate,
		"case":            compileCase,
		"eval":            compileEval,
		"and":             func(c *compiler, arg, _ *yaml.Node) node { return junction(c.compileList(arg, "$and"), false) },
		"or":              func(c *compiler, arg, _ *yaml.Node) node { return junction(c.compileList(arg, "$or"), true) },
		"map":             compileMap,
		"firstNotEmpty":   compileFirstNotEmpty,
		"mergeObjects":    compileMergeObjects,
		"iterate":         compileIterate,
		"copy":            compileCopy,
		"formula":         compileFormula,
		"record":          compileRecord,
		"firstName":       func(c *compiler, arg, _ *yaml.Node) node { return firstName(c.compile(arg)) },
		"lastName":        func(c *compiler, arg, _ *yaml.Node) node { return lastName(c.compile(arg)) },
		"domainFromEmail": compileDomainFromEmail,
		"extractDate":     func(c *compiler, arg, _ *yaml.Node) node { return formatTime(c.compile(arg), time.DateOnly) },
		"extractTime":     func(c *compiler, arg, _ *yaml.Node) node { return formatTime(c.compile(arg), time.TimeOnly) },
		"jsonata":         compileJSONata,
	}
}

// formulaNames lists the formulas as they are written.
func formulaNames() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(builders)) {
		names = append(names, "$"+name)
	}
	return names
}

// platformOnly are the formulas that read what only the platform has: its tables, records and schemas.
var platformOnly = map[string]bool{
	"lookup":               true,
	"findAppRecordId":      true,
	"findExternalRecordId": true,
	"dataSchemaRef":        true,
}

// commonMistakes are names that don't exist, but that the platform's documentation or habit suggests.
var commonMistakes = map[string]string{
	"template": "write $tpl: {template: \"Bearer {token}\", values: {token: {$var: …}}}",
	"literal":  "write $plain",
	"jsonpath": "write $var with a locator such as credentials.oauth_token",
	"if":       "write $case: {cases: [{filter: …, value: …}], default: …}",
	"merge":    "write $mergeObjects",
	"join":     "write $concat: {values: […], delimiter: …}",
}
