package specs

import (
	"slices"
	"strings"
	"testing"
)

// withOptions has two OAuth 1.0a options, one of which is enabled by its key, and an option of another type.
var withOptions = map[string]string{
	"spec.yml": `name: Sample
parametersSchema:
  properties:
    consumerKey: {type: string}
    consumerSecret: {type: string}
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping}
  test: {implementationType: javascript}
  ui: {schema: {properties: {subdomain: {title: Base}, region: {}}}}
  options:
    web: {title: In a browser}
    tokens: {type: oauth2}
    partner:
      description: For partners.
      enabled: {$var: connectorParameters.partnerId}
      parametersSchema: {properties: {partnerSecret: {}}}
      ui: {schema: {required: [subdomain], properties: {subdomain: {title: Own}}}}
      makeApiClient: {implementationType: mapping}
`,
	"auth/partner/make-api-client.map.yml": "baseUri: https://partners.sample.example\n",
}

func fieldKeys(fields []Field) string {
	var keys []string
	for _, f := range fields {
		keys = append(keys, f.Key)
	}
	return strings.Join(keys, " ")
}

func TestOptionsInheritFromTheConnector(t *testing.T) {
	t.Parallel()
	c := loaded(t, withOptions)
	if len(c.Options) != 2 || c.Options[0].Title != "In a browser" || c.Options[1].Title != "Partner" || c.Options[1].Description != "For partners." {
		t.Fatalf("options %+v", c.Options)
	}
	for _, test := range []struct{ key, file, parameters, inputs, subdomain string }{
		{"web", "auth/make-api-client.map.yml", "consumerKey consumerSecret partnerId", "subdomain region", "Base"},
		{"partner", "auth/partner/make-api-client.map.yml", "consumerKey consumerSecret partnerSecret partnerId", "subdomain region", "Own"},
	} {
		o, err := c.WithOption(test.key)
		if err != nil {
			t.Fatal(err)
		}
		if o.Option != test.key || o.Name != "Sample" || o.Key != c.Key || o.Ref() != c.Ref() {
			t.Errorf("%s is %s of %s, %s", test.key, o.Option, o.Name, o.Ref())
		}
		if o.APIClient.File != test.file || o.OAuthConfig.File != "auth/get-oauth-config.map.yml" || o.Test == nil {
			t.Errorf("%s: methods in %s, %s", test.key, o.APIClient.File, o.OAuthConfig.File)
		}
		if got := fieldKeys(o.Parameters); got != test.parameters {
			t.Errorf("%s: parameters %s", test.key, got)
		}
		if got := fieldKeys(o.Inputs); got != test.inputs || o.Inputs[0].Title != test.subdomain || o.Inputs[0].Required != (test.key == "partner") {
			t.Errorf("%s: inputs %+v", test.key, o.Inputs)
		}
	}
	if c.Option != "web" || c.APIClient.File != "auth/make-api-client.map.yml" {
		t.Errorf("by itself it is %s", c.Option)
	}
	if _, err := c.WithOption("other"); err == nil || err.Error() != `unknown authentication option "other" for Sample; the options are web, partner` {
		t.Errorf("another option: %v", err)
	}
	if _, err := loaded(t, nil).WithOption("web"); err == nil {
		t.Error("a connector without options gave one")
	}
}

func TestOptionsAreEnabledByTheirFormula(t *testing.T) {
	t.Parallel()
	c := loaded(t, withOptions)
	for _, test := range []struct {
		parameters map[string]any
		want       string
	}{
		{map[string]any{}, "web"},
		{map[string]any{"partnerId": ""}, "web"},
		{map[string]any{"partnerId": "sample"}, "web partner"},
	} {
		var enabled []string
		for _, o := range c.Options {
			yes, err := o.Enabled(map[string]any{"connectorParameters": test.parameters})
			if err != nil {
				t.Fatal(err)
			}
			if yes {
				enabled = append(enabled, o.Key)
			}
		}
		if got := strings.Join(enabled, " "); got != test.want {
			t.Errorf("%v: %s", test.parameters, got)
		}
	}
}

func TestOptionProblems(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		"auth: {options: {a: {type: oauth2}}}":                         "spec.yml:1:17: no authentication option for OAuth 1.0a; add an option with type: oauth1",
		"auth: {options: [a]}":                                         "spec.yml:1:17: the authentication options are not an object; write options: {key: {type: oauth1, …}}",
		"auth: {type: oauth1, options: {a: 5, b: {}}}":                 "spec.yml:1:35: the authentication option a is not an object; write a: {type: oauth1, …}",
		"type: oauth2\noptions: {a: {type: oauth1, makeApiClient: 5}}": "spec.yml:2:44: makeApiClient is not an object; write makeApiClient: {implementationType: mapping}",
	} {
		_, err := LoadFS(with(map[string]string{"spec.yml": spec}), "")
		problems, _ := err.(Problems)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Error() == want }) || len(problems) != 1 {
			t.Errorf("%s\ngot  %v\nwant %s", spec, err, want)
		}
	}
}
