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
		{"name", "Zoëzö", `"Zoëzö" has 5 characters, and may have at most 4`},
		{"name", "Z", `"Z" has 1 characters, and needs at least 2`},
		{"name", "", ""},
		{"pin", "12345", "the value has 5 characters, and needs at least 6"},
		{"code", "sample-code", "the value is no whole number"},
		{"count", "10", ""},
		{"count", "11", `"11" is more than 10`},
		{"count", "0", `"0" is less than 1`},
		{"count", "1.5", `"1.5" is no whole number`},
		{"rate", "-0.5", ""},
		{"rate", "-0.51", `"-0.51" is less than -0.5`},
		{"rate", "NaN", `"NaN" is no number`},
		{"live", "maybe", `"maybe" is neither true nor false`},
		{"home", "https://sample.example/a", ""},
		{"home", "sample.example/a", `"sample.example/a" is no whole address, such as https://example.com`},
		{"mail", "anna@sample.example", ""},
		{"mail", "Anna <anna@sample.example>", `"Anna <anna@sample.example>" is no email address`},
		{"mail", "anna", `"anna" is no email address`},
		{"day", "any text", ""},
		{"env", "live", ""},
		{"site", "https://sample.example", ""},
		{"site", "sample.example", `"sample.example" is not as Site is written: like https://blog.example`},
		{"site", "https://sample.example/blog", `"https://sample.example/blog" is not as Site is written: like https://blog.example`},
		{"account", "1234567", ""},
		{"account", "a1234567", "the value is not as Account is written"},
		{"env", "prod", `"prod" is none of test, live`},
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
