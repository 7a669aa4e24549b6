package specs

import (
	"strings"
	"testing"
)

// Every kind of mistake, with its place.
func TestProblemsTellTheirPlaceAndTheCure(t *testing.T) {
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
		"no spec":             {map[string]string{"spec.yml": ""}, []string{"spec.yml:1:1: there is no such file; write it"}},
		"empty spec":          {map[string]string{"spec.yml": "# nothing"}, []string{"spec.yml:1:1: spec.yml describes nothing; write name:"}},
		"no YAML":             {map[string]string{"spec.yml": "a: b\nc: d: e\n"}, []string{"spec.yml:2:1: the YAML can't be read: mapping values are not allowed in this context; mind"}},
		"huge":                {map[string]string{"spec.yml": strings.Repeat("# much\n", 200_000)}, []string{"spec.yml:1:1: the file is larger than 1024 KiB; "}},
		"twice":               {map[string]string{"spec.yml": auth("  type: oauth1\n")}, []string{"spec.yml:3:3: the key type stands here twice; "}},
		"no auth":             {map[string]string{"spec.yml": "name: X"}, []string{"spec.yml:1:1: there is no auth block; write auth: {type: oauth1"}},
		"auth no object":      {map[string]string{"spec.yml": "auth: oauth1"}, []string{"spec.yml:1:7: auth is no object; "}},
		"no auth type":        {map[string]string{"spec.yml": "auth: {test: {}}"}, []string{"spec.yml:1:7: the auth block has no type; write type: oauth1"}},
		"another auth type":   {map[string]string{"spec.yml": "auth:\n  type: oauth2\n"}, []string{`spec.yml:2:9: this connector uses "oauth2"; countersign speaks OAuth 1.0a only`}},
		"auth options":        {map[string]string{"spec.yml": "auth:\n  options: {a: {type: oauth2}}\n"}, []string{"spec.yml:2:12: none of the auth options is for OAuth 1.0a; "}},
		"name no text":        {map[string]string{"spec.yml": "name: [a]\n" + auth("")}, []string{"spec.yml:1:7: name is no text; "}},
		"method no object":    {map[string]string{"spec.yml": auth("  test: javascript\n")}, []string{"spec.yml:3:9: test is no object; write test: {implementationType: rest-api-mapping}"}},
		"no such kind":        {map[string]string{"spec.yml": auth("  test: {implementationType: guess}\n")}, []string{`spec.yml:3:9: there is no implementationType "guess"; write rest-api-mapping or javascript`}},
		"not this kind":       {map[string]string{"spec.yml": auth("  getOAuthConfig: {implementationType: rest-api-mapping, mapping: {}}\n")}, []string{"spec.yml:3:67: getOAuthConfig can't be a rest-api-mapping; write it as mapping or javascript"}},
		"required method off": {map[string]string{"spec.yml": auth("  makeApiClient: {implementationType: not-supported}\n")}, []string{"spec.yml:3:18: makeApiClient is not-supported; "}},
		"missing file":        {map[string]string{"auth/make-api-client.map.yml": ""}, []string{"spec.yml:15:18: makeApiClient is not there; write auth/make-api-client.map.yml"}},
		"file of another kind": {
			map[string]string{"auth/make-api-client.map.yml": "", "auth/make-api-client.js": "export default () => ({})"},
			[]string{"spec.yml:15:18: makeApiClient is said to be a mapping, but there is auth/make-api-client.js; write implementationType: javascript"},
		},
		"path that leads nowhere": {map[string]string{"spec.yml": auth("  test: {filePath: other/test.js}\n")}, []string{"other/test.js:1:1: there is no such file; write it"}},
		"path that leads out":     {map[string]string{"spec.yml": auth("  test: {filePath: ../test.js}\n")}, []string{"../test.js:1:1: the path leads out of the connector's folder; "}},

		// schemas
		"schema no object":       {map[string]string{"spec.yml": "parametersSchema: [a]\n" + auth("")}, []string{"spec.yml:1:19: parametersSchema is no object; "}},
		"schema of another type": {map[string]string{"spec.yml": "parametersSchema: {type: string}\n" + auth("")}, []string{`spec.yml:1:26: parametersSchema is of type "string"; write type: object`}},
		"properties no object":   {map[string]string{"spec.yml": "parametersSchema: {properties: [a]}\n" + auth("")}, []string{"spec.yml:1:32: the properties of parametersSchema are no object; "}},
		"property no object":     {map[string]string{"spec.yml": "parametersSchema: {properties: {a: string}}\n" + auth("")}, []string{"spec.yml:1:36: the property a is no object; write a: {type: string, title: …}"}},
		"required no list":       {map[string]string{"spec.yml": "parametersSchema: {required: true, properties: {}}\n" + auth("")}, []string{"spec.yml:1:30: required is no list; "}},
		"required no property":   {map[string]string{"spec.yml": "parametersSchema: {required: [b], properties: {}}\n" + auth("")}, []string{`spec.yml:1:30: required names "b", which is no property; `}},
		"type that can't be typed": {
			map[string]string{"spec.yml": auth("  inputSchema: {properties: {a: {type: object}}}\n")},
			[]string{`spec.yml:3:40: a field of type "object" can't be asked for; `},
		},
		"default no scalar": {map[string]string{"spec.yml": "parametersSchema: {properties: {a: {default: {$var: x}}}}\n" + auth("")}, []string{"spec.yml:1:46: the default is neither text nor a number; "}},
		"choices no list":   {map[string]string{"spec.yml": "parametersSchema: {properties: {a: {enum: b}}}\n" + auth("")}, []string{"spec.yml:1:43: enum is no list; write enum: [one, two]"}},
		"choice no value":   {map[string]string{"spec.yml": "parametersSchema: {properties: {a: {referenceRecords: [{name: b}]}}}\n" + auth("")}, []string{"spec.yml:1:56: a choice has no value; write referenceRecords: "}},

		// the OAuth config
		"config no object": {map[string]string{"auth/get-oauth-config.map.yml": "[a]"}, []string{"auth/get-oauth-config.map.yml:1:1: getOAuthConfig gives a list; "}},
		"config empty": {map[string]string{"auth/get-oauth-config.map.yml": "{}"}, []string{
			"auth/get-oauth-config.map.yml:1:1: consumerKey is missing; ",
			"auth/get-oauth-config.map.yml:1:1: requestTokenUri is missing; ",
			"auth/get-oauth-config.map.yml:1:1: authorizeUri is missing; ",
			"auth/get-oauth-config.map.yml:1:1: tokenUri is missing; ",
			"auth/get-oauth-config.map.yml:1:1: consumerSecret is missing; ",
		}},
		"config by other names": {map[string]string{"auth/get-oauth-config.map.yml": "clientId: k\nclientSecret: s\nrequestTokenUrl: u\nauthorizationUrl: u\naccessTokenUrl: u\n"}, []string{
			"auth/get-oauth-config.map.yml:1:1: there is no key clientId; the key is consumerKey",
			"auth/get-oauth-config.map.yml:2:1: there is no key clientSecret; the key is consumerSecret",
			"auth/get-oauth-config.map.yml:3:1: there is no key requestTokenUrl; the key is requestTokenUri",
			"auth/get-oauth-config.map.yml:4:1: there is no key authorizationUrl; the key is authorizeUri",
			"auth/get-oauth-config.map.yml:5:1: there is no key accessTokenUrl; the key is tokenUri",
		}},
		"config of other types": {config("extra: x\nscopes: {a: 1}\n"), []string{
			"auth/get-oauth-config.map.yml:6:8: extra is text, not an object; ",
			"auth/get-oauth-config.map.yml:7:9: scopes is an object, not a list; ",
		}},
		"address that is none":    {config("dialect:\n  signatureBaseUri: api.example.com\n"), []string{"auth/get-oauth-config.map.yml:7:21: dialect.signatureBaseUri is no http or https address; "}},
		"formula of the platform": {config("extra: {a: {$lookup: x}}\n"), []string{"auth/get-oauth-config.map.yml:6:13: the formula $lookup needs the platform's own data, which is not here; "}},
		"dialect": {config("dialect:\n  requesttokenmethod: GET\n  placement: headers\n  loopback: {port: 99999, path: cb}\n  version: '1.0'\n  signatureMethod: RSA-SHA1\n  renew: {method: POST}\n"), []string{
			`auth/get-oauth-config.map.yml:7:3: dialect has no key "requesttokenmethod"; write requestTokenMethod`,
			"auth/get-oauth-config.map.yml:7:3: dialect.privateKey is missing; write privateKey:",
			`auth/get-oauth-config.map.yml:8:14: dialect.placement is "headers"; write header, query or body`,
			"auth/get-oauth-config.map.yml:9:20: dialect.loopback.port is no whole number from 0 to 65535; ",
			"auth/get-oauth-config.map.yml:9:33: dialect.loopback.path does not start with /; ",
			"auth/get-oauth-config.map.yml:10:12: dialect.version is text, not true or false; ",
			"auth/get-oauth-config.map.yml:12:10: dialect.renew.uri is missing; write uri: https://…",
		}},

		// the API client
		"client by other names": {map[string]string{"auth/make-api-client.map.yml": "baseUrl: https://a.example\ndefaultQueryParameters: {a: b}\n"}, []string{
			"auth/make-api-client.map.yml:1:1: there is no key baseUrl; the key is baseUri",
			"auth/make-api-client.map.yml:2:1: there is no key defaultQueryParameters; the key is query",
		}},
		"client under args": {map[string]string{"auth/make-api-client.map.yml": "args:\n  baseUri: here\n"}, []string{
			"auth/make-api-client.map.yml:2:12: args.baseUri is no http or https address; ",
		}},
		"header by $template": {map[string]string{"auth/make-api-client.map.yml": "headers:\n  Authorization: {$template: 'Bearer ${x}'}\n"}, []string{
			"auth/make-api-client.map.yml:2:18: headers.Authorization is an object, not text; there is no formula $template; write $tpl",
			"auth/make-api-client.map.yml:2:19: there is no formula $template, so this is a plain object; write $tpl",
		}},
		"handlers": {map[string]string{"auth/make-api-client.map.yml": "responseHandlers:\n  - {isSuccess: x, match: {$lookup: 1}}\n  - 5\n  - {error: {}}\n"}, []string{
			"auth/make-api-client.map.yml:2:17: isSuccess is neither true nor false; ",
			"auth/make-api-client.map.yml:2:28: the formula $lookup needs the platform",
			"auth/make-api-client.map.yml:3:5: a response handler is no object; ",
			"auth/make-api-client.map.yml:4:5: a response handler matches nothing; ",
		}},

		"refresh as a mapping": {map[string]string{"spec.yml": auth("  refreshCredentials: {type: mapping, mapping: {a: b}}\n")}, []string{
			"spec.yml:3:48: refreshCredentials can't be a mapping; write it as javascript",
		}},
		"limits": {map[string]string{"spec.yml": auth("inputSchema:\n  properties:\n    a: {minLength: -1, maxLength: many}\n    b: {minLength: 2, maxLength: 1}\n    c: {minimum: 2.5, maximum: 2}\n    d: {minLength: 1.5, minimum: [1]}\n")}, []string{
			"spec.yml:5:20: minLength is no number of characters; write a whole number, such as minLength: 8",
			"spec.yml:5:35: maxLength is no number; write maxLength: 8",
			"spec.yml:6:34: maxLength is below minLength, so that no value fits; ",
			"spec.yml:7:32: maximum is below minimum, so that no value fits; ",
			"spec.yml:8:20: minLength is no number of characters; ",
			"spec.yml:8:34: minimum is no number; ",
		}},

		// the test
		"script that does not parse": {map[string]string{"auth/test.js": "export default () => {\n  retur 1\n}\n"}, []string{"auth/test.js:2:9: the script does not parse: SyntaxError: "}},
		"script that imports":        {map[string]string{"auth/test.js": "import axios from 'axios'\n"}, []string{"auth/test.js:1:1: the script does not parse: a connector's script has no modules but the connector's own files, so it can't import axios; "}},
		"inline script":              {map[string]string{"spec.yml": auth("  test:\n    type: javascript\n    code: |\n      const a = 1\n      const a = 2\n")}, []string{"spec.yml:7:"}},
		"TypeScript":                 {map[string]string{"auth/test.js": "", "auth/test.ts": "enum A { b }"}, []string{"auth/test.ts:1:1: the script does not parse: an enum is more than a type and can't be taken out; write an object"}},
		"REST test without a path": {map[string]string{"spec.yml": auth("  test: {type: rest-api-mapping, mapping: {method: FETCH}}\n")}, []string{
			"spec.yml:3:43: path is missing; write path: /me",
			`spec.yml:3:52: method is "FETCH"; write GET, POST, PUT, PATCH, DELETE or HEAD`,
		}},

		// ready calls
		"ready calls": {map[string]string{"requests.http": "### one\nGET\n### two\n# nothing\n### three\nGET /a b\n### four\n@1 = x\nf_x /a\n### six\nGET /a\nno header\n\n< ../file\n### seven\nPUT /a\n\ntext\n< ./x\n### eight\nPUT /a\n\n<@ ./x\n"}, []string{
			`requests.http:3:1: the call "two" has no request line; `,
			"requests.http:6:1: this is no request line; write METHOD target",
			"requests.http:8:1: this is no variable; write @name = value",
			"requests.http:9:1: this is no request line; ",
			"requests.http:11:1: the body's file \"../file\" is not in the connector's folder; ",
			"requests.http:12:1: this is no header; ",
			"requests.http:19:1: a body is a text or one file, not both; ",
			"requests.http:23:1: variables in the file of a body are not replaced; ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLoader(with(test.files), specFile)
			l.load("/sample")
			got := append(l.problems, l.warnings...).sorted()
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

// What the platform does, though surely not as meant, is told but keeps
// nothing from working.
func TestSlipsAreToldButLoad(t *testing.T) {
	t.Parallel()
	files := map[string]string{"auth/make-api-client.map.yml": "baseUri: https://api.sample.example\nquery: {a: {$map: {value: x, mappings: [], default: y}}}\n"}
	loaded(t, files)
	l := newLoader(with(files), specFile)
	l.load("/sample")
	if len(l.problems) != 0 || len(l.warnings) != 1 || !strings.Contains(l.warnings[0].Error(), ":2:19: $map has no list of pairs, so this is its default; the key is mapping, not mappings") {
		t.Errorf("problems %v, warnings %v", l.problems, l.warnings)
	}
}
