package mapping

import (
	"errors"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// FuzzCompile compiles arbitrary text: nothing may panic or hang, and problems have a position in the text.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"{$case: {cases: [{filter: [{field: a, operator: is, value: 1}], value: *x}]}}", "a: &a {$var: b}\nb: [*a, *a]", "&a [*a]", "{$eval: 1, is: 2, 0: 3}",
		"{$tpl: {template: 1, values: {a.b: 1}}}", "{$map: {value: 1, mapping: [null, 1, {from: 1}]}}", "{$jsonata: 'a[b = 1].c & $uppercase(d)'}",
		"{$formula: [{$var: a}, {$iterate: {source: {$var: b}, item: {$var: item}}}]}", "? [a]\n: 1", "<<: {a: 1}", "!!int x", "!!float [1]", "{$lookup: 1}", "",
		"{$copy: $}", "--- a\n--- b", "{1: a, $var: b}", "{$var: 'a[0'}", "2020-01-01", "!!binary a", "0x_1", ".inf",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var doc yaml.Node
		if len(text) > 4096 || yaml.Unmarshal([]byte(text), &doc) != nil {
			return
		}
		m, err := Compile("m.yml", &doc)
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
		var problems Problems
		if err == nil {
			problems = m.Warnings()
			m.Outline()
		} else if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("no problems: %v", err)
		}
		for _, one := range problems {
			if one.Line < 1 || one.Line > lines || one.Column < 1 || one.Message == "" || one.Fix == "" {
				t.Errorf("%+v of %d lines", one, lines)
			}
		}
	})
}
