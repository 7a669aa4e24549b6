package flow_test

import (
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
)

func TestValuesAreHeldAgainstTheirSchema(t *testing.T) {
	t.Parallel()
	dir := connectorFolder(t, "https://sample.example", "")
	write(t, filepath.Join(dir, "spec.yml"), specWith("mapping", "")+`ui:
  schema:
    properties:
      name: {type: string, minLength: 2, maxLength: 4}
      pin: {type: string, isSensitive: true, minLength: 6}
      code: {type: integer, isSensitive: true}
      count: {type: integer, minimum: 1, maximum: 10}
      rate: {type: number, minimum: -0.5}
      live: {type: boolean}
      home: {type: string, format: uri}
      mail: {type: string, format: email}
      day: {type: string, format: date}
      env: {enum: [test, live]}
      site: {title: Site, format: uri, pattern: 'https://[^/]+', examples: ['https://blog.example']}
      account: {pattern: '\d{7}', isSensitive: true}
`)
	s := setupOf(t, newManager(t), dir)
	for _, test := range []struct{ key, value, want string }{
		{"name", "Zoë", ""},
		{"name", "Zoëzö", `"Zoëzö" must have at most 4 characters, not 5`},
		{"name", "Z", `"Z" must have at least 2 characters, not 1`},
		{"name", "", ""},
		{"pin", "12345", "must have at least 6 characters, not 5"},
		{"code", "sample-code", "must be a whole number"},
		{"count", "10", ""},
		{"count", "11", `"11" must be at most 10`},
		{"count", "0", `"0" must be at least 1`},
		{"count", "1.5", `"1.5" must be a whole number`},
		{"rate", "-0.5", ""},
		{"rate", "-0.51", `"-0.51" must be at least -0.5`},
		{"rate", "NaN", `"NaN" must be a number`},
		{"live", "maybe", `"maybe" must be true or false`},
		{"home", "https://sample.example/a", ""},
		{"home", "sample.example/a", `"sample.example/a" must be an absolute URL, such as https://example.com`},
		{"mail", "anna@sample.example", ""},
		{"mail", "Anna <anna@sample.example>", `"Anna <anna@sample.example>" must be an email address`},
		{"mail", "anna", `"anna" must be an email address`},
		{"day", "any text", ""},
		{"env", "live", ""},
		{"site", "https://sample.example", ""},
		{"site", "sample.example", `"sample.example" must look like https://blog.example`},
		{"site", "https://sample.example/blog", `"https://sample.example/blog" must look like https://blog.example`},
		{"account", "1234567", ""},
		{"account", "a1234567", "must have the format of Account"},
		{"env", "prod", `"prod" must be one of test, live`},
	} {
		before := s.Value(test.key)
		err := s.Set(test.key, test.value)
		switch e := flow.Explain(err); {
		case test.want == "" && err != nil:
			t.Errorf("%s=%s: %v", test.key, test.value, err)
		case test.want == "":
		case !strings.HasSuffix(e.What, ": "+test.want) || e.Next == "":
			t.Errorf("%s=%s: %+v, want %s", test.key, test.value, e, test.want)
		case s.Value(test.key) != before:
			t.Errorf("%s=%s was taken", test.key, test.value)
		}
	}
}
