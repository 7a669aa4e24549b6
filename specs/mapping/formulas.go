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
	case "iterate":
		return compileIterate
	case "copy":
		return compileCopy
	case "formula":
		return compileFormula
	case "record":
		return compileRecord
	case "firstName":
		return compileFirstName
	case "lastName":
		return compileLastName
	case "domainFromEmail":
		return compileDomainFromEmail
	case "extractDate":
		return compileExtractDate
	case "extractTime":
		return compileExtractTime
	case "jsonata":
		return compileJSONata
	}
	return nil
}

// platformOnly are the formulas that read what only the platform has: its
// tables, its records, its schemas.
var platformOnly = map[string]bool{
	"lookup":               true,
	"findAppRecordId":      true,
	"findExternalRecordId": true,
	"dataSchemaRef":        true,
}
