package flow_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/oauth1"
)

// handlersMapping has every key of a response handler.
const handlersMapping = `
responseHandlers:
  - match: {$eval: {$var: response.data.gone}, is: true}
    error: {key: connection_is_defunct, message: {$concat: ['gone since ', {$var: response.headers.x-since}]}}
  - match: {$eval: {$var: response.status}, is: 404}
    isSuccess: true
    data: {list: [none], status: {$var: response.statusCode}}
  - match: {$eval: {$var: response.data.ok}, is: false}
    error: {message: {$var: response.data.why}, key: quota, data: {$var: response.data.left}}
  - match: {$eval: {$var: response.data.expired}, is: true}
    error: {key: access_token_expired}
  - match: {$var: response.data.any}
    isSuccess: true
`

// handlersScript says the same in JavaScript.
const handlersScript = `const v = (locator) => ({ $var: 'response.' + locator });
export default ({ credentials }) => ({ baseUri: 'BASE', responseHandlers: [
  { match: { $eval: v('data.gone'), is: true },
    error: { key: 'connection_is_defunct', message: { $concat: ['gone since ', v('headers.x-since')] } } },
  { match: { $eval: v('status'), is: 404 }, isSuccess: true, data: { list: ['none'], status: v('statusCode') } },
  { match: { $eval: v('data.ok'), is: false }, error: { message: v('data.why'), key: 'quota', data: v('data.left') } },
  { match: { $eval: v('data.expired'), is: true }, error: { key: 'access_token_expired' } },
  { match: v('data.any'), isSuccess: true },
] });
`

// answering is a provider whose API answers as the query of the call says.
func answering(t *testing.T) *provider {
	return newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Since", "May")
		status, err := strconv.Atoi(r.URL.Query().Get("status"))
		if err != nil {
			t.Error(err)
			status = http.StatusOK
		}
		w.WriteHeader(status)
		io.WriteString(w, r.URL.Query().Get("body"))
	})
}

// withFiles keeps a connection to p whose connector has files replaced, or added; BASE in them is the provider's address.
func withFiles(t *testing.T, m *flow.Manager, p *provider, files map[string]string) *flow.Connection {
	t.Helper()
	dir := connectorFolder(t, p.base, "")
	for name, text := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), strings.ReplaceAll(text, "BASE", p.base))
	}
	s := setupOf(t, m, dir)
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)
	return c
}

// specWith is connectorFolder's spec with more in its auth block.
func specWith(makeAPIClient, auth string) string {
	return `key: sample
name: Sample
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: ` + makeAPIClient + `}
` + auth + `
parametersSchema:
  type: object
  properties:
    consumerKey: {type: string, default: sample-key}
    consumerSecret: {type: string, format: password, default: sample-consumer-secret}
`
}

// handlersFiles is a connector with the handlers, once as a mapping and once as a script, and with the test given.
func handlersFiles(test string) map[string]map[string]string {
	auth := "  test: {implementationType: javascript}"
	return map[string]map[string]string{
		"mapping": {
			"spec.yml": specWith("mapping", auth), "auth/test.js": test,
			"auth/make-api-client.map.yml": "baseUri: BASE" + handlersMapping,
		},
		"script": {
			"spec.yml": specWith("javascript", auth), "auth/test.js": test,
			"auth/make-api-client.js": handlersScript,
		},
	}
}

func TestResponseHandlersSayWhatAnAnswerComesTo(t *testing.T) {
	t.Parallel()
	for kind, files := range handlersFiles("export default () => true") {
		m := newManager(t)
		c := withFiles(t, m, answering(t), files)
		for _, test := range []struct {
			status           int
			body             string
			what, said, next string // what "" is a success
		}{
			{200, `{}`, "", "", ""},
			{404, `{}`, "", "", ""},
			{500, `{"any":1}`, "", "", ""},
			{500, `{"any":0}`, "500 Internal Server Error", `{"any":0}`, "Try again later"},
			{200, `{"ok":false,"why":"no\u001b[31m more","left":{"calls":0}}`, "no[31m more", `{"calls":0}`, "responseHandlers"},
			{403, `{"ok":false}`, "403 Forbidden", `{"ok":false}`, "permissions"},
			{200, `{"gone":true}`, "gone since May", `{"gone":true}`, oauth1.HintReconnect},
			{200, `{"expired":true}`, "responseHandlers", `{"expired":true}`, oauth1.HintReconnect},
			{401, `no JSON`, "401 Unauthorized", "no JSON", oauth1.HintReadMessage},
			{429, ``, "429 Too Many Requests", "", "Wait"},
		} {
			resp, err := c.Send(t.Context(), flow.Request{
				Target: "/me", Query: []flow.Pair{{Name: "status", Value: fmt.Sprint(test.status)}, {Name: "body", Value: test.body}},
			})
			must(t, err)
			e := resp.Explanation()
			switch {
			case test.what == "" && e != nil:
				t.Errorf("%s: %d %s is a failure: %+v", kind, test.status, test.body, e)
			case test.what == "":
			case e == nil:
				t.Errorf("%s: %d %s is a success", kind, test.status, test.body)
			case !strings.HasSuffix(e.What, test.what) || e.ProviderMessage != test.said || !strings.Contains(e.Next, test.next):
				t.Errorf("%s: %d %s: %+v", kind, test.status, test.body, e)
			}
			if string(resp.Body) != test.body {
				t.Errorf("%s: the body is %q", kind, resp.Body)
			}
		}
	}
}

func TestScriptsSeeWhatTheResponseHandlersMakeOfAnAnswer(t *testing.T) {
	t.Parallel()
	const test = `export default async ({ apiClient }) => {
  const none = await apiClient.get('/me', { status: 404, body: '{}' });
  if (none.status !== 404 || none.list[0] !== 'none') throw new Error('data was ' + JSON.stringify(none));
  const whole = await apiClient.get('/me', { status: 404, body: '{}' }, { returnFullResponse: true });
  if (whole.status !== 404 || whole.data.list[0] !== 'none') throw new Error('whole was ' + JSON.stringify(whole));
  try {
    await apiClient.get('/me', { status: 200, body: '{"ok":false,"why":"no more","left":7}' });
  } catch (e) {
    if (e.message !== 'no more' || e.status !== 200 || e.data !== 7) throw new Error('thrown was ' + e.message + JSON.stringify(e));
    return { account: 'anna' };
  }
  throw new Error('nothing was thrown');
}`
	for kind, files := range handlersFiles(test) {
		result, err := withFiles(t, newManager(t), answering(t), files).Test(t.Context())
		if err != nil || result.Account != "anna" {
			t.Errorf("%s: %+v, %v", kind, result, err)
		}
	}
}

func TestRESTTestIsJudgedByTheResponseHandlers(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`{status: 404, body: '{}'}`:                                 "",
		`{status: 200, body: '{"ok":false,"why":"no more"}'}`:       "no more",
		`{status: 500, body: '{"list":["all"]}'}`:                   "500 Internal Server Error",
		`{status: 200, body: '{"list":["others"]}'}`:                "the connector's test returned false",
		`{status: 401, body: '{"gone": true, "list": ["others"]}'}`: "gone since May",
	} {
		files := map[string]string{
			"spec.yml":                     specWith("mapping", "  test: {implementationType: rest-api-mapping}"),
			"auth/make-api-client.map.yml": "baseUri: BASE" + handlersMapping,
			"auth/test.rest.yml": "path: /me\nrequestMapping: {query: " + query + "}\n" +
				"responseMapping: {$eval: {$var: response.data.list}, contains: none}\n",
		}
		_, err := withFiles(t, newManager(t), answering(t), files).Test(t.Context())
		if got := flow.Explain(err).What; (want == "") != (err == nil) || !strings.HasSuffix(got, want) {
			t.Errorf("%s: %v, want %q", query, err, want)
		}
	}
}

func TestAnswerThatSaysExpiredIsRenewedOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		body    string
		renewed bool
	}{
		"a handler's key":            {http.StatusOK, `{"expired":true}`, true},
		"401 without a word":         {http.StatusUnauthorized, "", true},
		"401 with another problem":   {http.StatusUnauthorized, "oauth_problem=signature_invalid", false},
		"403":                        {http.StatusForbidden, "", false},
		"a handler takes the 401":    {http.StatusUnauthorized, `{"any":1}`, false},
		"a handler's key of its own": {http.StatusUnauthorized, `{"ok":false}`, false},
	} {
		p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			io.WriteString(w, test.body)
		})
		p.reply = "&oauth_session_handle=sample-handle"
		c := withFiles(t, newManager(t), p, map[string]string{"auth/make-api-client.map.yml": "baseUri: BASE" + handlersMapping})
		_, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
		want := "token-2"
		if test.renewed {
			want += " token-3"
		}
		if got := strings.Join(p.seen("/me", "oauth_token"), " "); got != want {
			t.Errorf("%s: called with %s, want %s", name, got, want)
		}
	}
}
