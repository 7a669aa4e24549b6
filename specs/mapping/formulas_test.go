package mapping

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"countersign/specs/mapping/expression"
)

// The results are those of buildData of @membranehq/sdk 0.28.3.
func TestFormulasEvaluateAsOnThePlatform(t *testing.T) {
	t.Parallel()
	vars := map[string]any{"v": "V", "l": []any{"p", "q", 0}, "none": nil, "person": map[string]any{"name": "Anna Sample"}}
	for formula, want := range map[string]string{
		// $copy
		"{a: {$copy: nope}}":                     `{}`,
		"{a: [{$copy: $.b}], b: 2}":              `{"a":[2],"b":2}`,
		"{a: {$copy: ''}, b: 1}":                 `{"b":1}`,
		"{a: {$plain: {$copy: b}}, b: 3}":        `{"a":3,"b":3}`,
		"{$concat: [x, {$copy: b}]}":             `"x[object Object]"`,
		"{a: {$copy: 'b[0]'}, b: [0]}":           `{"a":0,"b":[0]}`,
		"{b: {$copy: d}, a: {$copy: b}, d: 1}":   `{"a":1,"b":1,"d":1}`,
		"{a: {$copy: {$var: v}}, V: 1}":          `{"a":1,"V":1}`,
		"{a: {b: {$copy: nope}}, c: 1}":          `{"a":{},"c":1}`,
		"{x: {$formula: {$copy: b}}, b: 1}":      `{"x":1,"b":1}`,
		"{$copy: nope}":                          `{"$copy":"nope"}`,
		"{$copy: {$var: nope}}":                  `{}`,
		"{$copy: {$copy: {$var: nope}}}":         `{"$copy":{}}`,
		"{a: {$copy: b.c}, b: {c: {d: {e: 1}}}}": `{"a":{"d":{"e":1}},"b":{"c":{"d":{"e":1}}}}`,

		// $formula
		"{$formula: {a: {$var: v}, b: {$concat: [x, {$var: v}]}}}": `{"a":"V","b":{"$concat":["x","V"]}}`,
		"{$formula: {$var: v}}": `{"$var":"v"}`,
		"{$formula: {$case: {cases: [{filter: {$eval: {$var: n}, is: 1}, value: {$var: v}}]}}}": `{"$case":{"cases":[{"filter":{"is":1},"value":"V"}]}}`,
		"{$formula: [{$var: nope}, {$var: v}]}":                                                 `[{"$var":"v"}]`,
		"{$formula: {$iterate: {source: {$var: l}, item: {$var: item}}}}":                       `{"$iterate":{"source":["p","q",0],"item":{"$var":"item"}}}`,

		// $record, $iterate, $domainFromEmail
		"{$record: {id: {$var: v}, name: x}}": `{"$var":"v"}`,
		"{$record: x}":                        `undefined`,
		"{$iterate: {source: {$var: l}, item: {$concat: [{$var: index}, {$var: parent.v}, {$var: item}]}}}": `["0Vp","1Vq","2V0"]`,
		"{$iterate: {source: {$var: l}}}": `undefined`,
		"{$domainFromEmail: '@'}":         `""`,
		"{$domainFromEmail: a@b@c}":       `undefined`,

		// $firstName, $lastName
		"{$firstName: Dr. Who}":                         `undefined`,
		"{$lastName: Dr. Who}":                          `"Who"`,
		"{$firstName: 'Smith, John Q'}":                 `"John"`,
		"{$firstName: '\"Mary Ann\" van der Berg Jr.'}": `"Mary Ann"`,
		"{$lastName: '\"Mary Ann\" van der Berg Jr.'}":  `"van der Berg"`,
		"{$lastName: 'Hearst Jr., Willian Randolph'}":   `"Hearst"`,
		"{$firstName: {$var: l}}":                       `"q,0"`,
		"{$firstName: 5}":                               `undefined`,
		"{$lastName: ''}":                               `undefined`,

		// $extractDate, $extractTime
		"{$extractTime: '2020-01-02T03:04:05+02:00'}":                                 `"01:04:05"`,
		"{$extractTime: 2020-01-02 03:04}":                                            `"03:04:00"`,
		"{$extractDate: 'Jan 2, 2020'}":                                               `"2020-01-02"`,
		"{$extractDate: 1/2/2020}":                                                    `"2020-01-02"`,
		"{$extractDate: 'Tue, 02 Jan 2020 10:00:00 GMT'}":                             `"2020-01-02"`,
		"{$extractDate: 2020-13-01}":                                                  `undefined`,
		"{$extractDate: 2020-02-30}":                                                  `undefined`, // the platform says 2020-03-01: it accepts much more
		"{$extractTime: 'Thu Jan 02 2020 03:04:05 GMT+0200 (Central European Time)'}": `"01:04:05"`,
		"{$extractTime: '2020-01-02T03:04:05.678-0530'}":                              `"08:34:05"`,
		"{$extractDate: null}":                                                        `undefined`,

		// JSONata
		"{$jsonata: {$concat: [v, '']}}":                      `"V"`,
		"{$jsonata: [v]}":                                     `undefined`,
		"{$jsonata: none}":                                    `null`,
		"{$jsonata: \"$encodeUrlComponent('a b&c')\"}":        `"a%20b%26c"`,
		"{$jsonata: \"$base64encode('é')\"}":                  `"6Q=="`,
		"{$jsonata: \"l[$ = 'q'] & $string(0.5)\"}":           `"q0.5"`,
		"{$jsonata: \"$uppercase(nope)\"}":                    `undefined`,
		"{$jsonata: \"$not(nope)\"}":                          `undefined`,
		"{$jsonata: \"$lookup(person, 'nope')\"}":             `undefined`,
		"{$jsonata: \"$lookup([person, person], 'name')\"}":   `["Anna Sample","Anna Sample"]`,
		"{$jsonata: \"$trim(' a \\n b\u00a0')\"}":             `"a b\u00a0"`,
		"{$jsonata: \"$decodeUrlComponent('a+b%2F')\"}":       `"a+b/"`,
		"{$jsonata: \"$decodeUrl('%2f%20%2F%C3%A9')\"}":       `"%2f %2Fé"`,
		"{$jsonata: \"$decodeUrl('%ff')\"}":                   `undefined`,
		"{$jsonata: \"'a' + 1\"}":                             `undefined`,
		"{$jsonata: \"v = 'V' ? {'n': $$.person.name} : 1\"}": `{"n":"Anna Sample"}`,
	} {
		m, err := Compile("m.yml", parse(t, formula))
		if err != nil {
			t.Errorf("%s: %v", formula, err)
			continue
		}
		got, err := m.Eval(vars)
		if err != nil {
			t.Errorf("%s: %v", formula, err)
		}
		if diff := cmp.Diff(recorded(t, want), got); diff != "" {
			t.Errorf("%s (-platform +ours):\n%s", formula, diff)
		}
	}
}

func TestEvalErrors(t *testing.T) {
	t.Parallel()
	long := make([]any, 2000)
	for formula, want := range map[string]string{
		"{a: {$copy: b}, b: {$copy: c}, c: 1}":            "cannot copy $.b to $.a: it is a copy itself",
		"{a: {$copy: $}}":                                 "cannot copy $ to $.a: it is a copy itself",
		"{a: {$copy: [b]}, b: 1}":                         "cannot copy to $.a: the locator is a list",
		"{$case: [{filter: {$copy: []}, value: 1}]}":      "cannot copy to $: the locator is a list",
		"{a: [{$copy: zz}, {$copy: b}], b: 1}":            "cannot copy to $.a[1]: a missing item before it",
		"{$jsonata: {$concat: ['function($x)', '{$x}']}}": "cannot evaluate $jsonata: a function definition is not supported",
		"{$iterate: {source: {$var: long}, item: {$iterate: {source: {$var: parent.long}, item: 1}}}}": "too much work",
	} {
		m, err := Compile("m.yml", parse(t, formula))
		if err != nil {
			t.Errorf("%s: %v", formula, err)
			continue
		}
		if _, err := m.Eval(map[string]any{"long": long}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", formula, err, want)
		}
	}
}

func TestUnsafeJSONataIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"($f := function($x){$f($x)}; $f(1))", "(function($f){$f($f)})(function($f){$f($f)})", "[1..9999999]", "**.**", "l.(l.(l))",
		"$map(l, $uppercase)", "$pad('x', 1e9)", "$eval('1')", "l ~> $count", "l^(a)", "l{a: b}", "$replace(v, 'a', v)", "l[l[a]]", "l[$$.l]",
		"$join(l, v)", "/a/", "1 +", strings.Repeat("(", 600), strings.Repeat("$trim(", 9) + "v" + strings.Repeat(")", 9), strings.Repeat("v&", 600) + "v",
	} {
		if _, _, err := expression.Compile(text); err == nil {
			t.Errorf("%.60s: passes", text)
		}
	}
}

func TestReferencesInIterationsAndExpressions(t *testing.T) {
	t.Parallel()
	m, err := Compile("m.yml", parse(t, "{$iterate: {source: {$var: list}, item: [{$var: item.id}, {$var: parent.connectorParameters.a}, {$jsonata: parent.b & item}]}}"))
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, r := range m.References() {
		got = append(got, r.Path)
	}
	if diff := cmp.Diff([][]string{{"list"}, {"connectorParameters", "a"}, {"b"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzEval evaluates arbitrary mappings: nothing may panic or hang, and every result can be encoded as JSON or is Missing.
func FuzzEval(f *testing.F) {
	for _, seed := range []string{
		"{a: {$copy: b}, b: [{$copy: a}]}", "{$formula: [{$var: x}, {$concat: [{$var: v}]}]}", "{$jsonata: \"v & $string(l)[0]\"}",
		"{$iterate: {source: {$var: l}, item: {$iterate: {source: {$var: parent.l}, item: {$var: item}}}}}", "{$firstName: 'von Sample, Anna'}",
		"{$extractDate: 2020-01-02}", "{$tpl: {template: '{a}', values: {a: {$var: v}}}}", "{$jsonata: {$var: v}}", "{$record: {id: 1}}", "{$case: [{filter: [{field: l, operator: is}], value: 1}]}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var doc yaml.Node
		if len(text) > 4096 || yaml.Unmarshal([]byte(text), &doc) != nil {
			return
		}
		m, err := Compile("m.yml", &doc)
		if err != nil {
			return
		}
		m.Outline()
		answer, err := m.Eval(map[string]any{"v": "l", "l": []any{1, "a", map[string]any{"$copy": "v"}, nil}})
		if err != nil || answer == Missing {
			return
		}
		if _, err := json.Marshal(answer); err != nil && !strings.Contains(err.Error(), "unsupported value") { // .nan and .inf are numbers
			t.Errorf("%v", err)
		}
	})
}
