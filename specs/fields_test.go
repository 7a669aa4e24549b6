package specs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFieldsOfSchemas(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"spec.yml": `parametersSchema:
  type: object
  required: [consumerKey]
  properties:
    consumerKey: {title: Key, description: From the console.}
    consumerSecret: {type: string, writeOnly: true}
    pin: {type: [null, integer], isSensitive: true, default: 7}
    live: {type: boolean, default: false}
    env:
      type: string
      format: uri
      enum: [test, 1]
auth:
  type: oauth1
  ui:
    schema:
      properties:
        region:
          referenceRecords: [{id: eu, name: Europe}, {id: us}]
`})
	want := []Field{
		{Key: "consumerKey", Title: "Key", Description: "From the console.", Type: "string", Required: true},
		{Key: "consumerSecret", Title: "Consumer secret", Type: "string", Secret: true},
		{Key: "pin", Title: "PIN", Type: "integer", Default: "7", Secret: true},
		{Key: "live", Title: "Live", Type: "boolean", Default: "false"},
		{Key: "env", Title: "Env", Type: "string", Format: "uri", Choices: []Choice{{"test", "test"}, {"1", "1"}}},
	}
	if diff := cmp.Diff(want, c.Parameters); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
	want = []Field{{Key: "region", Title: "Region", Type: "string", Choices: []Choice{{"eu", "Europe"}, {"us", "us"}}}}
	if diff := cmp.Diff(want, c.Inputs); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
}

func TestLimitsOfFields(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"spec.yml": "auth: {type: oauth1}\ninputSchema:\n  properties:\n" +
		"    a: {minLength: 2, maxLength: 3.0}\n    b: {type: number, minimum: -0.5, maximum: 1e3}\n    c: {minLength: 0, maximum: null}\n"})
	if len(c.Inputs) != 3 {
		t.Fatalf("got %+v", c.Inputs)
	}
	want := []Limits{
		{MinLength: new(2), MaxLength: new(3)}, {Minimum: new(-0.5), Maximum: new(1000.0)}, {MinLength: new(0)},
	}
	for i, f := range c.Inputs {
		if diff := cmp.Diff(want[i], f.Limits); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Key, diff)
		}
	}
}

func TestFirstInputSchemaApplies(t *testing.T) {
	t.Parallel()
	schema := func(key string) string { return "{schema: {properties: {" + key + ": {}}}}" }
	input := func(key string) string { return "{properties: {" + key + ": {}}}" }
	for spec, want := range map[string]string{
		"ui: " + schema("c") + "\ninputSchema: " + input("b") + "\nauth: {type: oauth1, ui: " + schema("a") + "}": "a",
		"ui: " + schema("c") + "\ninputSchema: " + input("b") + "\nauth: {type: oauth1}":                          "b",
		"ui: " + schema("c") + "\nauth: {type: oauth1}":                                                           "c",
		"ui: " + schema("c") + "\nauth: {type: oauth1, inputSchema: " + input("d") + "}":                          "d",
	} {
		c := loaded(t, map[string]string{"spec.yml": spec})
		if len(c.Inputs) != 1 || c.Inputs[0].Key != want {
			t.Errorf("%s\ngot %+v, want %s", spec, c.Inputs, want)
		}
	}
}

func TestSecretNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"consumerSecret": true, "PASSWORD": true, "privateKey": true, "accessToken": true, "clientSecret": true,
		"consumerKey": false, "key": false, "baseUri": false, "subdomain": false,
	} {
		if secretName(name) != want {
			t.Errorf("%s: got %v", name, !want)
		}
	}
}

func TestTitlesFromKeys(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"consumerKey": "Consumer key", "base_uri": "Base URI", "account-id": "Account ID", "x": "X", "": "", "éTat": "É tat",
	} {
		if got := titleOf(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}

func TestNestedPropertiesAreFields(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"spec.yml": `auth:
  type: oauth1
  inputSchema:
    required: [address]
    properties:
      address:
        title: Branch
        required: [city]
        properties: {city: {type: string}, at: {type: object, properties: {floor: {type: integer}}}}
      token: {properties: {part: {type: string}}}
      spare: {properties: {a: {type: string}}, required: [a]}
`, "auth/make-api-client.map.yml": "baseUri: https://a.example\nheaders: {X: {$var: connectionInput.address.city}}"})
	want := []Field{
		{Key: "address.city", Title: "Branch: City", Type: "string", Required: true, Path: []string{"address", "city"}},
		{Key: "address.at.floor", Title: "Branch: At: Floor", Type: "integer", Path: []string{"address", "at", "floor"}},
		{Key: "token.part", Title: "Token: Part", Type: "string", Secret: true, Path: []string{"token", "part"}},
		{Key: "spare.a", Title: "Spare: A", Type: "string", Path: []string{"spare", "a"}},
	}
	if diff := cmp.Diff(want, c.Inputs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
