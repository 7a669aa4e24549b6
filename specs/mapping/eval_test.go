package mapping

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// These cases are not among the recorded results; each was compared with the platform's evaluator.
func TestEval(t *testing.T) {
	t.Parallel()
	vars := map[string]any{
		"text":  "a",
		"list":  []any{map[string]any{"id": 1}, map[string]any{"id": 2}},
		"one":   []string{"5"},
		"count": 3,
		"same":  map[string]any{"k": "v"},
	}
	for yaml, want := range map[string]any{
		// YAML values
		"2024-01-02":         "2024-01-02",
		"{a: yes, b: 010.0}": map[string]any{"a": "yes", "b": 10.0},
		"{$var: count}":      3.0,
		"&x {a: 1}":          map[string]any{"a": 1.0},
		"[&x a, *x]":         []any{"a", "a"},

		// locators
		"{$var: list.length}":    2.0,
		"{$var: 'list[1.5]'}":    Missing,
		"{$var: 'list[0x1].id'}": 2.0,
		`{$var: 'list\[0]'}`:     Missing,

		// $concat
		"{$concat: {values: [a, b], delimiter: {$var: nope}}}": "aundefinedb",
		"{$concat: {values: [a, b], delimiter: null}}":         "ab",
		"{$concat: [null, '']}":                                "",
		"{$concat: [1e21, 0.0000001, 1.50]}":                   "1e+211e-71.5",
		"{$concat: [{a: 1}, [1, [2, null]]]}":                  "[object Object]1,2,",

		// $tpl
		"{$tpl: {template: '{a}{b}', values: {a: '{b}', b: x}}}": "xx",
		"{$tpl: {template: '<{a}>', values: {a: \"$$ $& $`\"}}}": "<$ {a} <>",
		"{$tpl: {template: '{a}', values: {a: [1, 2]}}}":         "1,2",

		// == and ===
		"{$eval: [5], is: 5}":                                             true,
		"{$eval: true, is: '1'}":                                          true,
		"{$eval: null, is: false}":                                        false,
		"{$eval: {$var: same}, is: {$var: same}}":                         true,
		"{$eval: {k: v}, is: {$var: same}}":                               false,
		"{$eval: [], is: []}":                                             false,
		"{$eval: '1', oneOf: [1]}":                                        false,
		"{$eval: 1, oneOf: [1]}":                                          true,
		"{$map: {value: {k: v}, mapping: [{from: {$var: same}, to: y}]}}": "y",

		// numbers
		"{$eval: ' 12px', gte: '12'}":                              true,
		"{$eval: Infinity, gt: 1e300}":                             true,
		"{$eval: '0x10', is: 16}":                                  true,
		"{$eval: '0x12345678901234567', is: 20988295476557332000}": true,
		"{$eval: '0x-1', is: -1}":                                  false,
		"{$eval: \"\\ufeff1\", is: 1}":                             true,
		"{$eval: '1_000', is: 1000}":                               false,
		"{$eval: {$var: one}, lte: 5}":                             true,
		"{$eval: .nan, is: .nan}":                                  false,
		"{$eval: [.nan], contains: .nan}":                          true,

		// $contains
		"{$eval: ABC, contains: b}":               true,
		"{$eval: ABC, doesNotContain: b}":         false,
		"{$eval: '', doesNotContain: b}":          true,
		"{$eval: [a], contains: A}":               false,
		"{$eval: x, isNotEmpty: true}":            true,
		"{$eval: {}, isEmpty: true}":              true,
		"{$and: [null, {$var: nope}]}":            Missing,
		"{$and: [1, 0]}":                          false,
		"{$or: {$var: one}}":                      true,
		"{$firstNotEmpty: [null, {$var: nope}]}":  Missing,
		"{$mergeObjects: [{a: 1, b: 1}, {b: 2}]}": map[string]any{"a": 1.0, "b": 2.0},
		"{$mergeObjects: [x]}":                    Missing,

		// older filters
		"{$case: [{filter: [{field: text.length, operator: is, value: 1}, {field: text.0, operator: is, value: a}, {field: text.1, operator: is_empty}], value: y}]}": "y",
		"{$case: [{filter: [{field: list.id, operator: is, value: '2'}], value: y}]}":                                                                                 "y",
		"{$case: [{filter: [{field: list.id, operator: more_than, value: 2}], value: y}]}":                                                                            Missing,
		"{$case: [{filter: [{field: nope, operator: is_empty}, {field: text, operator: contains, value: A}], value: y}]}":                                             Missing,
		"{$case: [{filter: [{field: one, operator: array_includes, value: '5'}, {field: text, operator: is_true}], value: y}]}":                                       "y",
		"{$case: [{filter: [{field: 'list[1].id', operator: is_one_of, value: [2]}, {field: text, operator: is_not, value: b}], value: y}]}":                          "y",
	} {
		m, err := Compile("m.yml", parse(t, yaml))
		if err != nil {
			t.Errorf("%s: %v", yaml, err)
			continue
		}
		got, err := m.Eval(vars)
		if err != nil {
			t.Errorf("%s: %v", yaml, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", yaml, diff)
		}
	}
}

func TestEvalResultsShareNothing(t *testing.T) {
	t.Parallel()
	m, err := Compile("m.yml", parse(t, "{a: {$plain: {list: [1]}}, b: {$var: v}}"))
	if err != nil {
		t.Fatal(err)
	}
	vars := map[string]any{"v": map[string]any{"k": "before"}}
	first, err := m.Eval(vars)
	if err != nil {
		t.Fatal(err)
	}
	first.(map[string]any)["a"].(map[string]any)["list"].([]any)[0] = "changed"
	first.(map[string]any)["b"].(map[string]any)["k"] = "changed"
	second, err := m.Eval(vars)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": map[string]any{"list": []any{1.0}}, "b": map[string]any{"k": "before"}}
	if diff := cmp.Diff(any(want), second); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEvalNamesAnInvalidVariable(t *testing.T) {
	t.Parallel()
	m, err := Compile("m.yml", parse(t, "x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Eval(map[string]any{"f": map[string]any{"g": func() {}}}); err == nil ||
		err.Error() != "invalid variable f: json: unsupported type: func()" {
		t.Errorf("got %v", err)
	}
}

func FuzzParseLocator(f *testing.F) {
	for _, seed := range []string{"$", "a.b[0]", `a\.b`, "[", "$.", "[-1]", `\`, "a[0x1]", "$$"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		steps, ok := parseLocator(s)
		if !ok && steps != nil {
			t.Errorf("%q: steps of an invalid locator", s)
		}
		follow(map[string]any{s: []any{s}}, steps)
	})
}
