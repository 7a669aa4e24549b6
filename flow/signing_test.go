package flow_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
)

// What Sign explains must be what Call sends, whatever the connector's dialect and the request.
func TestSignExplainsWhatCallSends(t *testing.T) {
	t.Parallel()
	private := rsaKey(t)
	for name, dialect := range map[string]string{
		"plain":     "",
		"query":     "dialect: {placement: query, signatureMethod: HMAC-SHA256}",
		"body":      "dialect: {placement: body, realm: sample realm}",
		"realm":     `dialect: {realm: 'sample "realm"', version: false, bodyHash: true}`,
		"other URI": "dialect: {signatureBaseUri: 'http://signed.example'}",
		"RSA":       "dialect:\n  signatureMethod: RSA-SHA512\n  privateKey: |\n    " + strings.ReplaceAll(private, "\n", "\n    "),
		"PLAINTEXT": "dialect: {signatureMethod: PLAINTEXT}",
		"in clear":  "dialect: {signatureMethod: PLAINTEXT, placement: query}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := &recorder{}
			m := newManager(t, func(o *flow.Options) { o.Transport = service })
			c := connectedTo(t, m, dialect)
			for _, r := range []flow.Request{
				{Target: "/me"},
				{Target: "/a%2Fb?x=1&x=2&y", Query: []flow.Pair{{Name: "é", Value: "a b"}}},
				{Method: "post", Target: "/form", Form: []flow.Pair{{Name: "text", Value: "it's & it"}}},
				{Method: "PUT", Target: "/json", Body: []byte(`{"a":1}`), Header: []flow.Pair{{Name: "X-Sample", Value: "one"}}},
				{Method: "DELETE", Target: "/gone", Header: []flow.Pair{{Name: "Host", Value: "api.service.example"}}},
			} {
				resp, err := c.Send(t.Context(), r)
				must(t, err)
				sent := map[string]string{}
				for _, p := range resp.Exchange.Parameters {
					sent[p.Name] = p.Value
				}
				s, err := c.Sign(r, flow.SigningOptions{Nonce: sent["oauth_nonce"], Timestamp: sent["oauth_timestamp"], ShowSecrets: true})
				must(t, err)
				if diff := cmp.Diff(service.last(), wire(s.Method, s.URL, s.Authorization, s.Header, s.Body)); diff != "" {
					t.Errorf("%s %s (-sent +explained):\n%s", r.Method, r.Target, diff)
				}
				if s.BaseString != resp.Exchange.BaseString {
					t.Errorf("base string\nsent      %s\nexplained %s", resp.Exchange.BaseString, s.BaseString)
				}
				if s.Masked || s.Refused != "" {
					t.Errorf("masked %v, refused %q", s.Masked, s.Refused)
				}
			}
		})
	}
}

// recorder is a service that answers everything, and remembers what it was sent.
type recorder struct{ lines []string }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	header := req.Header.Clone()
	header.Del("User-Agent")
	authorization := header.Get("Authorization")
	header.Del("Authorization")
	r.lines = append(r.lines, wire(req.Method, req.URL.String(), authorization, header, body))
	const reply = "oauth_token=sample-token&oauth_token_secret=sample+token+secret&oauth_callback_confirmed=true"
	return &http.Response{StatusCode: http.StatusOK, Request: req, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(reply))}, err
}

func (r *recorder) last() string { return r.lines[len(r.lines)-1] }

func wire(method, url, authorization string, header http.Header, body []byte) string {
	return fmt.Sprintf("%s %s\n%s\n%v\n%s", method, url, authorization, header, body)
}

// connectedTo dances with whatever m's transport answers, and keeps the connection.
func connectedTo(t *testing.T, m *flow.Manager, dialect string) *flow.Connection {
	t.Helper()
	s := setupOf(t, m, connectorFolder(t, "http://127.0.0.1:1", dialect))
	p := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, p.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, p), "sample", false)
	must(t, err)
	return c
}

func TestSignMasksSecretsUnlessAsked(t *testing.T) {
	t.Parallel()
	creds := flow.Credentials{
		ConsumerKey: "sample-key", ConsumerSecret: flow.NewSecret("sample concealed"),
		Token: "sample-token", TokenSecret: flow.NewSecret("sample&hidden"), SignatureMethod: "HMAC-SHA1",
	}
	get := flow.Request{Target: "https://api.service.example/me", Header: []flow.Pair{{Name: "X-Api-Key", Value: "sample-header-key"}}}
	assertHidden := func(s *flow.Signing) {
		t.Helper()
		for _, secret := range []string{"concealed", "hidden", "sample-header-key"} {
			if text := dump(t, s) + string(s.Body); strings.Contains(text, secret) {
				t.Errorf("%s is told: %.2000s", secret, text)
			}
		}
	}

	s, err := newManager(t).Sign(creds, get, flow.SigningOptions{})
	must(t, err)
	assertHidden(s)
	if s.Key != "••••&••••" || !s.Masked {
		t.Errorf("key %q, masked %v", s.Key, s.Masked)
	}
	s, err = newManager(t).Sign(creds, get, flow.SigningOptions{ShowSecrets: true})
	must(t, err)
	if s.Key != "sample%20concealed&sample%26hidden" || s.Masked || s.Header.Get("X-Api-Key") != "sample-header-key" {
		t.Errorf("key %q, masked %v, header %v", s.Key, s.Masked, s.Header)
	}

	creds.SignatureMethod = "PLAINTEXT"
	get.Header = nil
	for _, creds.Placement = range []string{"header", "query", "body"} {
		r := get
		if creds.Placement == "body" {
			r.Method, r.Form = http.MethodPost, []flow.Pair{{Name: "a", Value: "1"}}
		}
		s, err := newManager(t).Sign(creds, r, flow.SigningOptions{})
		must(t, err)
		assertHidden(s)
		if s.Signature != "••••&••••" || !s.Masked || s.Placement != creds.Placement {
			t.Errorf("%s: signature %q, masked %v, placed in the %s", creds.Placement, s.Signature, s.Masked, s.Placement)
		}
		if !strings.Contains(s.URL+s.Authorization+string(s.Body), "••••••••") {
			t.Errorf("%s: no dots in %s %s %s", creds.Placement, s.URL, s.Authorization, s.Body)
		}
	}
	creds.TokenSecret = flow.Secret{}
	if s, err = newManager(t).Sign(creds, get, flow.SigningOptions{}); err != nil || s.Key != "••••&" {
		t.Errorf("without a token secret: key %q, error %v", s.Key, err)
	}
}

// The trace is masked by the same hand.
func TestTraceShowsNoPlaintextSignature(t *testing.T) {
	t.Parallel()
	for _, placement := range []string{"header", "query", "body"} {
		m := newManager(t, func(o *flow.Options) { o.Transport = &recorder{} })
		c := connectedTo(t, m, "dialect: {signatureMethod: PLAINTEXT, placement: "+placement+"}")
		resp, err := c.Send(t.Context(), flow.Request{Method: http.MethodPost, Target: "/form?b=2", Form: []flow.Pair{{Name: "a", Value: "1"}}})
		must(t, err)
		ex := resp.Exchange
		shown := ex.URL + " " + ex.Authorization + " " + string(ex.RequestBody)
		if strings.Contains(shown, "sample") && strings.Contains(shown, "secret") {
			t.Errorf("%s: the signature is told: %s", placement, shown)
		}
		if strings.Count(shown, "oauth_signature=") != 1 || strings.Count(shown, "••••••••") != 1 || !strings.Contains(shown, "a=1") {
			t.Errorf("%s: shown as %s", placement, shown)
		}
	}
}

func TestSignSaysWhatCallWouldRefuseToSend(t *testing.T) {
	t.Parallel()
	creds := flow.Credentials{ConsumerKey: "sample-key", SignatureMethod: "HMAC-SHA1"}
	m := newManager(t)
	s, err := m.Sign(creds, flow.Request{Target: "http://api.service.example/me"}, flow.SigningOptions{})
	must(t, err)
	if !strings.Contains(s.Refused, "plain http") {
		t.Errorf("refused: %q", s.Refused)
	}
	m = newManager(t, func(o *flow.Options) { o.Transport, o.AllowHTTP = &recorder{}, true })
	if s, err = m.Sign(creds, flow.Request{Target: "http://api.service.example/me"}, flow.SigningOptions{}); err != nil || s.Refused != "" {
		t.Errorf("http is allowed: %q, %v", s.Refused, err)
	}
	creds.SignatureMethod = "PLAINTEXT"
	if s, err = m.Sign(creds, flow.Request{Target: "http://api.service.example/me"}, flow.SigningOptions{}); err != nil || !strings.Contains(s.Refused, "PLAINTEXT") {
		t.Errorf("PLAINTEXT over http: %q, %v", s.Refused, err)
	}

	c := connectedTo(t, m, "dialect: {signApi: false}")
	if _, err := c.Sign(flow.Request{Target: "/me"}, flow.SigningOptions{}); err == nil || !strings.Contains(err.Error(), "signApi") {
		t.Errorf("a service that wants no signature: %v", err)
	}
}

func TestPlaintextSecretsStayWithTheService(t *testing.T) {
	t.Parallel()
	sent := &recorder{}
	m := newManager(t, func(o *flow.Options) { o.Transport = sent })
	c := connectedTo(t, m, "dialect: {signatureMethod: PLAINTEXT}")
	before := len(sent.lines)
	_, err := c.Send(t.Context(), flow.Request{Target: "https://elsewhere.example/me"})
	if err == nil || !strings.Contains(err.Error(), "elsewhere.example") || len(sent.lines) != before {
		t.Errorf("a call to another origin: %v, %d requests", err, len(sent.lines)-before)
	}
	if _, err := c.Send(t.Context(), flow.Request{Target: c.BaseURI() + "/me"}); err != nil || len(sent.lines) != before+1 {
		t.Errorf("a call to the service: %v, %d requests", err, len(sent.lines)-before)
	}
}

func TestSignTakesTheParametersOfTheTokenSteps(t *testing.T) {
	t.Parallel()
	creds := flow.Credentials{ConsumerKey: "sample-key", SignatureMethod: "HMAC-SHA1", OmitVersion: true}
	s, err := newManager(t).Sign(creds, flow.Request{Method: "post", Target: "https://api.service.example/token"}, flow.SigningOptions{
		Nonce: "sample-nonce", Timestamp: "1700000000", Callback: "http://127.0.0.1:1/callback", Verifier: "sample-verifier",
	})
	must(t, err)
	const want = "oauth_callback=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&oauth_consumer_key=sample-key&oauth_nonce=sample-nonce&" +
		"oauth_signature_method=HMAC-SHA1&oauth_timestamp=1700000000&oauth_verifier=sample-verifier"
	if s.Normalized != want || s.Nonce != "sample-nonce" || s.Timestamp != "1700000000" {
		t.Errorf("nonce %q, timestamp %q, normalised\n got %s\nwant %s", s.Nonce, s.Timestamp, s.Normalized, want)
	}
}

func TestSignGivenSignsNothingElse(t *testing.T) {
	t.Parallel()
	g := flow.SigningInput{
		Method: "POST", URL: "http://127.0.0.1:8080/r?b=2", Host: "api.service.example", ContentType: "application/x-www-form-urlencoded", Body: []byte("a=1"),
		OAuth: []flow.Pair{{Name: "realm", Value: "Photos"}, {Name: "oauth_token", Value: "t"}, {Name: "oauth_signature", Value: "old"}},

		SignatureMethod: "PLAINTEXT", ConsumerSecret: flow.NewSecret("c&"), TokenSecret: flow.NewSecret("t"),
	}
	got, err := flow.SignInput(g)
	must(t, err)
	want := flow.SigningOutput{
		Normalized:    "a=1&b=2&oauth_token=t",
		BaseString:    "POST&http%3A%2F%2Fapi.service.example%2Fr&a%3D1%26b%3D2%26oauth_token%3Dt",
		Signature:     "c%26&t",
		Authorization: `OAuth realm="Photos", oauth_token="t", oauth_signature="c%2526%26t"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, wrong := range map[string]func(*flow.SigningInput){
		"missing URL":                       func(g *flow.SigningInput) { g.URL = "" },
		"not an absolute http or https URL": func(g *flow.SigningInput) { g.URL = "/r" },
		"unknown signature method":          func(g *flow.SigningInput) { g.SignatureMethod = "hmac-sha1" },
		"private key for RSA-SHA1: empty":   func(g *flow.SigningInput) { g.SignatureMethod = "RSA-SHA1" },
		"invalid HTTP method":               func(g *flow.SigningInput) { g.Method = "GET IT" },
	} {
		bad := g
		wrong(&bad)
		_, err := flow.SignInput(bad)
		if e := flow.Explain(err); err == nil || !strings.Contains(e.What, name) || e.Next == "" {
			t.Errorf("want %q: %+v", name, e)
		}
	}
}
