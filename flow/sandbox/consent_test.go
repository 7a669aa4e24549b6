package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestConsentPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tc := range []struct{ callback, shows, formAction string }{
		{"http://127.0.0.1:8477/callback", "you return to <code>127.0.0.1:8477</code>", "form-action 'self' http:;"},
		{"https://example.com/callback", "you return to <code>example.com</code>", "form-action 'self' https:;"},
		{"oob", "this page shows a verifier", "form-action 'self';"},
	} {
		t.Run(tc.callback, func(t *testing.T) {
			token := b.ask(tc.callback).token
			got := b.get(pathAuthorize+"?perms=read&oauth_token="+token, nil)
			if got.status != http.StatusOK || got.header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("got %d %s", got.status, got.header.Get("Content-Type"))
			}
			for _, part := range []string{
				tc.shows,
				`<html lang="en">`,
				"<h1>Allow access?</h1>",
				"<strong>countersign</strong> requests access",
				"<code>" + ConsumerKey + "</code>",
				"<legend>Sample account</legend>",
				`<label><input type="radio" name="account" value="anna" checked> Anna Sample</label>`,
				`<label><input type="radio" name="account" value="ben"> Ben Sample</label>`,
				`<button type="submit" name="decision" value="allow">Allow</button>`,
				`<button type="submit" name="decision" value="deny" class="quiet">Deny</button>`,
				`<input type="hidden" name="oauth_token" value="` + token + `">`,
				"prefers-color-scheme: dark",
			} {
				if !strings.Contains(got.body, part) {
					t.Errorf("page lacks %s", part)
				}
			}
			wantPageHeaders(t, got, tc.formAction)
		})
	}
}

// wantPageHeaders checks what keeps a page from being framed, stored or
// referred to, and that its style is the only one let through.
func wantPageHeaders(t *testing.T, got reply, formAction string) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control":          "no-store",
		"Referrer-Policy":        "no-referrer",
		"X-Frame-Options":        "DENY",
		"X-Content-Type-Options": "nosniff",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.header.Get(name), want)
		}
	}
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(got.body)
	if style == nil {
		t.Fatal("the page has no style")
	}
	sum := sha256.Sum256([]byte(style[1]))
	policy := got.header.Get("Content-Security-Policy")
	for _, want := range []string{
		"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", formAction,
		"style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
	} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
}

func TestConsentInBrowser(t *testing.T) {
	t.Parallel()
	arrived := make(chan url.Values, 1)
	listener := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- r.URL.Query()
	}))
	defer listener.Close()
	b := newBench(t)
	token := b.ask(listener.URL + "/callback?kept=yes")

	page := b.get(pathAuthorize+"?oauth_token="+token.token, nil)
	fields := formFields(page.body)
	fields.Set("account", "ben")
	fields.Set("decision", "allow")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.server.URL+pathAuthorize, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{
		"Content-Type":   {formType},
		"Accept":         {"text/html,application/xhtml+xml,*/*;q=0.8"},
		"Origin":         {"null"}, // as browsers send it under no-referrer
		"Sec-Fetch-Site": {"same-origin"},
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.Request.Method != http.MethodGet {
		t.Errorf("the redirect keeps the method %s", response.Request.Method)
	}

	query := <-arrived
	if query.Get("kept") != "yes" || query.Get("oauth_token") != token.token {
		t.Errorf("the callback came with %v", query)
	}
	got := b.exchange(token, query.Get("oauth_verifier"))
	if got.form.Get("screen_name") != "ben" {
		t.Errorf("got %d: %s", got.status, got.body)
	}
}

// formFields are the hidden fields and checked radio buttons of a page.
func formFields(page string) url.Values {
	fields := url.Values{}
	for _, input := range regexp.MustCompile(`<input [^>]*>`).FindAllString(page, -1) {
		name := regexp.MustCompile(`name="([^"]*)"`).FindStringSubmatch(input)[1]
		value := regexp.MustCompile(`value="([^"]*)"`).FindStringSubmatch(input)[1]
		if strings.Contains(input, `type="hidden"`) || strings.Contains(input, "checked") {
			fields.Set(name, html.UnescapeString(value))
		}
	}
	return fields
}

func TestConsentResult(t *testing.T) {
	t.Parallel()
	const allow, deny = "decision=allow", "decision=deny"
	for _, tc := range []struct {
		name, callback, decision string
		header                   http.Header
		status                   int
		location, body           string // patterns; T is the request token, V a verifier
	}{
		{"allowed", "http://127.0.0.1/cb?a=1;2&b=%2f", allow, nil, 303, `http://127\.0\.0\.1/cb\?a=1;2&b=%2f&oauth_token=T&oauth_verifier=V`, ``},
		{"allowed without a path", "http://127.0.0.1:1", allow, nil, 303, `http://127\.0\.0\.1:1\?oauth_token=T&oauth_verifier=V`, ``},
		{"refused", "https://example.com/cb", deny, nil, 303, `https://example\.com/cb\?oauth_token=T&denied=T&oauth_problem=user_refused`, ``},
		{"allowed out-of-band", "oob", allow, nil, 200, ``, `(?s).*<output id="verifier" aria-label="Verifier">V</output>.*`},
		{"refused out-of-band", "oob", deny, nil, 200, ``, `(?s).*<h1>Access denied</h1>.*has no access.*`},
		{"allowed, as JSON", "http://[::1]:1/cb", allow, asJSON, 200, ``, `{"callback":"http://\[::1\]:1/cb\?oauth_token=T&oauth_verifier=V"}\n`},
		{"refused, as JSON", "http://localhost/cb", deny, asJSON, 200, ``, `{"callback":"http://localhost/cb\?oauth_token=T&denied=T&oauth_problem=user_refused"}\n`},
		{"allowed out-of-band, as JSON", "oob", allow, asJSON, 200, ``, `{"verifier":"V"}\n`},
		{"refused out-of-band, as JSON", "oob", deny, asJSON, 200, ``, `{"denied":true}\n`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			token := b.ask(tc.callback).token
			got := b.consent(tc.header, "oauth_token="+token, tc.decision, "account=anna")
			pattern := func(p string) *regexp.Regexp {
				p = strings.ReplaceAll(p, "=V", "=[0-9a-f]{16}")
				p = strings.NewReplacer(`"V"`, `"[0-9]{6}"`, `>V<`, `>[0-9]{6}<`, "=T", "="+token).Replace(p)
				return regexp.MustCompile("^" + p + "$")
			}
			if got.status != tc.status || !pattern(tc.location).MatchString(got.header.Get("Location")) || !pattern(tc.body).MatchString(got.body) {
				t.Errorf("got %d to %q: %s", got.status, got.header.Get("Location"), got.body)
			}
		})
	}
}

func TestConsentPageErrors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		token  func(*bench) string
		status int
		title  string
	}{
		{"no token", func(*bench) string { return "" }, 400, "Missing request token"},
		{"unknown", func(*bench) string { return "<b>unknown" }, 404, "Unknown request token"},
		{"expired", func(b *bench) string {
			token := b.ask("oob").token
			b.pass(10 * time.Minute)
			return token
		}, 410, "Request token expired"},
		{"answered", func(b *bench) string {
			token := b.ask("oob").token
			b.allow(token, "anna")
			return token
		}, 410, "Already decided"},
		{"exchanged", func(b *bench) string {
			token := b.ask("oob")
			b.exchange(token, b.allow(token.token, "anna"))
			return token.token
		}, 410, "Already decided"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			token := tc.token(b)
			field := "oauth_token=" + testEncode(token)
			for how, got := range map[string]reply{
				"opened":           b.get(pathAuthorize+"?"+field, nil),
				"answered":         b.consent(nil, field, "decision=allow", "account=anna"),
				"answered by JSON": b.consent(asJSON, field, "decision=deny"),
			} {
				if got.status != tc.status || !strings.Contains(got.body, tc.title) {
					t.Errorf("%s: got %d, want %d and %q: %s", how, got.status, tc.status, tc.title, got.body)
				}
				switch how {
				case "answered by JSON":
					if !strings.HasPrefix(got.body, `{"error":"`+tc.title) {
						t.Errorf("%s: no JSON: %s", how, got.body)
					}
				default:
					wantPageHeaders(t, got, "form-action 'self';")
				}
			}
		})
	}
}

func TestIncompleteConsentForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	field := "oauth_token=" + token.token
	for _, rest := range [][]string{
		{},
		{"decision=maybe", "account=anna"},
		{"decision=allow"},
		{"decision=allow", "account=carl"},
	} {
		got := b.consent(nil, append(rest, field)...)
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, "decision (allow or deny)") {
			t.Errorf("%v: got %d", rest, got.status)
		}
	}
	b.allow(token.token, "anna") // none of them used the token up
}

func TestCrossSiteConsent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}},
		{"Sec-Fetch-Site": {"same-site"}},
		{"Origin": {"https://example.com"}},
		{"Origin": {"http://127.0.0.1:1"}},
	} {
		got := b.consent(header, "oauth_token="+token.token, "decision=allow", "account=anna")
		if got.status != http.StatusForbidden || !strings.Contains(got.body, "Cross-site request refused") {
			t.Errorf("%v: got %d", header, got.status)
		}
	}
	b.allow(token.token, "anna")
}

func TestHome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want := []string{
		ConsumerKey, ConsumerSecret, b.server.URL + pathRequestToken, b.server.URL + pathAuthorize,
		b.server.URL + pathAccessToken, b.server.URL + pathMe, b.server.URL + pathEcho, b.server.URL + pathNotes,
	}
	machine := b.get("/", nil)
	person := b.get("/", http.Header{"Accept": {"text/html,*/*;q=0.8"}})
	for _, part := range want {
		if !strings.Contains(machine.body, fmt.Sprintf("%q", part)) {
			t.Errorf("JSON lacks %s: %s", part, machine.body)
		}
		if !strings.Contains(person.body, "<code>"+part+"</code>") {
			t.Errorf("page lacks %s", part)
		}
	}
	wantPageHeaders(t, person, "form-action 'self';")
}
