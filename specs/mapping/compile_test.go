package mapping

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// parse reads YAML for a test.
func parse(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return &n
}

func TestCompileReportsEveryProblemWithItsPosition(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		yaml string
		want []string // the start of each line of the error
	}{
		"JSONata without a limit": {
			"a: 1\nb:\n  c: {$jsonata: '$f := function($x){$f($x)}'}\n",
			[]string{"m.yml:3:17: $jsonata: an assignment (:=) is not supported; use other formulas"},
		},
		"platform formula": {
			"{$lookup: {query: {}}}",
			[]string{"m.yml:1:2: the formula $lookup needs data that only the platform has; write"},
		},
		"several, in the order of the file": {
			"a: {$dataSchemaRef: b}\na: 1\n<<: {b: 1}\nd: {$case: {default: {$findAppRecordId: {}}, cases: [{filter: [null]}]}}\n",
			[]string{
				"m.yml:1:5: the formula $dataSchemaRef needs",
				`m.yml:2:1: duplicate key "a"`,
				"m.yml:3:1: merge keys (<<) are not supported",
				"m.yml:4:23: the formula $findAppRecordId needs",
				"m.yml:4:64: a condition is null",
			},
		},
		"list as a locator":                 {"{$var: [a, b]}", []string{"m.yml:1:8: $var has a list"}},
		"invalid placeholder":               {"{$tpl: {template: x, values: {'a(b': 1}}}", []string{"m.yml:1:31: invalid placeholder {a(b}"}},
		"placeholders not an object":        {"{$tpl: {template: x, values: [1]}}", []string{"m.yml:1:30: the values of $tpl are not an object"}},
		"null pair":                         {"{$map: {value: 1, mapping: [null]}}", []string{"m.yml:1:29: a pair of $map is null"}},
		"condition without a field":         {"{$case: [{filter: [{operator: is, value: 1}]}]}", []string{"m.yml:1:20: a condition has no field"}},
		"condition with an invalid locator": {"{$case: [{filter: [{operator: is, field: 'a[x]'}]}]}", []string{"m.yml:1:42: the field of a condition is not a locator"}},
		"key not a string":                  {"{[a]: 1}", []string{"m.yml:1:2: a key must be a string"}},
		"wrong tag":                         {"!!int abc", []string{"m.yml:1:1: abc doesn't match its tag !!int"}},
		"empty file":                        {"# only a comment\n", []string{"m.yml:1:1: missing value"}},
		"recursive anchor":                  {"a: &x [*x]", []string{"m.yml:1:8: values nested more than 100 levels deep"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Compile("m.yml", parse(t, test.yaml))
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v, want problems", err)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(test.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(lines), len(test.want), err)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(lines[i], want) {
					t.Errorf("got  %s\nwant %s", lines[i], want)
				}
			}
		})
	}
}

// Ten lines of aliases expand to a billion values.
func TestCompileRefusesAnAliasBomb(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x]\n")
	for i := 1; i <= 9; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10), ","))
	}
	for name, text := range map[string]string{"evaluated": bomb.String(), "plain": "$plain: {" + strings.ReplaceAll(bomb.String(), "\n", ",\n") + "}"} {
		_, err := Compile("bomb.yml", parse(t, text))
		if err == nil || !strings.Contains(err.Error(), "more than 100000 values") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLikelyMistakesEvaluateAsOnThePlatformWithAWarning(t *testing.T) {
	t.Parallel()
	for yaml, test := range map[string]struct {
		value   any
		warning string
	}{
		"a: {$template: x}": {map[string]any{"a": map[string]any{"$template": "x"}}, "m.yml:1:5: unknown formula $template; this is a plain object; write $tpl"},
		"{$top: 5}":         {map[string]any{"$top": 5.0}, "m.yml:1:2: unknown formula $top; this is a plain object; if it is not meant as a formula, ignore this"},
		"{$map: {value: 1, mappings: [{from: 1, to: 2}], default: d}}": {"d", "m.yml:1:8: $map has no list of pairs and evaluates to its default; the key is mapping, not mappings"},
		"{$map: x}":                     {Missing, "m.yml:1:8: $map has no object"},
		"{$eval: 1}":                    {true, "m.yml:1:1: $eval has no operator and evaluates to true"},
		"{$eval: 1, equals: 2}":         {true, "m.yml:1:12: unknown operator equals; $eval evaluates to true"},
		"{$var: 'a[x]'}":                {nil, "m.yml:1:8: $var has no locator and evaluates to null"},
		"{$concat: ab}":                 {Missing, "m.yml:1:11: $concat has no list"},
		"{$or: x}":                      {Missing, "m.yml:1:7: $or has no list"},
		"{$tpl: x}":                     {Missing, "m.yml:1:8: $tpl has no template"},
		"{$tpl: {template: {$var: a}}}": {map[string]any{"$var": "a"}, "m.yml:1:19: the template of $tpl is not a string"},
		"{$case: {default: d}}":         {Missing, "m.yml:1:9: $case has no list of cases"},
		"{$case: [x, {value: v}]}":      {"v", "m.yml:1:9: a case is not an object and is ignored"},
		"{$case: [{filter: [{operator: equals}], value: v}]}": {"v", "m.yml:1:31: unknown operator equals; the condition is always true"},
		"{$case: [{filter: [{field: a}], value: v}]}":         {"v", "m.yml:1:20: a condition without an operator is always true"},
	} {
		m, err := Compile("m.yml", parse(t, yaml))
		if err != nil {
			t.Errorf("%s: %v", yaml, err)
			continue
		}
		if len(m.Warnings()) != 1 || !strings.HasPrefix(m.Warnings()[0].Error(), test.warning) {
			t.Errorf("%s: got warnings %v\nwant %s", yaml, m.Warnings(), test.warning)
		}
		got, err := m.Eval(nil)
		if err != nil {
			t.Errorf("%s: %v", yaml, err)
		}
		if diff := cmp.Diff(test.value, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", yaml, diff)
		}
	}
}

func TestReferencesAreInOrder(t *testing.T) {
	t.Parallel()
	m, err := Compile("m.yml", parse(t, `
a: {$var: $.connectorParameters.consumerKey}
b: {$case: {default: {$var: 'list[0].id'}, cases: [{filter: [{field: credentials.a\.b, operator: is}]}]}}
c: {$plain: {$var: not.a.reference}}
d: {$var: $}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Reference{
		{[]string{"connectorParameters", "consumerKey"}, 2, 11},
		{[]string{"list"}, 3, 29},
		{[]string{"credentials", "a.b"}, 3, 70},
		{nil, 5, 11},
	}
	if diff := cmp.Diff(want, m.References()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnObjectIsAFormulaByItsFirstKey(t *testing.T) {
	t.Parallel()
	for yaml, want := range map[string]any{
		"{a: 1, $var: second}": map[string]any{"a": 1.0, "$var": "second"},
		"{$var: x, '0': y}":    map[string]any{"$var": "x", "0": "y"}, // in JavaScript the key 0 comes first
		"{$plain: {$var: x}}":  map[string]any{"$var": "x"},
	} {
		m, err := Compile("m.yml", parse(t, yaml))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Eval(nil)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", yaml, err, diff)
		}
	}
}

func TestOutlineHasUnknownForFormulas(t *testing.T) {
	t.Parallel()
	m, err := Compile("m.yml", parse(t, "{a: {b: {$var: x}, c: [1, {$or: [true]}]}, d: {$plain: {$var: y}}, e: null, f: {$tpl: {}}}"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"a": map[string]any{"b": Unknown, "c": []any{1.0, Unknown}},
		"d": map[string]any{"$var": "y"},
		"e": nil,
	}
	if diff := cmp.Diff(any(want), m.Outline()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
