package ui

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// takingOnly puts a provider before the sandbox at base that refuses every callback but one kind: oob or http.
func takingOnly(t *testing.T, kind, base, words string) string {
	t.Helper()
	sandbox, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	behind := httputil.NewSingleHostReverseProxy(sandbox) // keeps the Host, which is signed
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed := r.Header.Get("Authorization")
		if strings.Contains(signed, "oauth_callback=") && !strings.Contains(signed, `oauth_callback="`+kind) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, words)
			return
		}
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(provider.Close)
	return provider.URL
}

func TestOutOfBandIsOfferedWhereTheCallbackIsRefused(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toForm(takingOnly(t, "oob", base, "Desktop applications only support the oauth_callback value 'oob'"))
	p.press("enter").see("✗ request token", `Provider said: "Desktop applications only`, "? Continue out-of-band, with the same keys? Press b.")
	p.press("b").see("the verifier that the page shows").press("a").see("Connected as anna")
}

func TestACallbackIsOfferedWhereOutOfBandIsRefused(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toForm(takingOnly(t, "http", base, "oob is not supported: this application has a callback"))
	p.press("ctrl+o").see("Out-of-band").press("enter").see("✗ request token", "? Use a callback on this machine, with the same keys? Press b.")
	p.press("b").see("Waiting for the callback on 127.0.0.1").press("a").see("Connected as anna")
}

func TestATakenPortIsNamedAndAnotherOffered(t *testing.T) {
	t.Parallel()
	held, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	d, base := sandboxed(t)
	d.Settings.CallbackPort = held.Addr().(*net.TCPAddr).Port
	p := fly(t, d)
	port := strconv.Itoa(d.Settings.CallbackPort)
	p.toForm(base).press("enter").see("✗ start", "port "+port+" is already in use", "? Use a free port this time? Press f")
	p.press("r").see("✗ start", "is already in use") // it still is
	p.press("f").see("Waiting for the callback on 127.0.0.1:").gone("127.0.0.1:" + port)
	p.press("a").see("Connected as anna")
}
