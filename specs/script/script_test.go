package script

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// service is a host for tests that records requests.
type service struct {
	requests []Request
	lines    []string
	reply    func(Request) (Response, error)
}

func (s *service) Send(_ context.Context, r Request) (Response, error) {
	s.requests = append(s.requests, r)
	if s.reply != nil {
		return s.reply(r)
	}
	return Response{Status: 200, Header: map[string]string{"content-type": "application/json"}, Data: map[string]any{"id": "7"}}, nil
}

func (s *service) Log(level, text string) { s.lines = append(s.lines, level+": "+text) }

func TestRunAcceptsDocumentedForms(t *testing.T) {
	t.Parallel()
	args := map[string]any{"credentials": map[string]any{"oauth_token": "sample-token"}}
	for form, source := range map[string]string{
		"default, named":     "export default async function test({ credentials }) { return credentials.oauth_token }",
		"default, anonymous": "export default ({ credentials }) => credentials.oauth_token",
		"under its name":     "export async function test({ credentials }) { return credentials.oauth_token }",
		"renamed":            "const f = (c) => c.credentials.oauth_token; export { f as default }",
		"exports.test":       "exports.test = async function (context) { return context.credentials.oauth_token }",
		"exports.default":    "exports.default = ({ credentials }) => credentials.oauth_token",
		"module.exports":     "module.exports = async function ({ credentials }) { return credentials.oauth_token }",
		"module.exports.x":   "module.exports = { test: ({ credentials }) => Promise.resolve(credentials.oauth_token) }",
	} {
		got, err := Run(context.Background(), plainly("auth/test.js", source), "test", args, nil, Limits{})
		if err != nil || got != "sample-token" {
			t.Errorf("%s: got %v, %v", form, got, err)
		}
	}
}

func TestRunReturnsJSONValues(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]any{
		"export default () => undefined":                         nil,
		"export default () => null":                              nil,
		"export default () => false":                             false,
		"export default () => ({ a: [1, 'x', null], b() {} })":   map[string]any{"a": []any{1.0, "x", nil}},
		"export default (args) => Object.keys(args)":             []any{},
		"export default async () => (await Promise.all([1, 2]))": []any{1.0, 2.0},
	} {
		got, err := Run(context.Background(), plainly("x.js", source), "test", nil, nil, Limits{})
		if err != nil {
			t.Errorf("%s: %v", source, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
}

func TestErrorsHaveAPosition(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"\nexport default () => {\n  return nope.x\n}":                              "auth/test.js:3:10: ReferenceError: 'nope' is not defined",
		"export default async () => {\n  await null\n  throw new Error('no id')\n}": "auth/test.js:3:18: no id",
		"export default () => {\n  retur 1\n}":                                      "auth/test.js:2:9: SyntaxError: expecting ';'",
		"throw new Error('on load')":                                                "auth/test.js:1:16: on load",
		"export default () => { throw 'only text' }":                                "auth/test.js: only text",
		"export default () => { throw null }":                                       "auth/test.js: the script threw null",
		"export default () => { throw { get message() { throw 1 } } }":              "auth/test.js: (a value that cannot be shown)",
		"export default () => { throw new Error('\\x1b[31mred\\nline') }":           "auth/test.js:1:39: [31mred line",
		"export default () => 10n":                                                  "auth/test.js: TypeError: Do not know how to serialize a BigInt",
		"import axios from 'axios'":                                                 "auth/test.js:1: cannot import axios: a script can import only the connector's own files",
		"\nimport { a } from '../../a'":                                             "auth/test.js:2: cannot import ../../a: it is outside the connector's folder",
		"export default () => import('./a.js')":                                     "auth/test.js:1: cannot import ./a.js at run time: import it at the top of the script",
		"export default () => import('fs')":                                         "auth/test.js:1: cannot import fs: a script can import only the connector's own files",
		"const axios = require('axios')":                                            "auth/test.js:1:22: cannot require axios: a script has no modules",
		"export const other = () => 1":                                              "auth/test.js: the script exports no function; write export default async function test(",
		"export default () => new Promise(() => {})":                                "auth/test.js: the script waits for a promise that never settles",
	} {
		_, err := Run(context.Background(), plainly("auth/test.js", source), "test", nil, nil, Limits{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", source, err, want)
		}
	}
}

func TestParseFindsErrorsWithoutRunning(t *testing.T) {
	t.Parallel()
	if _, err := Parse("auth/test.js", "export default async () => { for (;;) {} }\nfor (;;) {}", nil); err != nil {
		t.Errorf("a script that parses: %v", err)
	}
	var e *Error
	if _, err := Parse("auth/test.js", "const a = 1\nconst a = 2", nil); !errors.As(err, &e) || e.Line != 2 || e.File != "auth/test.js" {
		t.Errorf("got %v", err)
	}
	if _, err := Parse("auth/test.js", strings.Repeat(" ", 256<<10+1), nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestAScriptReachesOnlyTheHost(t *testing.T) {
	t.Parallel()
	source := `export default () => ['host', 'std', 'os', 'print', 'process', 'fetch', 'setTimeout', 'Deno', 'apiClient', 'scriptArgs']
		.filter((name) => name in globalThis)`
	got, err := Run(context.Background(), plainly("x.js", source), "test", nil, &service{}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{}, got); diff != "" {
		t.Errorf("within reach (-want +got):\n%s", diff)
	}
}

// plainly is a script without imports.
func plainly(file, text string) Source { return Source{File: file, Text: text} }
