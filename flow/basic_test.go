package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"countersign/flow"
)

// A script's auth goes out in place of the signature, for that call alone, and the password is shown nowhere.
func TestAScriptsAuthTakesTheSignaturesPlace(t *testing.T) {
	t.Parallel()
	sent := make(chan string, 4)
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		sent <- r.URL.Path + " " + r.Header.Get("Authorization")
		w.Write([]byte{0, 255})
	})
	m := newManager(t)
	c := withFiles(t, m, p, map[string]string{
		"spec.yml": specWith("mapping", "  test: {implementationType: javascript}"),
		"auth/test.js": `export default async ({ apiClient }) => {
			const data = await apiClient.get('/basic', {}, { auth: { username: 'anna', password: 'sample-password' }, responseType: 'arraybuffer' })
			await apiClient.get('/signed')
			return { account: [...new Uint8Array(data)].join('-') }
		}`,
	})
	result, err := c.Test(t.Context())
	must(t, err)
	if result.Account != "0-255" {
		t.Errorf("the body arrived as %s", result.Account)
	}
	if got := <-sent; got != "/basic Basic YW5uYTpzYW1wbGUtcGFzc3dvcmQ=" {
		t.Errorf("sent %s", got)
	}
	if got := <-sent; !strings.HasPrefix(got, "/signed OAuth ") || !strings.Contains(got, "oauth_signature=") {
		t.Errorf("sent %s", got)
	}
	if shown := dump(t, m.Traffic.List()); strings.Contains(shown, "YW5uYTpzYW1") || strings.Contains(shown, "sample-password") {
		t.Error("the trace tells the password")
	}
}

// What makeApiClient gives as auth has a header of its own only where the signature leaves it free.
func TestTheClientsAuthNeedsAFreeHeader(t *testing.T) {
	t.Parallel()
	for dialect, want := range map[string]string{
		"":                                "OAuth ",
		"dialect: {placement: query}":     "Basic YW5uYTpwdw==",
		"dialect: {signApi: false}":       "Basic YW5uYTpwdw==",
		"dialect: {placement: header}":    "OAuth ",
		"dialect: {tokenPlacement: body}": "OAuth ",
	} {
		sent := make(chan string, 4)
		p := newProvider(t, func(_ http.ResponseWriter, r *http.Request) { sent <- r.Header.Get("Authorization") })
		c := withFiles(t, newManager(t), p, map[string]string{
			"auth/get-oauth-config.map.yml": `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: BASE/request
authorizeUri: BASE/authorize
tokenUri: BASE/access
` + dialect,
			"auth/make-api-client.map.yml": "baseUri: BASE\nauth: {username: anna, password: pw}\n",
		})
		_, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
		if got := <-sent; !strings.HasPrefix(got, want) {
			t.Errorf("%s: sent %s, want %s", dialect, got, want)
		}
	}
}
