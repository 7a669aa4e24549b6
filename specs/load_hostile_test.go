package specs

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// hostile are malicious files. Each is refused with a clear message.
var hostile = map[string]struct{ file, text, want string }{
	"ten megabytes": {"spec.yml", "key: " + strings.Repeat("x", 10<<20), "spec.yml:1:1: the file is larger than 1024 KiB; a connector's files are short; check that this is the right one"},
	"ten megabytes of mapping": {
		"auth/get-oauth-config.map.yml", strings.Repeat("- 1\n", 10<<18),
		"auth/get-oauth-config.map.yml:1:1: the file is larger than 1024 KiB; a connector's files are short; check that this is the right one",
	},
	"deep lists":        {"spec.yml", "a: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "spec.yml:1:203: values nested more than 200 levels deep"},
	"bottomless lists":  {"spec.yml", strings.Repeat("[", 1<<20), "spec.yml:1:1: invalid YAML: exceeded max depth of 10000"},
	"bottomless blocks": {"spec.yml", strings.Repeat("- ", 1<<19), "spec.yml:1:1: invalid YAML: exceeded max depth of 10000"},
	"bottomless keys":   {"spec.yml", strings.Repeat("? ", 1<<19), "spec.yml:1:1: invalid YAML: exceeded max depth of 10000"},
	"deep mapping": {
		"auth/get-oauth-config.map.yml", strings.Repeat("{$concat: [", 70) + strings.Repeat("]}", 70),
		"values nested more than 100 levels deep",
	},
	"laughs":                          {"spec.yml", laughs, "the file has more than 100000 values"},
	"laughs in a mapping":             {"auth/get-oauth-config.map.yml", laughs, "the file has more than 100000 values"},
	"a recursive anchor":              {"spec.yml", "auth: &a {type: oauth1, options: {a: *a}}", "spec.yml:1:7: the anchor &a contains itself"},
	"a recursive anchor in a mapping": {"auth/get-oauth-config.map.yml", "extra: &a [*a]", "the anchor &a contains itself"},
	"many values":                     {"spec.yml", "a: [" + strings.Repeat("1,", 200_000) + "]", "the file has more than 100000 values"},
	"no YAML":                         {"spec.yml", "\x00\xff\xfe", "invalid YAML"},
	"options that share a large file": {"spec.yml", manyOptions, "the connector's files are larger than 4 MiB in total; remove options or code"},
}

// laughs is a list of lists of lists …, with 10 to the power of 9 items.
var laughs = func() string {
	var b strings.Builder
	b.WriteString("a0: &a0 x\n")
	for i := range 9 {
		n, next := string(rune('0'+i)), string(rune('1'+i))
		b.WriteString("a" + next + ": &a" + next + " [" + strings.TrimSuffix(strings.Repeat("*a"+n+",", 10), ",") + "]\n")
	}
	return b.String()
}()

var manyOptions = func() string {
	var b strings.Builder
	b.WriteString("auth:\n  options:\n    first: &o {type: oauth1, getOAuthConfig: {implementationType: mapping, filePath: auth/large.map.yml}, " +
		"makeApiClient: {implementationType: mapping, mapping: {baseUri: https://sample.example}}}\n")
	for i := range 2000 {
		b.WriteString("    " + strings.Repeat("o", i%50+1) + strings.Repeat("p", i/50+1) + ": *o\n")
	}
	return b.String()
}()

func TestHostileFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, one := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := LoadFS(with(map[string]string{one.file: one.text, "auth/large.map.yml": "extra: " + strings.Repeat("x", 900<<10)}), "/sample")
			if err == nil || !strings.Contains(err.Error(), one.want) {
				t.Errorf("got %.300v\nwant %s", err, one.want)
			}
		})
	}
}

// FuzzLoad loads arbitrary files: nothing may panic or hang, and every problem has a position.
func FuzzLoad(f *testing.F) {
	f.Add(sample["spec.yml"], sample["auth/get-oauth-config.map.yml"])
	f.Add("type: oauth1\ngetOAuthConfig: {type: mapping, mapping: {consumerKey: {$var: a}}}\nmakeApiClient: {type: javascript, code: 'export default () => 1'}", "[]")
	f.Add("auth: {options: {a: &a {type: oauth1, enabled: {$var: connectorParameters.a}, getOAuthConfig: {implementationType: mapping}, makeApiClient: {}}, b: *a}}", "dialect: {token: none}")
	f.Add("auth: &a {type: oauth1, options: {a: *a}, ui: {schema: {properties: {a: {enum: [1]}}}}}\ncountersign: {register: {mistakes: [{said: x}]}}", "? [a]\n: <<: 1")
	f.Fuzz(func(t *testing.T, spec, config string) {
		files := maps.Clone(sample)
		delete(files, "auth/test.js") // an engine for each input would be slow
		files["spec.yml"], files["auth/get-oauth-config.map.yml"] = spec, config
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		c, err := LoadFS(fsys, "/sample")
		if err == nil {
			if c == nil {
				t.Fatal("neither a connector nor a problem")
			}
			return
		}
		problems, ok := err.(Problems) //nolint:errorlint // what LoadFS says it gives
		if !ok || len(problems) == 0 {
			t.Fatalf("no problems: %v", err)
		}
		for _, p := range problems {
			if p.File == "" || p.Line < 1 || p.Column < 1 || p.Message == "" || p.Fix == "" {
				t.Errorf("%+v", p)
			}
		}
	})
}
