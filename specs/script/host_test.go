package script

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPIClientRequests(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]Request{
		"apiClient.get('/me')":                                          {Method: "GET", Path: "/me"},
		"externalApiClient.get('/me')":                                  {Method: "GET", Path: "/me"},
		"apiClient.get('/l', { b: [2, 1], a: true, c: null, d: 1e21 })": {Method: "GET", Path: "/l", Query: []Pair{{"a", "true"}, {"b", "2"}, {"b", "1"}, {"d", "1e+21"}}},
		"apiClient.get('/l', { a: 1 }, { query: { b: 2 } })":            {Method: "GET", Path: "/l", Query: []Pair{{"a", "1"}, {"b", "2"}}},
		"apiClient.post('/n', { text: 'x' })":                           {Method: "POST", Path: "/n", Data: map[string]any{"text": "x"}},
		"apiClient.put('/n', 'a=b', { headers: { 'Content-Type': 'text/plain', Accept: ['a', 'b'] } })": {
			Method: "PUT", Path: "/n", Data: "a=b", Header: map[string]string{"Content-Type": "text/plain", "Accept": "a, b"},
		},
		"apiClient.patch('n', [1], { baseUri: 'https://other.example' })":                    {Method: "PATCH", Path: "n", Data: []any{1.0}, BaseURI: "https://other.example"},
		"apiClient.delete('/n', undefined, { auth: { username: 'u', password: 'sample' } })": {Method: "DELETE", Path: "/n", User: "u", Password: "sample"},
	} {
		s := &service{}
		got, err := Run(context.Background(), plainly("x.js", "export default ({ apiClient, externalApiClient }) => "+source), "test", nil, s, Limits{})
		if err != nil {
			t.Errorf("%s: %v", source, err)
		}
		if diff := cmp.Diff(any(map[string]any{"id": "7"}), got); diff != "" {
			t.Errorf("%s: the body (-want +got):\n%s", source, diff)
		}
		if diff := cmp.Diff([]Request{want}, s.requests); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
}

func TestAPIClientReturnsFullResponse(t *testing.T) {
	t.Parallel()
	got, err := Run(context.Background(), plainly("x.js", "export default ({ apiClient }) => apiClient.get('/me', {}, { returnFullResponse: true })"), "test", nil, &service{}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"status": 200.0, "statusCode": 200.0, "headers": map[string]any{"content-type": "application/json"}, "data": map[string]any{"id": "7"}}
	if diff := cmp.Diff(any(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBinaryBody(t *testing.T) {
	t.Parallel()
	for size := range 8 {
		body := []byte{0, 255, 128, 10, 61, 43, 47}[:size]
		s := &service{reply: func(r Request) (Response, error) {
			if !r.Binary {
				t.Error("the request is not binary")
			}
			return Response{Status: 200, Data: body}, nil
		}}
		got, err := Run(context.Background(), plainly("x.js", `export default async ({ apiClient }) => {
			const data = await apiClient.get('/photo', {}, { responseType: 'arraybuffer' })
			return data instanceof ArrayBuffer && [...new Uint8Array(data)]
		}`), "test", nil, s, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		want := []any{}
		for _, b := range body {
			want = append(want, float64(b))
		}
		if diff := cmp.Diff(any(want), got); diff != "" {
			t.Errorf("%d bytes (-want +got):\n%s", size, diff)
		}
	}
}

func TestOtherStatusThan2xxThrows(t *testing.T) {
	t.Parallel()
	s := &service{reply: func(Request) (Response, error) {
		return Response{Status: 404, Data: map[string]any{"why": "gone"}}, nil
	}}
	_, err := Run(context.Background(), plainly("x.js", "export default ({ apiClient }) => apiClient.get('/me')"), "test", nil, s, Limits{})
	var e *Error
	if !errors.As(err, &e) || e.Status != 404 || e.Message != "GET /me failed with status 404" {
		t.Fatalf("got %#v", err)
	}
	if diff := cmp.Diff(any(map[string]any{"why": "gone"}), e.Data); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	caught := `export default async ({ apiClient }) => {
		try { await apiClient.get('/me') } catch (error) { return [error instanceof Error, error.status, error.data.why] }
	}`
	got, err := Run(context.Background(), plainly("x.js", caught), "test", nil, s, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(any([]any{true, 404.0, "gone"}), got); diff != "" {
		t.Errorf("caught (-want +got):\n%s", diff)
	}
}

func TestRunReturnsTheHostsError(t *testing.T) {
	t.Parallel()
	errDown := errors.New("the sample service is down")
	s := &service{reply: func(Request) (Response, error) { return Response{}, fmt.Errorf("calling: %w", errDown) }}
	_, err := Run(context.Background(), plainly("x.js", "export default async ({ apiClient }) => {\n  await apiClient.get('/me')\n}"), "test", nil, s, Limits{})
	if !errors.Is(err, errDown) || !strings.HasPrefix(err.Error(), "x.js:2:") || !strings.HasSuffix(err.Error(), "calling: the sample service is down") {
		t.Errorf("got %v", err)
	}
	_, err = Run(context.Background(), plainly("x.js", "export default ({ apiClient }) => apiClient.get('/me').catch(() => { throw new Error('own words') })"), "test", nil, s, Limits{})
	if errors.Is(err, errDown) || !strings.HasSuffix(err.Error(), "own words") {
		t.Errorf("an error of the script's own: got %v", err)
	}
}

func TestInvalidRequestsAreRefused(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"apiClient.get()":                                       `TypeError: apiClient.get needs a path, such as "/me"`,
		"apiClient.get('/', 'a=b')":                             "TypeError: the query is not an object; use {name: value}",
		"apiClient.get('/', { a: { b: 1 } })":                   "query parameter a: an object is not a valid value; use a string",
		"apiClient.get('/', { a: [[1]] })":                      "query parameter a: a nested list is not a valid value; use a string",
		"apiClient.get('/', {}, { headers: { a: {} } })":        "header a: an object is not a valid value; use a string",
		"apiClient.get('/', {}, { responseType: 'stream' })":    "unsupported responseType stream; remove it, or use arraybuffer",
		"apiClient.get('/', {}, { responseType: 'blob' })":      "unsupported responseType blob; remove it, or use arraybuffer",
		"apiClient.get('/', {}, { auth: {} })":                  "auth has no username and no password; add them, or remove it",
		"apiClient.post('/', new Uint8Array(3))":                "TypeError: a script cannot send binary data; send a string or an object",
		"apiClient.get('/', {}, { auth: { username: ['u'] } })": "invalid request: ",
		"apiClient.post('/', 'x'.repeat(1 << 20))":              "the request is larger than 1 MiB",
	} {
		s := &service{}
		_, err := Run(context.Background(), plainly("x.js", "export default ({ apiClient }) => "+source), "test", nil, s, Limits{})
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Message, want) {
			t.Errorf("%s: got %v", source, err)
		}
		if len(s.requests) > 0 {
			t.Errorf("%s: the host was called", source)
		}
	}
}

func TestWithoutAHost(t *testing.T) {
	t.Parallel()
	got, err := Run(context.Background(), plainly("x.js", "export default (args) => { console.log('lost'); return Object.keys(args) }"), "getOAuthConfig", map[string]any{"state": "s"}, nil, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(any([]any{"state"}), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestConsoleIsLoggedUpToALimit(t *testing.T) {
	t.Parallel()
	s := &service{}
	source := `export default () => {
		console.log('text', 1, { a: [null] }, undefined, new TypeError('bad'))
		console.warn(Symbol('s')); console.error({ toJSON() { throw 1 } }); console.info('x'.repeat(5000))
		for (let i = 0; i < 2000; i++) console.debug(i)
	}`
	if _, err := Run(context.Background(), plainly("x.js", source), "test", nil, s, Limits{}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`log: text 1 {"a":[null]} undefined TypeError: bad`,
		"warn: Symbol(s)",
		"error: (a value that cannot be shown)",
		"log: " + strings.Repeat("x", 4000),
	}
	if diff := cmp.Diff(want, s.lines[:4]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(s.lines) != 1001 || s.lines[1000] != "warn: the rest of the script's output is omitted" {
		t.Errorf("%d lines, the last %q", len(s.lines), s.lines[len(s.lines)-1])
	}
}
