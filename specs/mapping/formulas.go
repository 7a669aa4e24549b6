package mapping

import "gopkg.in/yaml.v3"

// builder gives what compiles the named formula from its argument and from
// the whole object that it stands in; nil when we have no such formula.
func builder(name string) func(c *compiler, arg, whole *yaml.Node) node {
	switch name {
	case "var":
		return compileVar
	case "plain":
		return compilePlain
	case "concat":
		return compileConcat
	case "tpl":
		return compileTemplate
	case "case":
		return compileCase
	case "eval":
		return compileEval
	case "and":
		return compileAnd
	case "or":
		return compileOr
	case "map":
		return compileMap
	case "firstNotEmpty":
		return compileFirstNotEmpty
	case "mergeObjects":
		return compileMergeObjects
	}
	return nil
}

const needsPlatform = "it needs the platform's own data; write the value another way"

// unsupported names the platform's other formulas, each with what to do.
var unsupported = map[string]string{
	"jsonata":              "write it with $concat, $tpl, $case and $var, or the method in JavaScript",
	"iterate":              "write the items out, or the method in JavaScript",
	"copy":                 "write the value again where it is needed",
	"formula":              "write the formula in its place",
	"record":               "write the id itself",
	"firstName":            "write the method in JavaScript",
	"lastName":             "write the method in JavaScript",
	"domainFromEmail":      "write the method in JavaScript",
	"extractDate":          "write the method in JavaScript",
	"extractTime":          "write the method in JavaScript",
	"lookup":               needsPlatform,
	"findAppRecordId":      needsPlatform,
	"findExternalRecordId": needsPlatform,
	"dataSchemaRef":        needsPlatform,
}
