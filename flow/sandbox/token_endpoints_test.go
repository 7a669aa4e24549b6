package sandbox

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"countersign/flow/sandbox/tokens"
)

func TestAuthorization(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		for _, place := range []string{"header", "form", "query"} {
			t.Run(method+" in the "+place, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				got := b.send(call{
					method: method, place: place, target: pathRequestToken + "?scope=a%20b",
					oauth: map[string]string{"oauth_callback": "oob", "oauth_token": ""},
				})
				token := b.credentials(got)
				if got.form.Get("oauth_callback_confirmed") != "true" {
					t.Errorf("callback not confirmed: %s", got.body)
				}
				got = b.send(call{
					method: method, place: place, target: pathAccessToken, token: token,
					oauth: map[string]string{"oauth_verifier": b.allow(token.token, "ben"), "oauth_version": "1.0"},
				})
				access := b.credentials(got)
				if got.form.Get("user_id") != "1002" || got.form.Get("screen_name") != "ben" {
					t.Errorf("extra fields are missing: %s", got.body)
				}
				got = b.send(call{method: http.MethodGet, target: pathMe, token: access})
				if want := `{"id":"1002","username":"ben","name":"Ben Sample"}` + "\n"; got.body != want {
					t.Errorf("me is %s, want %s", got.body, want)
				}
			})
		}
	}
}

func TestCallbacks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tc := range []struct{ callback, advice string }{
		{"oob", ""},
		{"http://127.0.0.1:8477/callback", ""},
		{"http://127.0.0.1", ""},
		{"http://127.5.6.7/x?a=1;2", ""},
		{"http://[::1]:8477/callback", ""},
		{"http://localhost:8477/callback", ""},
		{"https://example.com/callback?state=1", ""},
		{"", "Send a callback URI, or oob"},
		{"OOB", "nor oob"},
		{"callback", "neither an absolute URI"},
		{"/callback", "neither an absolute URI"},
		{"http://", "neither an absolute URI"},
		{"http://127.0.0.1:port/", "neither an absolute URI"},
		{"http://example.com/callback", "http is only allowed for"},
		{"http://127.0.0.1.example.com/", "http is only allowed for"},
		{"http://0.0.0.0/", "http is only allowed for"},
		{"sample-app://callback", "the scheme must be"},
		{"javascript:alert(1)", "neither an absolute URI"},
		{"https://name@example.com/", "user name and fragment"},
		{"https://example.com/#part", "user name and fragment"},
		{"https://example.com/é", "percent-encode"},
		{"https://example.com/\r\nX: y", "percent-encode"},
		{"https://example.com/" + strings.Repeat("x", 2000), "longer than 2000"},
	} {
		t.Run(tc.callback[:min(len(tc.callback), 40)], func(t *testing.T) {
			got := b.send(call{target: pathRequestToken, oauth: map[string]string{"oauth_callback": tc.callback}})
			switch {
			case tc.advice == "":
				b.credentials(got)
			case tc.callback == "":
				wantProblem(t, got, 400, "parameter_absent", tc.advice)
			default:
				wantProblem(t, got, 400, "parameter_rejected", tc.advice)
			}
		})
	}
}

func TestRequestTokenWithToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.send(call{
		target: pathRequestToken, token: b.connect("anna"),
		oauth: map[string]string{"oauth_callback": "oob"},
	})
	wantProblem(t, got, 400, "parameter_rejected", "has no oauth_token")
}

func TestAccessTokenErrors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name            string
		try             func(*bench) reply
		status          int
		problem, advice string
	}{
		{"before consent", func(b *bench) reply {
			return b.exchange(b.ask("oob"), "000000")
		}, 401, "permission_unknown", "Open the authorize page first"},
		{"after a refusal", func(b *bench) reply {
			token := b.ask("oob")
			b.consent(asJSON, "oauth_token="+token.token, "decision=deny")
			return b.exchange(token, "000000")
		}, 401, "permission_denied", "The user denied"},
		{"without a verifier", func(b *bench) reply {
			token := b.ask("oob")
			b.allow(token.token, "anna")
			return b.send(call{target: pathAccessToken, token: token})
		}, 400, "parameter_absent", "oauth_verifier"},
		{"with a wrong verifier", func(b *bench) reply {
			token := b.ask("oob")
			b.allow(token.token, "anna")
			return b.exchange(token, "wrong")
		}, 400, "parameter_rejected", "oauth_verifier does not match"},
		{"with another dance's verifier", func(b *bench) reply {
			token, other := b.ask("http://127.0.0.1/"), b.ask("oob")
			b.consent(asJSON, "oauth_token="+token.token, "decision=allow", "account=anna")
			return b.exchange(token, b.allow(other.token, "anna"))
		}, 400, "parameter_rejected", "oauth_verifier does not match"},
		{"after five wrong verifiers", func(b *bench) reply {
			token := b.ask("oob")
			verifier := b.allow(token.token, "anna")
			for range tokens.MaxWrongVerifiers {
				b.exchange(token, "wrong")
			}
			return b.exchange(token, verifier)
		}, 401, "token_rejected", "Too many wrong verifiers"},
		{"twice", func(b *bench) reply {
			token := b.ask("oob")
			verifier := b.allow(token.token, "anna")
			b.credentials(b.exchange(token, verifier))
			return b.exchange(token, verifier)
		}, 401, "token_used", "already exchanged"},
		{"after ten minutes", func(b *bench) reply {
			token := b.ask("oob")
			verifier := b.allow(token.token, "anna")
			b.pass(10 * time.Minute)
			return b.exchange(token, verifier)
		}, 401, "token_expired", "expired after 10 minutes"},
		{"for a token forgotten since", func(b *bench) reply {
			token := b.ask("oob")
			b.pass(61 * time.Minute)
			b.ask("oob")
			return b.exchange(token, "000000")
		}, 401, "token_rejected", "Unknown request token"},
		{"for an access token", func(b *bench) reply {
			return b.exchange(b.connect("anna"), "000000")
		}, 401, "token_rejected", "already an access token"},
		{"without a token", func(b *bench) reply {
			return b.exchange(credentials{}, "000000")
		}, 400, "parameter_absent", "Send the request token"},
		{"signed with another secret", func(b *bench) reply {
			token := b.ask("oob")
			return b.exchange(credentials{token.token, "sample-wrong-secret"}, b.allow(token.token, "anna"))
		}, 401, "signature_invalid", "Compare debug_sbs"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantProblem(t, tc.try(newBench(t)), tc.status, tc.problem, tc.advice)
		})
	}
}

func TestRequestTokenExpiry(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	b.pass(10*time.Minute - time.Second)
	b.credentials(b.exchange(token, b.allow(token.token, "anna")))
}

func TestWrongVerifier(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	verifier := b.allow(token.token, "anna")
	for range tokens.MaxWrongVerifiers - 1 {
		b.exchange(token, "wrong")
	}
	b.credentials(b.exchange(token, verifier))
}

func TestRequestTokenAsAccessToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.send(call{method: http.MethodGet, target: pathMe, token: b.ask("oob")})
	wantProblem(t, got, 401, "token_rejected", "Exchange it for an access token first")
}

func TestAccessTokenAfterRestart(t *testing.T) {
	t.Parallel()
	yesterday, today := newBench(t), newBench(t)
	got := today.send(call{method: http.MethodGet, target: pathMe, token: yesterday.connect("ben")})
	if got.status != http.StatusOK || !strings.Contains(got.body, "Ben Sample") {
		t.Errorf("got %d: %s", got.status, got.body)
	}
	wantProblem(t, today.exchange(yesterday.ask("oob"), "000000"), 401, "token_rejected", "a restart of the sandbox deletes them")
}

func TestForgedAccessToken(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	for _, forged := range []string{
		"1002" + strings.TrimPrefix(token.token, "1001"), // another account
		token.token[:len(token.token)-1],
		token.token + "0",
		"1001", "--",
	} {
		got := b.send(call{method: http.MethodGet, target: pathMe, token: credentials{forged, tokens.AccessSecret(forged)}})
		wantProblem(t, got, 401, "token_rejected", "Unknown access token")
	}
}

func TestConcurrentExchange(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	verifier := b.allow(token.token, "anna")
	var succeeded atomic.Int32
	var all sync.WaitGroup
	for range 16 {
		request := b.request(call{target: pathAccessToken, token: token, oauth: map[string]string{"oauth_verifier": verifier}})
		all.Go(func() {
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				succeeded.Add(1)
			}
		})
	}
	all.Wait()
	if succeeded.Load() != 1 {
		t.Errorf("%d exchanges succeeded, want 1", succeeded.Load())
	}
}

func TestVerifierFormat(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	if verifier := b.allow(token.token, "anna"); !regexp.MustCompile(`^[0-9]{6}$`).MatchString(verifier) {
		t.Errorf("out-of-band verifier is %q", verifier)
	}
	token = b.ask("http://127.0.0.1:8477/callback")
	location, err := url.Parse(b.consent(nil, "oauth_token="+token.token, "decision=allow", "account=anna").header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	if verifier := location.Query().Get("oauth_verifier"); len(verifier) != 16 {
		t.Errorf("verifier in the callback is %q", verifier)
	}
}

func TestRandomFailure(t *testing.T) {
	t.Parallel()
	b := newBenchWith(t, iotest.ErrReader(errors.New("sample failure")))
	got := b.send(call{target: pathRequestToken, oauth: map[string]string{"oauth_callback": "oob"}})
	if got.status != http.StatusInternalServerError || !strings.Contains(got.body, "cannot read 40 random bytes: sample failure") {
		t.Errorf("got %d: %s", got.status, got.body)
	}
}
