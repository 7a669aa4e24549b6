package request

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"countersign/flow"
	"countersign/internal/testenv"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
)

// tokens is a saved connection to a local service, whose connector provides the tokens.
func tokens(t *testing.T, d kit.Deps, base string) *flow.Connection {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "given")
	for name, text := range map[string]string{
		"spec.yml": "name: Given\nauth:\n  type: oauth1\n  getOAuthConfig: {implementationType: mapping}\n" +
			"  makeApiClient: {implementationType: mapping, mapping: {baseUri: \"" + base + "\"}}\n",
		"auth/get-oauth-config.map.yml": "consumerKey: sample-key\nconsumerSecret: sample-consumer-secret\n" +
			"dialect: {token: {key: sample-token, secret: sample-token-secret}}\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := d.Flow.Connectors.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	given, err := d.Flow.WithoutAuthorization(t.Context(), flow.NewSetup(c))
	if err != nil || given == nil {
		t.Fatalf("no tokens: %v", err)
	}
	conn, err := given.Save(t.Context(), "given", false)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// Only the pane holds a response: after ten responses the heap holds one, and none once the pane is closed.
func TestLongMemoryOfTenResponses(t *testing.T) {
	const megabyte = 1 << 20
	body := testenv.Count(12, 60) * megabyte
	piece := make([]byte, megabyte)
	for i := range piece {
		if piece[i] = 'a' + byte(i%26); i%80 == 79 {
			piece[i] = '\n'
		}
	}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", strconv.Itoa(body))
		for range body / megabyte {
			_, _ = w.Write(piece)
		}
	}))
	t.Cleanup(service.Close)
	d := uitest.Deps(t)
	e := kit.NewEnv(d, nil)
	home := uitest.Stack(New(e, tokens(t, d, service.URL)), "")
	app := shell.New(e, home[0])
	p := uitest.NewPilot(t, app)
	before := heap()
	p.Run(kit.Push(home[0], home[1]))
	home[1] = nil
	p.WaitFor("[requests").Press("tab").Paste("/large")
	for i := range 10 {
		p.Press("ctrl+s").WaitUntil(func() bool { return !sendingOn(app) }, "for the response")
		p.WaitFor("200 OK")
		got := float64(heap()-before) / float64(body)
		t.Logf("after %d responses the heap holds %.2f times one of them", i+1, got)
		if got > 2.5 {
			t.Errorf("too much")
		}
	}
	p.Press("esc", "esc", "esc").WaitUntil(func() bool { return app.Depth() == 1 }, "to be back")
	// Messages still on their way to the closed pane are dropped.
	held := func() float64 { return float64(heap()-before) / float64(body) }
	for limit := time.Now().Add(testenv.WaitTimeout()); held() > 0.5 && time.Now().Before(limit); {
		select {
		case msg := <-p.Results:
			p.Send(msg)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if got := held(); got > 0.5 {
		t.Errorf("the pane is closed, but the heap holds %.2f times the response", got)
	}
	runtime.KeepAlive(p)
}

func sendingOn(app *shell.App) bool {
	s, ok := app.Top().(*request)
	return ok && s.sending.Running()
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // no heap is that large
}
