package specs

import (
	"strings"
	"testing"
)

func TestProblemsHaveAPositionAndAFix(t *testing.T) {
	t.Parallel()
	auth := func(more string) string { return "auth:\n  type: oauth1\n" + more }
	config := func(more string) map[string]string {
		return map[string]string{"auth/get-oauth-config.map.yml": sample["auth/get-oauth-config.map.yml"] + more}
	}
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		// spec.yml
		"no spec":             {map[string]string{"spec.yml": ""}, []string{"spec.yml:1:1: no such file; create it"}},
		"empty spec":          {map[string]string{"spec.yml": "# nothing"}, []string{"spec.yml:1:1: spec.yml is not an object; write name: …, parametersSchema: …, auth: {type: oauth1, …}"}},
		"no YAML":             {map[string]string{"spec.yml": "a: b\nc: d: e\n"}, []string{"spec.yml:2:1: invalid YAML: mapping values are not allowed in this context"}},
		"huge":                {map[string]string{"spec.yml": strings.Repeat("# much\n", 200_000)}, []string{"spec.yml:1:1: the file is larger than 1024 KiB; "}},
		"twice":               {map[string]string{"spec.yml": auth("  type: oauth1\n")}, []string{"spec.yml:3:3: duplicate key \"type\"; "}},
		"no auth":             {map[string]string{"spec.yml": "name: X"}, []string{"spec.yml:1:1: missing auth block; write auth: {type: oauth1, getOAuthConfig: …, makeApiClient: …}"}},
		"auth no object":      {map[string]string{"spec.yml": "auth: oauth1"}, []string{"spec.yml:1:7: auth is not an object; "}},
		"no auth type":        {map[string]string{"spec.yml": "auth: {test: {}}"}, []string{"spec.yml:1:7: the auth block has no type; write type: oauth1"}},
		"another auth type":   {map[string]string{"spec.yml": "auth:\n  type: oauth2\n"}, []string{`spec.yml:2:9: unsupported auth type "oauth2"; countersign supports OAuth 1.0a only (type: oauth1)`}},
		"auth options":        {map[string]string{"spec.yml": "auth:\n  options: {a: {type: oauth2}}\n"}, []string{"spec.yml:2:12: no authentication option for OAuth 1.0a; "}},
		"name no text":        {map[string]string{"spec.yml": "name: [a]\n" + auth("")}, []string{"spec.yml:1:7: name is not a string; "}},
		"method no object":    {map[string]string{"spec.yml": auth("  test: javascript\n")}, []string{"spec.yml:3:9: test is not an object; write test: {implementationType: rest-api-mapping}"}},
		"no such kind":        {map[string]string{"spec.yml": auth("  test: {implementationType: guess}\n")}, []string{`spec.yml:3:9: unknown implementationType "guess"; write rest-api-mapping or javascript`}},
		"not this kind":       {map[string]string{"spec.yml": auth("  getOAuthConfig: {implementationType: rest-api-mapping, mapping: {}}\n")}, []string{"spec.yml:3:67: getOAuthConfig can't be a rest-api-mapping; write it as mapping or javascript"}},
		"required method off": {map[string]string{"spec.yml": auth("  makeApiClient: {implementationType: not-supported}\n")}, []string{"spec.yml:3:18: makeApiClient is not-supported, but every connector needs it; "}},
		"missing file":        {map[string]string{"auth/make-api-client.map.yml": ""}, []string{"spec.yml:15:18: makeApiClient is missing; create auth/make-api-client.map.yml"}},
		"file of another kind": {
			map[string]string{"auth/make-api-client.map.yml": "", "auth/make-api-client.js": "export default () => ({})"},
			[]string{"spec.yml:15:18: makeApiClient has implementationType mapping, but its file is auth/make-api-client.js"},
		},
		"path that leads nowhere": {map[string]string{"spec.yml": auth("  test: {filePath: other/test.js}\n")}, []string{"other/test.js:1:1: no such file; create it"}},
		"path that leads out":     {map[string]string{"spec.yml": auth("  test: {filePath: ../test.js}\n")}, []string{"../test.js:1:1: the path is outside the connector's folder; "}},

		// schemas
		"schema no object":       {map[string]string{"spec.yml": "parametersSchema: [a]\n" + auth("")}, []string{"spec.yml:1:19: parametersSchema is not an object; "}},
		"schema of another type": {map[string]string{"spec.yml": "parametersSchema: {type: string}\n" + auth("")}, []string{`spec.yml:1:26: parametersSchema has type "string"; write type: object`}},
		"properties no object":   {map[string]string{"spec.yml": "parametersSchema: {properties: [a]}\n" + auth("")}, []string{"spec.yml:1:32: the properties of parametersSchema are not an object; "}},
		"property no object":     {map[string]string{"spec.yml": "parametersSchema: {properties: {a: string}}\n" + auth("")}, []string{"spec.yml:1:36: the property a is not an object; write a: {type: string, title: …}"}},
		"required no list":       {map[string]string{"spec.yml": "parametersSchema: {required: true, properties: {}}\n" + auth("")}, []string{"spec.yml:1:30: required is not a list; "}},
		"required no property":   {map[string]string{"spec.yml": "parametersSchema: {required: [b], properties: {}}\n" + auth("")}, []string{`spec.yml:1:30: required lists the unknown property "b"; `}},
		"type that can't be typed": {
			map[string]string{"spec.yml": auth("  inputSchema: {properties: {a: {type: object}}}\n")},
			[]string{`spec.yml:3:40: unsupported field type "object"; `},
		},
		"default no scalar": {map[string]string{"spec.yml": "parametersSchema: {properties: {a: {default: {$var: x}}}}\n" + auth("")}, []string{"spec.yml:1:46: the default is not a string or a number; "}},
		"choices no list":   {map[string]string{"spec.yml": "parametersSchema: {properties: {a: {enum: b}}}\n" + auth("")}, []string{"spec.yml:1:43: enum is not a list; write enum: [one, two]"}},
		"choice no value":   {map[string]string{"spec.yml": "parametersSchema: {properties: {a: {referenceRecords: [{name: b}]}}}\n" + auth("")}, []string{"spec.yml:1:56: a choice has no value; write referenceRecords: "}},

		// the OAuth config
		"config no object": {map[string]string{"auth/get-oauth-config.map.yml": "[a]"}, []string{"auth/get-oauth-config.map.yml:1:1: getOAuthConfig returns a list; "}},
		"config empty": {map[string]string{"auth/get-oauth-config.map.yml": "{}"}, []string{
			"auth/get-oauth-config.map.yml:1:1: consumerKey is missing; ",
			"auth/get-oauth-config.map.yml:1:1: requestTokenUri is missing; ",
			"auth/get-oauth-config.map.yml:1:1: authorizeUri is missing; ",
			"auth/get-oauth-config.map.yml:1:1: tokenUri is missing; ",
			"auth/get-oauth-config.map.yml:1:1: consumerSecret is missing; ",
		}},
		"config by other names": {map[string]string{"auth/get-oauth-config.map.yml": "clientId: k\nclientSecret: s\nrequestTokenUrl: u\nauthorizationUrl: u\naccessTokenUrl: u\n"}, []string{
			"auth/get-oauth-config.map.yml:1:1: unknown key clientId; use consumerKey",
			"auth/get-oauth-config.map.yml:2:1: unknown key clientSecret; use consumerSecret",
			"auth/get-oauth-config.map.yml:3:1: unknown key requestTokenUrl; use requestTokenUri",
			"auth/get-oauth-config.map.yml:4:1: unknown key authorizationUrl; use authorizeUri",
			"auth/get-oauth-config.map.yml:5:1: unknown key accessTokenUrl; use tokenUri",
		}},
		"config of other types": {config("extra: x\nscopes: {a: 1}\n"), []string{
			"auth/get-oauth-config.map.yml:6:8: extra is a string, not an object; ",
			"auth/get-oauth-config.map.yml:7:9: scopes is an object, not a list; ",
		}},
		"address that is none":    {config("dialect:\n  signatureBaseUri: api.example.com\n"), []string{"auth/get-oauth-config.map.yml:7:21: dialect.signatureBaseUri is not an http or https URL; "}},
		"formula of the platform": {config("extra: {a: {$lookup: x}}\n"), []string{"auth/get-oauth-config.map.yml:6:13: the formula $lookup needs data that only the platform has; "}},
		"dialect": {config("dialect:\n  requesttokenmethod: GET\n  placement: headers\n  loopback: {port: 99999, path: cb}\n  version: '1.0'\n  signatureMethod: RSA-SHA1\n  renew: {method: POST}\n"), []string{
			`auth/get-oauth-config.map.yml:7:3: unknown key "requesttokenmethod" in dialect; write requestTokenMethod, token or tokenMethod`,
			"auth/get-oauth-config.map.yml:7:3: dialect.privateKey is missing; write privateKey:",
			`auth/get-oauth-config.map.yml:8:14: dialect.placement can't be "headers"; write header, query or body`,
			"auth/get-oauth-config.map.yml:9:20: dialect.loopback.port is not an integer from 0 to 65535; ",
			"auth/get-oauth-config.map.yml:9:33: dialect.loopback.path doesn't start with /; ",
			"auth/get-oauth-config.map.yml:10:12: dialect.version is a string, not true or false; ",
			"auth/get-oauth-config.map.yml:12:10: dialect.renew.uri is missing; write uri: https://…",
		}},

		// the API client
		"client by other names": {map[string]string{"auth/make-api-client.map.yml": "baseUrl: https://a.example\ndefaultQueryParameters: {a: b}\n"}, []string{
			"auth/make-api-client.map.yml:1:1: unknown key baseUrl; use baseUri",
			"auth/make-api-client.map.yml:2:1: unknown key defaultQueryParameters; use query",
		}},
		"client under args": {map[string]string{"auth/make-api-client.map.yml": "args:\n  baseUri: here\n"}, []string{
			"auth/make-api-client.map.yml:2:12: args.baseUri is not an http or https URL; ",
		}},
		"header by $template": {map[string]string{"auth/make-api-client.map.yml": "headers:\n  Authorization: {$template: 'Bearer ${x}'}\n"}, []string{
			"auth/make-api-client.map.yml:2:18: headers.Authorization is an object, not a string",
			"auth/make-api-client.map.yml:2:19: unknown formula $template",
		}},
		"handlers": {map[string]string{"auth/make-api-client.map.yml": "responseHandlers:\n  - {isSuccess: x, match: {$lookup: 1}}\n  - 5\n  - {error: {}}\n"}, []string{
			"auth/make-api-client.map.yml:2:17: isSuccess is not a boolean; ",
			"auth/make-api-client.map.yml:2:28: the formula $lookup needs data that only the platform has",
			"auth/make-api-client.map.yml:3:5: a response handler is not an object; ",
			"auth/make-api-client.map.yml:4:5: a response handler has no match; ",
		}},

		"refresh as a mapping": {map[string]string{"spec.yml": auth("  refreshCredentials: {type: mapping, mapping: {a: b}}\n")}, []string{
			"spec.yml:3:48: refreshCredentials can't be a mapping; write it as javascript",
		}},
		"limits": {map[string]string{"spec.yml": auth("inputSchema:\n  properties:\n    a: {minLength: -1, maxLength: many}\n    b: {minLength: 2, maxLength: 1}\n    c: {minimum: 2.5, maximum: 2}\n    d: {minLength: 1.5, minimum: [1]}\n")}, []string{
			"spec.yml:5:20: minLength is not a number of characters; write an integer, such as minLength: 8",
			"spec.yml:5:35: maxLength is not a number; write maxLength: 8",
			"spec.yml:6:34: maxLength is less than minLength; ",
			"spec.yml:7:32: maximum is less than minimum; ",
			"spec.yml:8:20: minLength is not a number of characters; ",
			"spec.yml:8:34: minimum is not a number; ",
		}},

		// the test
		"script that does not parse": {map[string]string{"auth/test.js": "export default () => {\n  retur 1\n}\n"}, []string{"auth/test.js:2:9: invalid script: SyntaxError: expecting ';'"}},
		"script that imports":        {map[string]string{"auth/test.js": "import axios from 'axios'\n"}, []string{"auth/test.js:1:1: invalid script: cannot import axios: a script can import only the connector's own files; "}},
		"inline script":              {map[string]string{"spec.yml": auth("  test:\n    type: javascript\n    code: |\n      const a = 1\n      const a = 2\n")}, []string{"spec.yml:7:"}},
		"TypeScript":                 {map[string]string{"auth/test.js": "", "auth/test.ts": "enum A { b }"}, []string{"auth/test.ts:1:1: invalid script: enums are not supported; write an object: const Name = { … }"}},
		"REST test without a path": {map[string]string{"spec.yml": auth("  test: {type: rest-api-mapping, mapping: {method: FETCH}}\n")}, []string{
			"spec.yml:3:43: path is missing; write path: /me",
			`spec.yml:3:52: method can't be "FETCH"; write GET, POST, PUT, PATCH, DELETE or HEAD`,
		}},

		// saved requests
		"saved requests": {map[string]string{"requests.http": "### one\nGET\n### two\n# nothing\n### three\nGET /a b\n### four\n@1 = x\nf_x /a\n### six\nGET /a\nno header\n\n< ../file\n### seven\nPUT /a\n\ntext\n< ./x\n### eight\nPUT /a\n\n<@ ./x\n"}, []string{
			`requests.http:3:1: the request "two" has no request line; `,
			"requests.http:6:1: invalid request line; write METHOD target, with %20 for a space in the target",
			"requests.http:8:1: invalid variable; write @name = value, with letters, digits and _ in the name",
			"requests.http:9:1: invalid request line; ",
			"requests.http:11:1: the body file \"../file\" is not in the connector's folder; ",
			"requests.http:12:1: invalid header; ",
			"requests.http:19:1: a body is text or one file, not both; ",
			"requests.http:23:1: variables in a body file are not supported; ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLoader(with(test.files), specFile)
			l.load("/sample")
			got := sorted(append(l.problems, l.warnings...))
			if len(got) != len(test.want) {
				t.Fatalf("%d problems, want %d:\n%v", len(got), len(test.want), got)
			}
			for i, want := range test.want {
				if line := got[i].Error(); !strings.HasPrefix(line, want) {
					t.Errorf("got  %s\nwant %s", line, want)
				}
			}
		})
	}
}

func TestWarningsDoNotPreventLoading(t *testing.T) {
	t.Parallel()
	files := map[string]string{"auth/make-api-client.map.yml": "baseUri: https://api.sample.example\nquery: {a: {$map: {value: x, mappings: [], default: y}}}\n"}
	loaded(t, files)
	l := newLoader(with(files), specFile)
	l.load("/sample")
	if len(l.problems) != 0 || len(l.warnings) != 1 || !strings.Contains(l.warnings[0].Error(), ":2:19: $map has no list of pairs and evaluates to its default; the key is mapping, not mappings") {
		t.Errorf("problems %v, warnings %v", l.problems, l.warnings)
	}
}
