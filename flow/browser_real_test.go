package flow_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"countersign/flow"
	"countersign/internal/testenv"
)

// The consent page and the page that the callback ends on, used by a real browser: forms, redirects and content security
// policies as a browser sees them, not as net/http does.
func TestRealBrowserAtTheSandbox(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	m := newManager(t)
	s := sandboxSetup(t, m)

	t.Run("allow comes back to the callback", func(t *testing.T) {
		p := begin(t, m, s, flow.BeginOptions{})
		b.open(t, p.AuthorizeURL())
		b.click(t, "button[value=allow]")
		exchange(t, p)
		b.see(t, "continues in the terminal") // with the verifier, or already with the access: whichever the page waited for
	})
	t.Run("deny comes back to the callback", func(t *testing.T) {
		p := begin(t, m, s, flow.BeginOptions{})
		b.open(t, p.AuthorizeURL())
		b.click(t, "button[value=deny]")
		if _, err := p.Wait(t.Context()); !errors.Is(err, flow.ErrDenied) {
			t.Errorf("waiting gave %v, want a refusal", err)
		}
		b.see(t, "Access denied")
	})
	t.Run("out-of-band shows a verifier to paste", func(t *testing.T) {
		p := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
		b.open(t, p.AuthorizeURL())
		b.click(t, "button[value=allow]")
		must(t, p.Enter(b.text(t, "#verifier")))
		exchange(t, p)
	})
}

// realBrowser is a headless Chromium, driven by WebDriver (https://www.w3.org/TR/webdriver2/).
type realBrowser struct{ session string }

// elementKey is how WebDriver names a reference to an element.
const elementKey = "element-6066-11e4-a52e-4f735466cecf"

// startBrowser runs a browser with a profile of its own until the test ends.
func startBrowser(t *testing.T) *realBrowser {
	t.Helper()
	testenv.Need(t, "chromedriver", "chromium")
	// Not t.TempDir, which fails the test when the browser still writes to its profile while it ends: removed when it did.
	home, err := os.MkdirTemp("", "countersign-browser-*")
	must(t, err)
	t.Cleanup(func() {
		for limit := time.Now().Add(testenv.WaitTimeout()); os.RemoveAll(home) != nil && time.Now().Before(limit); {
			time.Sleep(20 * time.Millisecond)
		}
	})
	driver := exec.Command("chromedriver", "--port=0")
	driver.Env = append(os.Environ(), "HOME="+home, "TMPDIR="+home)
	out, err := driver.StdoutPipe()
	must(t, err)
	must(t, driver.Start())
	t.Cleanup(func() {
		_ = driver.Process.Kill()
		_ = driver.Wait()
	})
	base := "http://127.0.0.1:" + driverPort(t, bufio.NewScanner(out))

	options := map[string]any{"args": []string{"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"}}
	capabilities := map[string]any{"alwaysMatch": map[string]any{
		"browserName": "chrome", "goog:chromeOptions": options,
		"timeouts": map[string]int64{"implicit": testenv.WaitTimeout().Milliseconds()}, // ms that an element may take to appear
	}}
	var session struct{ SessionID string }
	webDriver(t, http.MethodPost, base+"/session", map[string]any{"capabilities": capabilities}, &session)
	b := &realBrowser{session: base + "/session/" + session.SessionID}
	t.Cleanup(func() { webDriver(t, http.MethodDelete, b.session, nil, nil) })
	return b
}

// driverPort reads the line by which the driver says where it listens.
func driverPort(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	started := regexp.MustCompile(`started successfully on port (\d+)`)
	for lines.Scan() {
		if found := started.FindStringSubmatch(lines.Text()); found != nil {
			return found[1]
		}
	}
	t.Fatal("the browser's driver ended without saying its port")
	return ""
}

func (b *realBrowser) open(t *testing.T, uri string) {
	t.Helper()
	webDriver(t, http.MethodPost, b.session+"/url", map[string]string{"url": uri}, nil)
}

func (b *realBrowser) click(t *testing.T, css string) {
	t.Helper()
	webDriver(t, http.MethodPost, b.element(t, "css selector", css)+"/click", map[string]any{}, nil)
}

// text waits for an element and gives its text.
func (b *realBrowser) text(t *testing.T, css string) (text string) {
	t.Helper()
	webDriver(t, http.MethodGet, b.element(t, "css selector", css)+"/text", nil, &text)
	return text
}

// see waits for a page that says so.
func (b *realBrowser) see(t *testing.T, text string) {
	t.Helper()
	b.element(t, "xpath", fmt.Sprintf("//body[contains(., %q)]", text))
}

func (b *realBrowser) element(t *testing.T, using, value string) string {
	t.Helper()
	var found map[string]string
	webDriver(t, http.MethodPost, b.session+"/element", map[string]string{"using": using, "value": value}, &found)
	return b.session + "/element/" + found[elementKey]
}

// webDriver sends one command and reads its value.
func webDriver(t *testing.T, method, uri string, command, value any) {
	t.Helper()
	body, err := json.Marshal(command)
	must(t, err)
	if command == nil {
		body = nil
	}
	r, err := http.NewRequest(method, uri, bytes.NewReader(body))
	must(t, err)
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	text := read(t, resp)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the browser refused %s %s: %s", method, uri, text)
	}
	if value == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), &struct{ Value any }{value}); err != nil {
		t.Fatal(fmt.Errorf("reading the browser's answer %s: %w", text, err))
	}
}
