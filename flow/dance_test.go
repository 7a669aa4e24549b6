package flow_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"
	"time"

	"countersign/flow"
)

func TestCallbackSettlesTheDance(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
	if !strings.HasPrefix(p.Callback(), "http://127.0.0.1:") {
		t.Fatalf("callback %q is not on 127.0.0.1", p.Callback())
	}

	page := allowInBrowser(t, p.AuthorizeURL())
	if !strings.Contains(page, "Verifier received") {
		t.Errorf("the browser ended on:\n%s", page)
	}
	v, err := p.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token, err := v.AccessToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if token.Key == "" || token.Secret.Empty() {
		t.Errorf("token %v is incomplete", token)
	}
	if got := extra(token, "screen_name"); got != "anna" {
		t.Errorf("screen_name = %q: further fields of the reply are lost", got)
	}
}

func TestOutOfBandTakesAPastedVerifier(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{OutOfBand: true})
	if !p.OutOfBand() || p.Callback() != "oob" {
		t.Fatalf("callback %q, want oob", p.Callback())
	}
	verifier := between(t, allowInBrowser(t, p.AuthorizeURL()), `id="verifier"`, ">", "<")
	if err := p.Enter(" " + verifier + "\n"); err != nil {
		t.Fatal(err)
	}
	exchange(t, p)
}

func TestPastedAddressSettlesTheDance(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
	callback := consentCallback(t, p, "allow")
	for _, wrong := range []string{
		"", "two words", p.AuthorizeURL(), "http://127.0.0.1:1/callback?oauth_token=another&oauth_verifier=1",
	} {
		if err := p.Enter(wrong); err == nil {
			t.Errorf("Enter(%q) was taken", wrong)
		}
	}
	if err := p.Enter(callback + "#_=_"); err != nil {
		t.Fatal(err)
	}
	exchange(t, p)
}

func TestRefusalEndsTheDance(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(*testing.T, *flow.Pending){
		"by callback": func(t *testing.T, p *flow.Pending) {
			if page := get(t, consentCallback(t, p, "deny")); !strings.Contains(page, "Access denied") {
				t.Errorf("the browser ended on:\n%s", page)
			}
		},
		"pasted": func(t *testing.T, p *flow.Pending) {
			if err := p.Enter(consentCallback(t, p, "deny")); !errors.Is(err, flow.ErrDenied) {
				t.Fatalf("Enter gave %v", err)
			}
		},
		"in the terminal": func(t *testing.T, p *flow.Pending) {
			if err := p.Consent(t.Context(), false); !errors.Is(err, flow.ErrDenied) {
				t.Fatalf("Consent gave %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newManager(t)
			p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
			refuse(t, p)
			_, err := p.Wait(t.Context())
			if !errors.Is(err, flow.ErrDenied) {
				t.Fatalf("Wait gave %v, want ErrDenied", err)
			}
			if e := flow.Explain(err); e.What == "" || e.Next == "" {
				t.Errorf("explanation %+v lacks a part", e)
			}
		})
	}
}

func TestOutOfBandRefusalInTheTerminal(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{OutOfBand: true})
	if err := p.Consent(t.Context(), false); !errors.Is(err, flow.ErrDenied) {
		t.Fatalf("Consent gave %v", err)
	}
	if _, err := p.Wait(t.Context()); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("Wait gave %v, want ErrDenied", err)
	}
}

func TestConsentInTheTerminal(t *testing.T) {
	t.Parallel()
	for _, oob := range []bool{false, true} {
		m := newManager(t)
		p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{OutOfBand: oob})
		if !p.CanConsent() {
			t.Fatal("the sandbox's page cannot be answered")
		}
		if err := p.Consent(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		exchange(t, p)
	}
}

func TestCallbackOfAnotherDanceIsNotTaken(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
	callback := consentCallback(t, p, "allow")

	for _, probe := range []struct {
		what, method, url, host string
		status                  int
	}{
		{"another token", http.MethodGet, p.Callback() + "?oauth_token=another&oauth_verifier=1", "", http.StatusBadRequest},
		{"no token", http.MethodGet, p.Callback() + "?oauth_verifier=1", "", http.StatusBadRequest},
		{"another's refusal", http.MethodGet, p.Callback() + "?denied=another&oauth_token=another", "", http.StatusBadRequest},
		{"another's refusal, which names no other token", http.MethodGet, p.Callback() + "?denied=another", "", http.StatusBadRequest},
		{"the browser's icon", http.MethodGet, strings.Replace(p.Callback(), "/callback", "/favicon.ico", 1), "", http.StatusNotFound},
		{"a name that resolves here", http.MethodGet, callback, "attacker.example:80", http.StatusForbidden},
		{"a form", http.MethodPost, callback, "", http.StatusMethodNotAllowed},
	} {
		req, err := http.NewRequestWithContext(t.Context(), probe.method, probe.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = probe.host
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", probe.what, err)
		}
		resp.Body.Close()
		if resp.StatusCode != probe.status {
			t.Errorf("%s: status %d, want %d", probe.what, resp.StatusCode, probe.status)
		}
	}
	get(t, callback)
	exchange(t, p)
}

func TestDanceEndsWithItsTime(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{Timeout: time.Nanosecond})
	_, err := p.Wait(t.Context())
	if !errors.Is(err, flow.ErrTimedOut) {
		t.Fatalf("Wait gave %v, want ErrTimedOut", err)
	}
	assertClosed(t, p)
}

func TestCancelEndsTheListener(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("Wait gave %v, want context.Canceled", err)
	}
	assertClosed(t, p)

	// Nobody waits: Close alone must do as much.
	p = begin(t, m, sandboxSetup(t, m), flow.BeginOptions{})
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	assertClosed(t, p)
}

func TestCancelStopsTheTokenSteps(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	provider := fakeProvider(t, func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-release
	})
	defer close(release)
	m := newManager(t)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	_, err := m.Begin(ctx, setupOf(t, m, connectorFolder(t, provider, "")), flow.BeginOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Begin gave %v, want context.Canceled", err)
	}
}

func TestWrongSecretIsExplained(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := sandboxSetup(t, m)
	must(t, s.Set("consumerSecret", "sample-wrong-secret"))
	_, err := m.Begin(t.Context(), s, flow.BeginOptions{})
	e := flow.Explain(err)
	if !strings.Contains(e.What, "Request token") || !strings.Contains(e.ProviderMessage, "signature_invalid") || !strings.Contains(e.Next, "consumer secret") {
		t.Errorf("explanation: %+v", e)
	}
	trace := m.Traffic.List()
	last := trace[len(trace)-1]
	if last.ProviderBaseString == "" || last.ProviderBaseString != last.BaseString {
		t.Errorf("base strings differ:\nours     %s\nprovider %s", last.BaseString, last.ProviderBaseString)
	}
}

func TestProviderWithoutConfirmedIsRefused(t *testing.T) {
	t.Parallel()
	provider := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "oauth_token=sample-token&oauth_token_secret=sample-secret")
	})
	m := newManager(t)
	_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, provider, "")), flow.BeginOptions{})
	if e := flow.Explain(err); !strings.Contains(e.What, "oauth_callback_confirmed") || !strings.Contains(e.Next, "callbackConfirmed") {
		t.Errorf("explanation: %+v", e)
	}
	p := begin(t, m, setupOf(t, m, connectorFolder(t, provider, "dialect: {callbackConfirmed: ignore}")), flow.BeginOptions{})
	if u, _ := url.Parse(p.AuthorizeURL()); u.Query().Get("oauth_token") != "sample-token" {
		t.Errorf("link %s", p.AuthorizeURL())
	}
}

func TestTokenStepFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	provider := fakeProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("a signed request was sent on to where a redirect pointed")
		}
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	m := newManager(t)
	_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, provider, "")), flow.BeginOptions{})
	if e := flow.Explain(err); !strings.Contains(e.What, "302") || !strings.Contains(e.Next, "/elsewhere") {
		t.Errorf("explanation: %+v", e)
	}
}

func TestPlainHTTPElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, "http://service.example", "")), flow.BeginOptions{})
	if err == nil || !strings.Contains(err.Error(), "plain http") {
		t.Errorf("Begin gave %v", err)
	}
}

func TestTraceHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, sandboxSetup(t, m), flow.BeginOptions{OutOfBand: true})
	verifier := between(t, allowInBrowser(t, p.AuthorizeURL()), `id="verifier"`, ">", "<")
	must(t, p.Enter(verifier))
	token := exchange(t, p)
	shown := dump(t, m.Traffic.List())
	for what, secret := range map[string]string{"token secret": token.Secret.Reveal(), "verifier": verifier} {
		if strings.Contains(shown, secret) {
			t.Errorf("the trace shows the %s", what)
		}
	}
	if !strings.Contains(shown, "oauth_verifier") {
		t.Error("the trace does not show the exchange at all")
	}
}

// The listener is open before the request token is there, since its port is part of the callback.
func TestNoCallbackIsTakenBeforeTheRequestToken(t *testing.T) {
	t.Parallel()
	intruder := make(chan string, 1)
	provider := fakeProvider(t, func(w http.ResponseWriter, r *http.Request) {
		_, callback, _ := strings.Cut(r.Header.Get("Authorization"), `oauth_callback="`)
		callback, _, _ = strings.Cut(callback, `"`)
		callback, err := url.PathUnescape(callback)
		if err != nil {
			t.Error(err)
		}
		sent := make(chan struct{})
		go func() {
			intruder <- getTraced(callback+"?oauth_token=&oauth_verifier=sample-intruder", func() { close(sent) })
		}()
		select {
		case <-sent:
		case answer := <-intruder:
			t.Errorf("answered %s before there was a request token", answer)
		}
		io.WriteString(w, "oauth_token=sample-token&oauth_token_secret=sample-secret&oauth_callback_confirmed=true")
	})
	m := newManager(t)
	p := begin(t, m, setupOf(t, m, connectorFolder(t, provider, "")), flow.BeginOptions{})
	if answer := <-intruder; !strings.HasPrefix(answer, "400 ") {
		t.Errorf("the intruder was answered %s", answer)
	}
	get(t, p.Callback()+"?oauth_token=sample-token&oauth_verifier=sample-verifier")
	if _, err := p.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// getTraced gives the status and the page of a GET, and tells when the request was sent.
func getTraced(uri string, sent func()) string {
	trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent() }}
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(context.Background(), trace), http.MethodGet, uri, nil)
	if err != nil {
		return err.Error()
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	page, _ := io.ReadAll(resp.Body)
	return resp.Status + "\n" + string(page)
}

// A provider's debug_sbs repeats all that was signed.
func TestTraceConcealsWhatIsStillGood(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { problem(w, "token_expired") })
	p.reply = "&oauth_session_handle=sample-handle"
	m := newManager(t)
	c := connected(t, m, p, "")
	if _, err := c.Send(t.Context(), flow.Request{Target: "/me"}); err != nil { // which renews
		t.Fatal(err)
	}
	shown := dump(t, m.Traffic.List())
	if strings.Contains(shown, "sample-handle") || !strings.Contains(shown, "oauth_session_handle") {
		t.Errorf("the trace shows the session handle, or no renewal at all")
	}

	refusing := fakeProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/access") {
			problem(w, "signature_invalid&debug_sbs="+url.QueryEscape("POST&uri&oauth_verifier%3Dsample-verifier"))
			return
		}
		fmt.Fprint(w, "oauth_token=sample-token&oauth_token_secret=sample-secret&oauth_callback_confirmed=true")
	})
	pending := begin(t, m, setupOf(t, m, connectorFolder(t, refusing, "")), flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	v, err := pending.Wait(t.Context())
	must(t, err)
	_, err = v.AccessToken(t.Context())
	trace := m.Traffic.List()
	if last := trace[len(trace)-1]; err == nil || last.ProviderBaseString == "" || strings.Contains(dump(t, last), "sample-verifier") {
		t.Errorf("the provider's base string is shown as %q after %v", last.ProviderBaseString, err)
	}
}
