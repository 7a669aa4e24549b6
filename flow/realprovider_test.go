package flow_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
	"countersign/internal/testenv"
)

// The provider of testdata/provider is oauthlib's: what our client and our sandbox might get wrong in the same way shows
// against it.

// What the provider knows of its consumers; the secret has letters that must be encoded.
const (
	providerKey    = "sampleconsumerkey00001"
	providerSecret = "sample consumer secret & more"
	providerRSAKey = "samplersaconsumer00001"

	plainProviderKey, plainProviderSecret = "sampleconsumerkey00002", "sample-plain-secret"
)

func TestRealProviderByCallback(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, providerSetup(t, m, startProvider(t)), flow.BeginOptions{})
	if page := allowInBrowser(t, p.AuthorizeURL()); !strings.Contains(page, "Verifier received") {
		t.Errorf("the browser ended on:\n%s", page)
	}
	if name := extra(exchange(t, p), "screen_name"); name != "anna" {
		t.Errorf("screen_name = %q: further fields of the reply are lost", name)
	}
}

func TestRealProviderOutOfBand(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, providerSetup(t, m, startProvider(t)), flow.BeginOptions{OutOfBand: true})
	verifier := between(t, allowInBrowser(t, p.AuthorizeURL()), `id="verifier"`, ">", "<")
	must(t, p.Enter(verifier))
	exchange(t, p)
}

func TestRealProviderRefusal(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := begin(t, m, providerSetup(t, m, startProvider(t)), flow.BeginOptions{})
	read(t, answerPage(t, http.DefaultClient, p.AuthorizeURL(), "deny"))
	if _, err := p.Wait(t.Context()); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("waiting gave %v, want a refusal", err)
	}
}

func TestRealProviderExplainsAWrongSecret(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := providerSetup(t, m, startProvider(t))
	must(t, s.Set("consumerSecret", "sample-wrong-secret"))
	_, err := m.Begin(t.Context(), s, flow.BeginOptions{})
	var step *flow.StepError
	if !errors.As(err, &step) || step.Step != flow.StepRequestToken {
		t.Fatalf("Begin gave %v, want an error of the request token", err)
	}
	e := flow.Explain(err)
	if !strings.Contains(e.What, "401") || !strings.Contains(e.Next, "secret") {
		t.Errorf("a wrong secret is not explained: %+v", e)
	}
	if strings.Contains(dump(t, e), "sample-wrong-secret") {
		t.Errorf("the explanation holds the secret: %+v", e)
	}
}

// Every signature method and every place of the oauth parameters goes through the whole dance, a call whose parameters
// are hard to sign, and the connector's test.
func TestRealProviderTakesOurSignatures(t *testing.T) {
	t.Parallel()
	base := startProvider(t)
	for _, method := range []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"} {
		for _, placement := range []string{"header", "query", "body"} {
			t.Run(method+" in the "+placement, func(t *testing.T) {
				t.Parallel()
				m := newManager(t)
				s := providerSetup(t, m, base)
				must(t, s.Set("signatureMethod", method))
				must(t, s.Set("placement", placement))
				if method == "PLAINTEXT" && placement != "header" {
					// oauthlib decodes oauth parameters twice there, so no secret may need encoding.
					must(t, s.Set("consumerKey", plainProviderKey))
					must(t, s.Set("consumerSecret", plainProviderSecret))
				}
				if strings.HasPrefix(method, "RSA") {
					must(t, s.Set("consumerKey", providerRSAKey))
					must(t, s.Set("consumerSecret", ""))
					must(t, s.Set("privateKey", rsaKey(t)))
				}
				p := begin(t, m, s, flow.BeginOptions{})
				allowInBrowser(t, p.AuthorizeURL())
				c, err := m.Connections.Save(t.Context(), s, exchange(t, p), "sample", false)
				must(t, err)

				assertEcho(t, c)
				result, err := c.Test(t.Context())
				must(t, err)
				if result.Account != "anna" {
					t.Errorf("the test found the account %q, want anna", result.Account)
				}
			})
		}
	}
}

// A kept connection is opened by another manager, as by the program's next run, and its ready calls are sent.
func TestRealProviderReadyCallsOfAKeptConnection(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := providerSetup(t, m, startProvider(t))
	p := begin(t, m, s, flow.BeginOptions{})
	allowInBrowser(t, p.AuthorizeURL())
	_, err := m.Connections.Save(t.Context(), s, exchange(t, p), "sample", false)
	must(t, err)

	c, err := m.Connections.Open(t.Context(), "sample")
	must(t, err)
	if len(c.ConnectorRequests()) == 0 {
		t.Fatal("the connector's ready calls are lost")
	}
	for _, ready := range c.ConnectorRequests() {
		r := flow.Request{Method: ready.Method, Target: ready.Target, Body: []byte(ready.Body)}
		for _, h := range ready.Header {
			r.Header = append(r.Header, flow.Pair(h))
		}
		assertOK(t, c, r)
	}
}

// assertEcho sends repeated keys, a semicolon, text beyond ASCII, spaces and empty values, in the query and in a form, and
// looks at what arrived.
func assertEcho(t *testing.T, c *flow.Connection) {
	t.Helper()
	query := [][]string{{"tag", "b"}, {"tag", "a"}, {"tag", "b"}, {"range", "1;2"}, {"name", "Jürgen 日本"}, {"empty", ""}, {"raw", "a;b"}}
	form := [][]string{{"note", "café & cake"}, {"note", ""}, {"sign", "+ ~*'()%20"}, {"a;b", "="}}
	r := flow.Request{Method: http.MethodPost, Target: "/echo?tag=b&tag=a"}
	for _, q := range query[2:] {
		r.Query = append(r.Query, flow.Pair{Name: q[0], Value: q[1]})
	}
	for _, f := range form {
		r.Form = append(r.Form, flow.Pair{Name: f[0], Value: f[1]})
	}
	var arrived struct{ Query, Form [][]string }
	must(t, json.Unmarshal(assertOK(t, c, r).Body, &arrived))
	if diff := cmp.Diff(query, withoutOAuth(arrived.Query)); diff != "" {
		t.Errorf("the query arrived otherwise (-sent +arrived):\n%s", diff)
	}
	if diff := cmp.Diff(form, withoutOAuth(arrived.Form)); diff != "" {
		t.Errorf("the form arrived otherwise (-sent +arrived):\n%s", diff)
	}

	// A body that is no form is not signed, and must arrive untouched.
	body := `{"note": "a=1&b=2", "name": "Jürgen"}`
	var plain struct{ Body, ContentType string }
	must(t, json.Unmarshal(assertOK(t, c, flow.Request{Method: http.MethodPut, Target: "/echo", Body: []byte(body)}).Body, &plain))
	if plain.Body != body || plain.ContentType != "application/json" {
		t.Errorf("a JSON body arrived as %s: %s", plain.ContentType, plain.Body)
	}
}

func assertOK(t *testing.T, c *flow.Connection, r flow.Request) *flow.Response {
	t.Helper()
	resp, err := c.Send(t.Context(), r)
	must(t, err)
	if resp.Status != http.StatusOK {
		t.Fatalf("%s %s: %s: %s\nbase string: %s", r.Method, r.Target, resp.StatusText(), resp.Body, resp.Exchange.BaseString)
	}
	return resp
}

func withoutOAuth(pairs [][]string) [][]string {
	var rest [][]string
	for _, p := range pairs {
		if !strings.HasPrefix(p[0], "oauth_") {
			rest = append(rest, p)
		}
	}
	return rest
}

func providerSetup(t *testing.T, m *flow.Manager, base string) *flow.Setup {
	t.Helper()
	c, err := m.Connectors.Load(filepath.Join("testdata", "provider", "connector"))
	must(t, err)
	s := flow.NewSetup(c)
	for key, value := range map[string]string{"baseUri": base, "consumerKey": providerKey, "consumerSecret": providerSecret} {
		must(t, s.Set(key, value))
	}
	return s
}

// sharedProvider is the one process of the provider, which all tests use, with the file of its RSA consumer's public key.
var sharedProvider struct {
	once       sync.Once
	base       string
	err        error
	in         io.Closer
	cmd        *exec.Cmd
	complaints bytes.Buffer
}

// startProvider gives the provider's base address.
func startProvider(t *testing.T) string {
	t.Helper()
	python := testenv.Program(t, "python3 oauthlib", "python3 flask", "python3 jwt", "python3 cryptography")
	public := rsaPublicKey(t)
	sharedProvider.once.Do(func() { sharedProvider.err = runProvider(python, public) })
	if sharedProvider.err != nil {
		t.Fatalf("the provider gave no address: %v", sharedProvider.err)
	}
	return sharedProvider.base
}

func runProvider(python string, publicKey []byte) error {
	keyFile, err := os.CreateTemp("", "countersign-*.pem")
	if err != nil {
		return err
	}
	defer os.Remove(keyFile.Name()) // which the provider has read when it gives its address
	if _, err := keyFile.Write(publicKey); err != nil {
		return err
	}
	if err := keyFile.Close(); err != nil {
		return err
	}
	cmd := exec.Command(python, filepath.Join("testdata", "provider", "provider.py"), keyFile.Name())
	cmd.Stderr = &sharedProvider.complaints
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	sharedProvider.cmd, sharedProvider.in = cmd, in
	line, err := bufio.NewReader(out).ReadString('\n')
	sharedProvider.base = strings.TrimSpace(line)
	return err
}

func init() { flow.AtEnd = endProvider }

// endProvider ends it after all tests, and tells what it said when something went wrong.
func endProvider(failed bool) error {
	if sharedProvider.cmd == nil {
		return nil
	}
	sharedProvider.in.Close() // which tells the provider to end
	err := sharedProvider.cmd.Wait()
	if failed || err != nil {
		fmt.Fprintf(os.Stderr, "the provider ended with %v, and said:\n%s", err, &sharedProvider.complaints)
	}
	return err
}

// sampleKey is the RSA consumer's.
var sampleKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// rsaKey is the RSA consumer's key as PEM.
func rsaKey(t *testing.T) string {
	t.Helper()
	key, err := sampleKey()
	must(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

func rsaPublicKey(t *testing.T) []byte {
	t.Helper()
	key, err := sampleKey()
	must(t, err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	must(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
}
