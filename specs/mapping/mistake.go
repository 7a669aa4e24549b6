package mapping

import (
	"cmp"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Mistake is something wrong at one place of a mapping's file. Line and
// Column count from 1.
type Problem struct {
	File         string
	Line, Column int
	Message      string // what is wrong
	Fix          string // what to write instead
}

// Error gives "file:line:column: what; fix".
func (m Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s; %s", m.File, m.Line, m.Column, m.Message, m.Fix)
}

// Mistakes is all that is wrong with a mapping. It is never empty as an error.
type Problems []Problem

// Error gives one mistake a line.
func (m Problems) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

func byPlace(a, b Problem) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// findings collects what is wrong with one file.
type findings struct {
	file     string
	mistakes Problems
	warnings []Problem
}

func (f *findings) mistake(n *yaml.Node, what, fix string) {
	f.mistakes = append(f.mistakes, Problem{f.file, max(n.Line, 1), max(n.Column, 1), what, fix}) // an empty file's node has no place
}

func (f *findings) warning(n *yaml.Node, what, fix string) {
	f.warnings = append(f.warnings, Problem{f.file, n.Line, n.Column, what, fix})
}

// unknownFormula notes an object that looks like a formula but is none. The
// platform takes it as a plain object, and so do we: $top and $filter are
// honest parameters of some services.
func (f *findings) unknownFormula(key *yaml.Node, name string) {
	fix, known := mistakenFormulas[name]
	if !known {
		fix = "if it is a plain key, leave it; else write one of " + strings.Join(formulaNames, ", ")
	}
	f.warning(key, fmt.Sprintf("there is no formula $%s, so this is a plain object", name), fix)
}

// mistakenFormulas are names that the platform's documentation or habit
// suggests, with what does exist.
var mistakenFormulas = map[string]string{
	"template": "write $tpl: {template: \"Bearer {token}\", values: {token: {$var: …}}}",
	"literal":  "write $plain",
	"jsonpath": "write $var with a locator such as credentials.oauth_token",
	"if":       "write $case: {cases: [{filter: …, value: …}], default: …}",
	"merge":    "write $mergeObjects",
	"join":     "write $concat: {values: […], delimiter: …}",
}

var formulaNames = []string{
	"$var", "$plain", "$concat", "$tpl", "$case", "$eval", "$and", "$or",
	"$map", "$firstNotEmpty", "$mergeObjects", "$iterate", "$copy", "$formula", "$record",
	"$firstName", "$lastName", "$domainFromEmail", "$extractDate", "$extractTime", "$jsonata",
}
