package specs

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/specs/mapping"
)

// configWith is a complete result of getOAuthConfig with changes.
func configWith(changes map[string]any) map[string]any {
	answer := map[string]any{
		"consumerKey": "sample-key", "consumerSecret": "sample-consumer-secret",
		"requestTokenUri": "https://a.example/r", "authorizeUri": "https://a.example/a?x=1", "tokenUri": "http://127.0.0.1:1/t",
	}
	for key, value := range changes {
		answer[key] = value
	}
	return answer
}

func TestDecodeOAuthConfig(t *testing.T) {
	t.Parallel()
	got, err := DecodeOAuthConfig(configWith(map[string]any{
		"consumerKey": 12345678901.0,
		"scopes":      []any{"read", "write", nil},
		"extra":       map[string]any{"b": []any{"2", 1.5}, "a": true, "none": nil, "empty": ""},
		"unknown":     map[string]any{"passes": 1.0},
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := OAuthConfig{
		ConsumerKey: "12345678901", ConsumerSecret: "sample-consumer-secret",
		RequestTokenURI: "https://a.example/r", AuthorizeURI: "https://a.example/a?x=1", TokenURI: "http://127.0.0.1:1/t",
		Scopes:  []string{"read", "write"},
		Extra:   []Pair{{"a", "true"}, {"b", "2"}, {"b", "1.5"}, {"empty", ""}},
		Dialect: Dialect{SignatureMethod: "HMAC-SHA1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDecodeOAuthConfigProblemsContainNoSecret(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer any
		want   []string
	}{
		"nothing":   {nil, []string{"getOAuthConfig returns nothing; return an object"}},
		"missing":   {mapping.Missing, []string{"getOAuthConfig returns nothing"}},
		"text":      {"x", []string{"getOAuthConfig returns a string"}},
		"no secret": {configWith(map[string]any{"consumerSecret": nil}), []string{"consumerSecret is missing; "}},
		"several": {
			configWith(map[string]any{"consumerKey": nil, "tokenUri": "sample-consumer-secret", "consumerSecret": []any{"sample-consumer-secret"}, "extra": map[string]any{"a": map[string]any{}}}),
			[]string{"consumerKey is missing; ", "tokenUri is not an http or https URL; ", "extra.a is an object, not a string; ", "consumerSecret is a list, not a string; "},
		},
	} {
		_, err := DecodeOAuthConfig(test.answer)
		var problems Problems
		if !errors.As(err, &problems) || len(problems) != len(test.want) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		for i, want := range test.want {
			if !strings.HasPrefix(problems[i].Error(), want) {
				t.Errorf("%s: got %v, want %s", name, problems[i], want)
			}
		}
		if strings.Contains(err.Error(), "sample-consumer-secret") {
			t.Errorf("%s: the error holds the secret: %v", name, err)
		}
	}
}

// RSA signatures don't use the consumer secret (RFC 5849 section 3.4.3); for others it can be empty, but not missing.
func TestMissingAndEmptyConsumerSecret(t *testing.T) {
	t.Parallel()
	rsa := map[string]any{"signatureMethod": "RSA-SHA1", "privateKey": "-----BEGIN PRIVATE KEY-----\nsample\n-----END PRIVATE KEY-----"}
	for name, answer := range map[string]map[string]any{
		"RSA":   configWith(map[string]any{"consumerSecret": nil, "dialect": rsa}),
		"empty": configWith(map[string]any{"consumerSecret": ""}),
	} {
		if c, err := DecodeOAuthConfig(answer); err != nil || c.ConsumerSecret != "" {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
	}
}

func TestURIsAreRequiredForAuthorizationOnly(t *testing.T) {
	t.Parallel()
	given := map[string]any{"key": "sample-token", "secret": "sample-token-secret"}
	discovery := map[string]any{"uri": "https://a.example/index.json", "requestTokenUri": "r", "authorizeUri": "a", "tokenUri": "t"}
	for name, test := range map[string]struct {
		dialect map[string]any
		needed  bool
	}{
		"plain":     {nil, true},
		"dance":     {map[string]any{"token": "dance"}, true},
		"none":      {map[string]any{"token": "none"}, false},
		"given":     {map[string]any{"token": given}, false},
		"discovery": {map[string]any{"discovery": discovery}, false},
	} {
		answer := map[string]any{"consumerKey": "sample-key", "consumerSecret": "sample-consumer-secret", "dialect": test.dialect}
		_, err := DecodeOAuthConfig(answer)
		if want := "requestTokenUri is missing; write requestTokenUri: https://…\nauthorizeUri is missing; "; (err != nil) != test.needed || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v", name, err)
		}
		// A URI is checked even if it is not required.
		answer["tokenUri"] = "a.example"
		if _, err := DecodeOAuthConfig(answer); err == nil || !strings.Contains(err.Error(), "tokenUri is not an http or https URL") {
			t.Errorf("%s with a wrong address: got %v", name, err)
		}
	}
}

func TestOptionsWithDifferentTokenSources(t *testing.T) {
	t.Parallel()
	config := func(more string) string {
		return "consumerKey: {$var: connectorParameters.consumerKey}\nconsumerSecret: {$var: connectorParameters.consumerSecret}\n" + more
	}
	c := loaded(t, map[string]string{
		"spec.yml": `auth:
  type: oauth1
  options:
    browser: {}
    tokens: {ui: {schema: {properties: {accessTokenSecret: {title: Secret}}}}}
    sometimes: {}
`,
		"auth/get-oauth-config.map.yml":           sample["auth/get-oauth-config.map.yml"],
		"auth/tokens/get-oauth-config.map.yml":    config("dialect: {token: {key: {$var: connectionInput.accessToken}, secret: {$var: connectionInput.accessTokenSecret}}}\n"),
		"auth/sometimes/get-oauth-config.map.yml": config("dialect: {$var: connectorParameters.dialect}\n"),
	})
	tokens, err := c.WithOption("tokens")
	if err != nil {
		t.Fatal(err)
	}
	if got := fieldKeys(tokens.Inputs); got != "accessTokenSecret accessToken" || !tokens.Inputs[1].Required || !tokens.Inputs[0].Secret {
		t.Errorf("inputs %+v", tokens.Inputs)
	}
	if len(c.Inputs) != 0 {
		t.Errorf("the other option asks for %+v", c.Inputs)
	}
}
