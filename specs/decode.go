package specs

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"countersign/specs/mapping"
)

// result is a part of a method's result, with its path. A wrong value is recorded as a finding, so that all are reported
// at once. The outline of a mapping is decoded the same way before anything is evaluated; mapping.Unknown, which stands
// for a formula, is skipped then.
type result struct {
	value    any
	path     []string
	findings *[]finding
}

// finding is a problem of a method's result.
type finding struct {
	path    []string
	atKey   bool // the key is wrong, not its value
	message string
	fix     string
}

func newResult(value any) result { return result{value: value, findings: new([]finding)} }

// problems gives the findings as an error, or nil.
func (r result) problems() error {
	var problems Problems
	for _, f := range *r.findings {
		problems = append(problems, Problem{Message: f.message, Fix: f.fix})
	}
	if problems == nil {
		return nil
	}
	return problems
}

func (r result) add(f finding) { *r.findings = append(*r.findings, f) }

func (r result) name() string { return strings.Join(r.path, ".") }

// wrong records a wrong value: "placement is …".
func (r result) wrong(message, fix string) {
	r.add(finding{path: r.path, message: r.name() + " " + message, fix: fix})
}

// present reports whether there is a value to decode.
func (r result) present() bool {
	return r.value != nil && r.value != mapping.Missing && r.value != mapping.Unknown
}

func (r result) known() bool { return r.value != mapping.Unknown }

func (r result) child(name string, value any) result {
	return result{value, append(slices.Clone(r.path), name), r.findings}
}

// key gives the value of a key of an object.
func (r result) key(name string) result {
	object, isObject := r.value.(map[string]any)
	if value, ok := object[name]; ok {
		return r.child(name, value)
	}
	if !isObject && !r.known() {
		return r.child(name, mapping.Unknown)
	}
	return r.child(name, mapping.Missing)
}

// keyOrMisspelled is key, but reports a common misspelling of the key.
func (r result) keyOrMisspelled(name string, misspellings ...string) result {
	child := r.key(name)
	for _, misspelled := range misspellings {
		if child.value == mapping.Missing && r.key(misspelled).value != mapping.Missing {
			r.add(finding{r.child(misspelled, nil).path, true, "unknown key " + misspelled, "use " + name})
			child.value = mapping.Unknown
		}
	}
	return child
}

// require reports a missing value.
func (r result) require(fix string) result {
	if r.known() && !r.present() {
		r.add(finding{path: r.path[:len(r.path)-1], message: r.name() + " is missing", fix: fix})
	}
	return r
}

// object decodes an object; nil if it is missing or something else.
func (r result) object() map[string]any {
	if !r.present() {
		return nil
	}
	object, ok := r.value.(map[string]any)
	if !ok {
		r.wrong("is "+kind(r.value)+", not an object", "write "+r.name()+": {name: value}")
	}
	return object
}

// text decodes a string; numbers and booleans are converted.
func (r result) text() string {
	if !r.present() {
		return ""
	}
	text, ok := scalarText(r.value)
	if !ok {
		fix := "write a string, or a formula that gives a string"
		if object, _ := r.value.(map[string]any); object["$template"] != nil {
			fix = "unknown formula $template; write $tpl: {template: \"Bearer {token}\", values: {token: {$var: …}}}"
		}
		r.wrong("is "+kind(r.value)+", not a string", fix)
	}
	return text
}

// word decodes one of the given words.
func (r result) word(words ...string) string {
	text := r.text()
	if text != "" && !slices.Contains(words, text) {
		r.wrong("can't be "+Quote(text), "write "+OneOf(words))
		return ""
	}
	return text
}

// uri decodes an absolute http or https URL.
func (r result) uri() string {
	text := r.text()
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		r.wrong("is not an http or https URL", "write the full URL, such as https://api.example.com/oauth/…")
	}
	return text
}

// flag decodes a boolean; a parameter can give it as a string.
func (r result) flag() bool {
	switch r.value {
	case true, "true":
		return true
	case false, "false":
		return false
	}
	if r.present() {
		r.wrong("is "+kind(r.value)+", not true or false", "write true or false")
	}
	return false
}

// number decodes an integer from least to most; a parameter can give it as a string.
func (r result) number(least, most int) int {
	if !r.present() {
		return 0
	}
	text, _ := scalarText(r.value)
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		r.wrong(fmt.Sprintf("is not an integer from %d to %d", least, most), "write an integer")
		return 0
	}
	return n
}

// texts decodes a list of strings; a single string counts as a list.
func (r result) texts() []string {
	if _, ok := r.value.(string); ok {
		return []string{r.text()}
	}
	items, ok := r.value.([]any)
	if !ok && r.present() {
		r.wrong("is "+kind(r.value)+", not a list", "write "+r.name()+": [one, two]")
	}
	var texts []string
	for i, item := range items {
		one := r.child(strconv.Itoa(i), item)
		if text := one.text(); one.present() {
			texts = append(texts, text)
		}
	}
	return texts
}

// pairs decodes an object of names and values, sorted by name. A list gives a pair for each of its items; null gives
// none.
func (r result) pairs() []Pair {
	object := r.object()
	var pairs []Pair
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value := r.key(name)
		if _, isList := value.value.([]any); isList {
			for _, text := range value.texts() {
				pairs = append(pairs, Pair{name, text})
			}
		} else if text := value.text(); value.present() {
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
		return "a string"
	case float64:
		return "a number"
	case bool:
		return "a boolean"
	}
	return fmt.Sprintf("a %T", v)
}

// strictKeys reports every key of an object that is not one of the names.
func (r result) strictKeys(names ...string) {
	for _, name := range slices.Sorted(maps.Keys(r.object())) {
		if !slices.Contains(names, name) {
			r.add(finding{r.child(name, nil).path, true, "unknown key " + Quote(name) + " in " + r.name(), "write " + OneOf(nearest(name, names))})
		}
	}
}

// expectObject reports a method that doesn't return an object.
func (r result) expectObject(method string) bool {
	if !r.known() {
		return false
	}
	if _, ok := r.value.(map[string]any); ok {
		return true
	}
	what := "nothing"
	if r.present() {
		what = kind(r.value)
	}
	r.add(finding{message: method + " returns " + what, fix: "return an object"})
	return false
}
