package specs

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countersign/specs/mapping"
)

// answer is a part of what a method gave, with the way to it. Reading it
// wrong notes a finding and goes on, so that all are told at once. The same
// reading serves the mapping's outline before anything is evaluated: there
// mapping.Unknown stands for what only an evaluation can tell, and is passed
// over.
type answer struct {
	value    any
	path     []string
	findings *[]finding
}

// finding is a mistake in an answer.
type finding struct {
	path  []string
	atKey bool // the key itself is wrong, not its value
	what  string
	fix   string
}

func newAnswer(value any) answer { return answer{value: value, findings: new([]finding)} }

// problems gives the findings as an error, nil when there are none.
func (a answer) problems() error {
	if len(*a.findings) == 0 {
		return nil
	}
	var problems Problems
	for _, f := range *a.findings {
		problems = append(problems, Problem{Message: f.what, Fix: f.fix})
	}
	return problems
}

func (a answer) name() string { return strings.Join(a.path, ".") }

// wrong notes that the value is not as it should be: "placement is …".
func (a answer) wrong(what, fix string) {
	*a.findings = append(*a.findings, finding{path: a.path, what: a.name() + " " + what, fix: fix})
}

// given reports whether there is a value to read.
func (a answer) given() bool {
	return a.value != nil && a.value != mapping.Missing && a.value != mapping.Unknown
}

func (a answer) known() bool { return a.value != mapping.Unknown }

// key gives the value of an object's key.
func (a answer) key(name string) answer {
	child := answer{mapping.Missing, append(slices.Clone(a.path), name), a.findings}
	switch object := a.value.(type) {
	case map[string]any:
		if value, ok := object[name]; ok {
			child.value = value
		}
	default:
		if !a.known() {
			child.value = mapping.Unknown
		}
	}
	return child
}

// keyOrMisspelled is key; when it is not there but one of its common misspellings
// is, that is told.
func (a answer) keyOrMisspelled(name string, misspellings ...string) answer {
	child := a.key(name)
	if child.value != mapping.Missing {
		return child
	}
	for _, misspelled := range misspellings {
		if a.key(misspelled).value != mapping.Missing {
			path := append(slices.Clone(a.path), misspelled)
			*a.findings = append(*a.findings, finding{path, true, "there is no key " + misspelled, "the key is " + name})
			child.value = mapping.Unknown
			return child
		}
	}
	return child
}

// require notes that the value is not there.
func (a answer) require(fix string) answer {
	if a.known() && !a.given() {
		*a.findings = append(*a.findings, finding{path: a.path[:len(a.path)-1], what: a.name() + " is missing", fix: fix})
	}
	return a
}

// object reads an object; nil when it is none or not given.
func (a answer) object() map[string]any {
	if !a.given() {
		return nil
	}
	object, ok := a.value.(map[string]any)
	if !ok {
		a.wrong("is "+kind(a.value)+", not an object", "write "+a.name()+": {name: value}")
	}
	return object
}

// text reads text; a number or truth value is taken as it is written.
func (a answer) text() string {
	if !a.given() {
		return ""
	}
	text, ok := scalarText(a.value)
	if !ok {
		fix := "write text, or a formula that gives text"
		if object, _ := a.value.(map[string]any); object["$template"] != nil {
			fix = "there is no formula $template; write $tpl: {template: \"Bearer {token}\", values: {token: {$var: …}}}"
		}
		a.wrong("is "+kind(a.value)+", not text", fix)
	}
	return text
}

// word reads one of the words given.
func (a answer) word(words ...string) string {
	text := a.text()
	if text != "" && !slices.Contains(words, text) {
		a.wrong("is "+Quote(text), "write "+OneOf(words))
		return ""
	}
	return text
}

// uri reads an absolute http or https address.
func (a answer) uri() string {
	text := a.text()
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		a.wrong("is no http or https address", "write it whole, such as https://api.example.com/oauth/…")
	}
	return text
}

// flag reads a truth value; a parameter may give it as text.
func (a answer) flag() bool {
	switch a.value {
	case true, "true":
		return true
	case false, "false":
		return false
	}
	if a.given() {
		a.wrong("is "+kind(a.value)+", not true or false", "write true or false")
	}
	return false
}

// number reads a whole number within bounds; a parameter may give it as text.
func (a answer) number(least, most int) int {
	if !a.given() {
		return 0
	}
	text, _ := scalarText(a.value)
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		a.wrong("is no whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most), "write one")
		return 0
	}
	return n
}

// texts reads a list of text; one text stands for a list of itself.
func (a answer) texts() []string {
	if _, ok := a.value.(string); ok {
		return []string{a.text()}
	}
	items, ok := a.value.([]any)
	if !ok && a.given() {
		a.wrong("is "+kind(a.value)+", not a list", "write "+a.name()+": [one, two]")
	}
	var texts []string
	for i, item := range items {
		one := answer{item, append(slices.Clone(a.path), strconv.Itoa(i)), a.findings}
		if text := one.text(); one.given() {
			texts = append(texts, text)
		}
	}
	return texts
}

// pairs reads an object of names and values, in the names' order. A list
// gives a pair for each of its items; null gives none.
func (a answer) pairs() []Pair {
	object := a.object()
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	var pairs []Pair
	for _, name := range names {
		value := a.key(name)
		if _, isList := value.value.([]any); isList {
			for _, text := range value.texts() {
				pairs = append(pairs, Pair{name, text})
			}
		} else if text := value.text(); value.given() {
			pairs = append(pairs, Pair{name, text})
		}
	}
	return pairs
}

func scalarText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		text, err := json.Marshal(v)
		return string(text), err == nil
	}
	return "", false
}

func kind(v any) string {
	switch v.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return "text"
	case float64:
		return "a number"
	case bool:
		return "a truth value"
	}
	return fmt.Sprintf("a %T", v)
}

// strictKeys notes every key of an object that is none of the names.
func (a answer) strictKeys(names ...string) {
	var unknown []string
	for name := range a.object() {
		if !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		*a.findings = append(*a.findings, finding{
			append(slices.Clone(a.path), name), true,
			a.name() + " has no key " + Quote(name), "write " + OneOf(nearest(name, names)),
		})
	}
}

// expectObject notes a method that gives no object at all.
func (a answer) expectObject(method string) bool {
	if !a.known() {
		return false
	}
	if _, ok := a.value.(map[string]any); ok {
		return true
	}
	what := "nothing"
	if a.given() {
		what = kind(a.value)
	}
	*a.findings = append(*a.findings, finding{what: method + " gives " + what, fix: "let it give an object"})
	return false
}
