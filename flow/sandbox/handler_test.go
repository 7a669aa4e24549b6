package sandbox

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

func TestUnknownPath(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{"/unknown", "/me/", "/oauth/authorize/", "//me", "/notes/../me", "/echoes", "/%6de", "/favicon.ico"} {
		got := b.get(path, nil)
		var answer struct {
			Error string
			Paths []string
		}
		if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
			t.Fatalf("%s: %v: %s", path, err, got.body)
		}
		if got.status != http.StatusNotFound || len(answer.Paths) != 7 || !strings.HasPrefix(answer.Error, "no endpoint at /") {
			t.Errorf("%s: got %d: %s", path, got.status, got.body)
		}
	}
}

func TestWrongMethod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tc := range []struct{ method, path, allow string }{
		{"PUT", "/", "GET, HEAD"},
		{"PUT", pathRequestToken, "POST, GET"},
		{"HEAD", pathAccessToken, "POST, GET"},
		{"DELETE", pathAuthorize, "GET, HEAD, POST"},
		{"POST", pathMe, "GET, HEAD"},
		{"PATCH", pathNotes, "GET, HEAD, POST"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tc.method, b.server.URL+tc.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := b.do(r)
		if got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") != tc.allow {
			t.Errorf("%s %s: got %d, Allow %q", tc.method, tc.path, got.status, got.header.Get("Allow"))
		}
	}
}

func TestForeignHost(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, port, _ := net.SplitHostPort(b.server.Listener.Addr().String())
	for host, want := range map[string]int{
		"127.0.0.1:" + port:     200,
		"localhost:" + port:     200,
		"LOCALHOST":             200,
		"[::1]:" + port:         200,
		"127.0.0.1:9":           200, // a forwarded port
		"example.com:" + port:   421,
		"127.0.0.1.example.com": 421,
		"localhost.example.com": 421,
		"0.0.0.0:" + port:       421,
		"192.0.2.1:" + port:     421,
	} {
		// Written by hand: net/http's client would mend a strange host.
		if got := b.status(t, "GET / HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n"); got != want {
			t.Errorf("host %s: got %d, want %d", host, got, want)
		}
	}
	if got := b.status(t, "GET http://127.0.0.1/?a=1 HTTP/1.1\r\nHost: ignored\r\nConnection: close\r\n\r\n"); got != 200 {
		t.Errorf("a whole URI: got %d, want 200", got)
	}
	if got := b.status(t, "GET / HTTP/1.0\r\n\r\n"); got != 421 {
		t.Errorf("no host: got %d, want 421", got)
	}
}

// status sends a request as it is written.
func (b *bench) status(t *testing.T, wire string) int {
	t.Helper()
	connection, err := net.Dial("tcp", b.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := io.WriteString(connection, wire); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestBodyTooLarge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	send := func(size int) reply {
		return b.send(call{target: pathEcho, token: token, body: strings.Repeat("x", size), contentType: "text/plain"})
	}
	if got := send(maxBody); got.status != http.StatusOK {
		t.Errorf("1 MiB: got %d", got.status)
	}
	if got := send(maxBody + 1); got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.body, "exceeds 1 MiB") {
		t.Errorf("a byte more: got %d: %.100s", got.status, got.body)
	}
}

func TestIncompleteBody(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/echo", iotest.ErrReader(io.ErrUnexpectedEOF))
	w := httptest.NewRecorder()
	New(Options{}).ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "incomplete body") {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.send(call{method: http.MethodHead, target: pathMe, token: b.connect("anna")})
	if got.status != http.StatusOK || got.body != "" {
		t.Errorf("got %d: %s", got.status, got.body)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.ask("oob")
	b.get(pathAuthorize+"?oauth_token="+token.token, nil)
	verifier := b.allow(token.token, "anna")
	access := b.credentials(b.exchange(token, verifier))
	b.exchange(token, verifier)
	b.send(call{target: "/echo?q=sample-private", token: access, body: "text=sample-private", place: "form"})
	b.send(call{method: http.MethodGet, target: pathMe, token: credentials{access.token, "sample-wrong-secret"}})
	b.status(t, "GET /\u009b31m HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	b.server.Close() // the last line is written after its answer

	log := strings.Join(b.lines, "\n")
	want := strings.Join([]string{
		"POST /oauth/request_token 200",
		"GET /oauth/authorize 200",
		"POST /oauth/authorize 200",
		"POST /oauth/access_token 200",
		"POST /oauth/access_token 401 token_used",
		"POST /echo 200",
		"GET /me 401 signature_invalid",
		"GET /?31m 404 no endpoint at /?31m",
	}, "\n")
	if log != want {
		t.Errorf("log is\n%s\nwant\n%s", log, want)
	}
	for _, secret := range []string{token.token, token.secret, access.token, access.secret, verifier, ConsumerSecret, "sample-private"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}

func TestReproducible(t *testing.T) {
	t.Parallel()
	first, second := sampleDance(t), sampleDance(t)
	if first != second {
		t.Errorf("%s, then %s", first, second)
	}
	if !regexp.MustCompile(`^1001-\w{24}-\w{40}$`).MatchString(first.token) {
		t.Errorf("the access token is %s", first.token)
	}
}

func sampleDance(t *testing.T) credentials {
	t.Helper()
	b := newBenchWith(t, strings.NewReader(strings.Repeat("sample ", 20)))
	return b.connect("anna")
}
