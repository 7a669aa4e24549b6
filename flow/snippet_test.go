package flow_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
	"countersign/flow/snippet"
	"countersign/internal/testenv"
)

// What is written down of a call is run as a person would run it, and the sandbox, which checks every signature, tells what
// arrived: the same as when countersign sends the call itself.

// snippetMethods are the signature methods, those that the plain sandbox takes first.
var snippetMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512"}

// hostile is what quoting must survive.
const hostile = "it's \"$(id)` `id` $HOME %s %27 \\n \\ </script><!-- é 日本 \u2028 '''\t!"

// snippetRequests are calls that are hard to write down. httpie is a part of HTTPie's error where it cannot send one.
var snippetRequests = map[string]struct {
	request flow.Request
	httpie  string
}{
	"plain":               {request: flow.Request{Target: "/echo"}},
	"hostile query":       {request: flow.Request{Target: "/echo?a=it's&b=$(id)`id`&a=2&a=&d&=e&a=1;2", Query: []flow.Pair{{Name: hostile, Value: hostile}, {Name: "a", Value: "two\nlines"}, {Name: "日本", Value: "+ ~*'()%20"}}}},
	"brackets":            {request: flow.Request{Target: "/echo?a[]=1&a[]={2,3}"}},
	"brackets in a path":  {request: flow.Request{Target: "/echo/[x]"}, httpie: "brackets in this path"},
	"dots in a path":      {request: flow.Request{Target: "/echo/./a/../b/"}},
	"escapes in a path":   {request: flow.Request{Target: "/echo/a%2Fb%20c'$(id)"}},
	"odd escapes":         {request: flow.Request{Target: "/echo/%e9%7E~"}, httpie: "differently from what was signed"},
	"no escapes":          {request: flow.Request{Target: "/echo?x=100%&y=%zz&z=%"}, httpie: "as %25"},
	"not UTF-8":           {request: flow.Request{Target: "/echo?x=%ff%FE&%00=1"}},
	"form":                {request: flow.Request{Method: "POST", Target: "/echo?text=0", Form: []flow.Pair{{Name: "text", Value: hostile}, {Name: "text", Value: ""}, {Name: "a&b", Value: "= &"}}}},
	"form with a charset": {request: flow.Request{Method: "PUT", Target: "/echo", Header: []flow.Pair{{Name: "Content-Type", Value: "Application/X-WWW-Form-URLEncoded; charset=UTF-8"}}, Body: []byte("a=é+%2B&&a=%c3%a9&b")}},
	"JSON":                {request: flow.Request{Method: "PATCH", Target: "/echo", Body: []byte("{\"a\":\n\"it's <\\/script></script> $(id) `id` %s\\\\ \\\" é 日本\"}")}},
	"text":                {request: flow.Request{Method: "POST", Target: "/echo", Body: []byte(hostile + "\r\n\x1b[31m\u202e")}},
	"binary":              {request: flow.Request{Method: "POST", Target: "/echo", Body: []byte("\x00\xff'%s\\\"</script>\n\r\n7")}},
	"@file":               {request: flow.Request{Method: "POST", Target: "/echo", Body: []byte("@/etc/hostname")}},
	"no body":             {request: flow.Request{Method: "POST", Target: "/echo"}},
	"DELETE with a body":  {request: flow.Request{Method: "DELETE", Target: "/echo", Body: []byte("gone")}},
	"GET with a body":     {request: flow.Request{Method: "GET", Target: "/echo", Body: []byte("a=1")}},
	"a method of its own": {request: flow.Request{Method: "REPORT", Target: "/echo"}},
	"headers":             {request: flow.Request{Target: "/echo", Header: []flow.Pair{{Name: "X-Sample", Value: "it's \"here\" $(id) `id` \\ é"}, {Name: "X-Empty", Value: ""}, {Name: "X-At", Value: "@/etc/hostname"}, {Name: "X-Is", Value: "=1"}}}},
}

// turns has the kinds whose every run starts an interpreter or, dearer, a compiler.
var turns = []snippet.Kind{
	snippet.Go, snippet.Python, snippet.JavaScript, snippet.HTTPie, snippet.Python, snippet.JavaScript,
}

// turn reports whether the nth case is run in a kind. In the short form every case is run by curl and in one other kind.
func turn(kind snippet.Kind, nth int) bool {
	return testenv.Full() || kind == snippet.Curl || kind == turns[nth%len(turns)]
}

func TestLongSnippetsSendWhatCountersignSends(t *testing.T) {
	t.Parallel()
	s := startSnippets(t)
	for _, kind := range snippet.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			needInterpreter(t, kind)
			for i, name := range slices.Sorted(maps.Keys(snippetRequests)) {
				c := snippetRequests[name]
				if kind == snippet.HTTPie && c.httpie != "" {
					_, err := s.snippet(t, kind, c.request, flow.Credentials{})
					if err == nil || !strings.Contains(err.Error(), c.httpie) {
						t.Errorf("%s: HTTPie is given it, with the error %v", name, err)
					}
					continue
				}
				if turn(kind, i) {
					t.Run(name, func(t *testing.T) { s.same(t, kind, c.request, flow.Credentials{}) })
				}
			}
		})
	}
}

// The signature methods of the sandbox, in every place, with a realm and a hash of the body.
func TestLongSnippetsSignByEveryMethod(t *testing.T) {
	t.Parallel()
	s := startSnippets(t)
	form := flow.Request{
		Method: "POST", Target: "/echo?a=1&b=" + "two%20words", Query: []flow.Pair{{Name: "a", Value: hostile}},
		Form: []flow.Pair{{Name: "a", Value: "0"}, {Name: "text", Value: hostile}},
	}
	json := flow.Request{Method: "PUT", Target: "/echo", Body: []byte(`{"a": "é"}`)}
	for _, kind := range snippet.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			needInterpreter(t, kind)
			for i, method := range snippetMethods[:4] {
				for j, placement := range []string{"header", "query", "body"} {
					if kind == snippet.Go && i%3 != j || !turn(kind, i+j) { // each is compiled anew
						continue
					}
					creds := flow.Credentials{SignatureMethod: flow.SignatureMethod(method), Placement: placement}
					t.Run(method+" in the "+placement, func(t *testing.T) { s.same(t, kind, form, creds) })
				}
				if !turn(kind, i+3) {
					continue
				}
				creds := flow.Credentials{SignatureMethod: flow.SignatureMethod(method), BodyHash: true, OmitVersion: true, Realm: `it's "here" \ ` + "`$(id)` é"}
				t.Run(method+" with a hash of the body", func(t *testing.T) { s.same(t, kind, json, creds) })
			}
		})
	}
}

// A nonce is good once: code that signs by itself makes another at every run, and a command does not.
func TestOnlyCodeIsGoodForMoreThanOneCall(t *testing.T) {
	t.Parallel()
	s := startSnippets(t)
	for _, kind := range snippet.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			needInterpreter(t, kind)
			written, err := s.snippet(t, kind, flow.Request{Target: "/echo"}, flow.Credentials{})
			must(t, err)
			runs := []string{s.run(t, written, s.credentials(flow.Credentials{})), s.run(t, written, s.credentials(flow.Credentials{}))}
			if !strings.Contains(runs[0], `"method"`) {
				t.Fatalf("the first run gave %s", runs[0])
			}
			if refused := strings.Contains(runs[1], "nonce_used"); refused == kind.SignsItself() {
				t.Errorf("the second run gave %s", runs[1])
			}
			if written.ValidUntil.IsZero() != kind.SignsItself() || (written.Run == "") == kind.SignsItself() {
				t.Errorf("advice: %s", written.Advice())
			}
		})
	}
}

// No kind holds a secret, whatever the signature method; what cannot be written without one is refused.
func TestSnippetsHoldNoSecret(t *testing.T) {
	t.Parallel()
	s := startSnippets(t)
	r := flow.Request{Target: "/echo", Header: []flow.Pair{{Name: "X-Api-Key", Value: "sample-api-key"}}}
	for _, kind := range snippet.Kinds() {
		for _, method := range snippetMethods {
			creds := s.credentials(flow.Credentials{SignatureMethod: flow.SignatureMethod(method)})
			r.Target = s.base + "/echo"
			written, err := s.m.Snippet(creds, kind, r, flow.SigningOptions{})
			if method == "PLAINTEXT" && !kind.SignsItself() {
				if err == nil || !strings.Contains(flow.Explain(err).Next, "from the environment") {
					t.Errorf("%s by PLAINTEXT: %v", kind, err)
				}
				continue
			}
			must(t, err)
			for _, secret := range []string{creds.ConsumerSecret.Reveal(), creds.TokenSecret.Reveal(), "sample-api-key", "PRIVATE KEY"} {
				if secret != "" && strings.Contains(written.Text, secret) {
					t.Errorf("%s by %s holds %q:\n%s", kind, method, secret, written.Text)
				}
			}
			if !slices.Equal(written.EnvVars, []string{"X_API_KEY"}) || !strings.Contains(written.Advice(), "X_API_KEY") {
				t.Errorf("%s does not say that X_API_KEY must be set: %s", kind, written.Advice())
			}
		}
	}
	for _, kind := range snippet.Kinds() { // and the variable is what is sent
		t.Run(string(kind), func(t *testing.T) {
			needInterpreter(t, kind)
			r.Target = "/echo"
			s.same(t, kind, r, flow.Credentials{}, "X_API_KEY=sample-api-key")
		})
	}
}

// Addresses that are signed in another spelling than they are called by.
func TestSnippetsSignTheAddressThatTheProviderSigns(t *testing.T) {
	t.Parallel()
	s := startSnippets(t)
	for _, kind := range snippet.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			needInterpreter(t, kind)
			for i, r := range []flow.Request{
				{Target: "HTTP" + strings.TrimPrefix(s.base, "http") + "/echo?a=1"},                          // in capitals
				{Target: s.base + "/echo?a=1", Header: []flow.Pair{{Name: "Host", Value: "localhost:8080"}}}, // of another host
			} {
				if i > 0 && !turn(kind, i) {
					continue
				}
				written, err := s.m.Snippet(s.credentials(flow.Credentials{}), kind, r, flow.SigningOptions{})
				must(t, err)
				if out := s.run(t, written, s.credentials(flow.Credentials{})); !strings.Contains(out, `"path"`) {
					t.Errorf("%s: %s\n%s", r.Target, out, written.Text)
				}
			}
		})
	}
}

func TestSnippetsOfWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := startSnippets(t)
	for want, r := range map[string]flow.Request{
		"is not signed":                         {Target: s.base + "/echo", Basic: &flow.Basic{User: "anna"}},
		"plain http":                            {Target: "http://api.example.com/"},
		"signing sets the Authorization header": {Target: s.base + "/echo", Header: []flow.Pair{{Name: "Authorization", Value: "sample"}}},
	} {
		_, err := s.m.Snippet(s.credentials(flow.Credentials{}), snippet.Go, r, flow.SigningOptions{})
		var step *flow.StepError
		if !errors.As(err, &step) || !strings.Contains(err.Error(), want) || step.Hint == "" {
			t.Errorf("%q: %v", want, err)
		}
	}
	if _, err := snippet.ParseKind("perl"); err == nil || !strings.Contains(err.Error(), "javascript") {
		t.Errorf("perl: %v", err)
	}
	for _, x := range s.m.Traffic.List() {
		if _, err := x.Snippet(snippet.Curl); x.IsAPIRequest() == (err != nil) {
			t.Errorf("the %s step: %v", x.Step, err)
		}
	}
}

// oauthlib, which is not ours, takes the signatures that the programs make by every method, in every place.
func TestLongSnippetsAgainstAnotherProvider(t *testing.T) {
	t.Parallel()
	base := startProvider(t)
	for i, method := range snippetMethods {
		for j, placement := range []string{"header", "query", "body"} {
			if i%3 != j && (!testenv.Full() || !strings.HasPrefix(method, "RSA")) {
				continue
			}
			t.Run(method+" in the "+placement, func(t *testing.T) {
				t.Parallel()
				m := newManager(t)
				setup := providerSetup(t, m, base)
				must(t, setup.Set("signatureMethod", method))
				must(t, setup.Set("placement", placement))
				if strings.HasPrefix(method, "RSA") {
					must(t, setup.Set("consumerKey", providerRSAKey))
					must(t, setup.Set("consumerSecret", ""))
					must(t, setup.Set("privateKey", strings.ReplaceAll(rsaKey(t), "\n", " "))) // as a form field has it
				}
				p := begin(t, m, setup, flow.BeginOptions{})
				allowInBrowser(t, p.AuthorizeURL())
				c, err := m.Connections.Save(t.Context(), setup, exchange(t, p), "sample", false)
				must(t, err)
				for _, kind := range snippet.Kinds() {
					if !turn(kind, i) {
						continue
					}
					needInterpreter(t, kind)
					if kind == snippet.Go && i%3 != j || method == "PLAINTEXT" && !kind.SignsItself() {
						continue
					}
					sameAtProvider(t, m, c, kind)
				}
			})
		}
	}
}

func sameAtProvider(t *testing.T, m *flow.Manager, c *flow.Connection, kind snippet.Kind) {
	t.Helper()
	form := flow.Request{
		Method: "POST", Target: "/echo?tag=b&tag=a", Query: []flow.Pair{{Name: "name", Value: "Jürgen; 日本"}},
		Form: []flow.Pair{{Name: "sign", Value: "+ ~*'()%20"}, {Name: "sign", Value: ""}},
	}
	written, err := c.Snippet(kind, form, flow.SigningOptions{})
	must(t, err)
	want, got := whatArrived(t, string(assertOK(t, c, form).Body)), whatArrived(t, runSnippet(t, written, c.Credentials()))
	want["body"], got["body"] = nil, nil // where the oauth parameters may stand
	expectSame(t, written, want, got)
	if kind.SignsItself() && !strings.HasPrefix(written.Run, "countersign run sample -- ") {
		t.Errorf("to be run by %q", written.Run)
	}

	creds := c.Credentials()
	creds.BodyHash, creds.Realm = true, "sample"
	plain := flow.Request{Method: "PUT", Target: c.BaseURI() + "/echo", Body: []byte(`{"note": "a=1&b=2"}`)}
	written, err = m.Snippet(creds, kind, plain, flow.SigningOptions{})
	must(t, err)
	expectSame(t, written, whatArrived(t, string(assertOK(t, c, plain).Body)), whatArrived(t, runSnippet(t, written, creds)))
}

// snippets is a sandbox, and a connection to it whose own calls are what the others are held against.
type snippets struct {
	base, token, secret string
	key                 func() string
	m                   *flow.Manager
	conn                *flow.Connection
}

func startSnippets(t *testing.T) *snippets {
	t.Helper()
	m := newManager(t)
	server, err := m.Sandboxes.Run(t.Context(), "127.0.0.1:0", nil)
	must(t, err)
	s := &snippets{base: server.BaseURI(), m: m}
	s.key = func() string {
		key, err := server.PrivateKeyPEM()
		must(t, err)
		return key
	}
	s.token, s.secret, err = server.IssueAccessToken()
	must(t, err)
	c, err := m.Connectors.Load("sandbox")
	must(t, err)
	setup := flow.NewSetup(c)
	must(t, setup.Set("baseUri", server.BaseURI()))
	p := begin(t, m, setup, flow.BeginOptions{OutOfBand: true})
	must(t, p.Consent(t.Context(), true))
	s.conn, err = m.Connections.Save(t.Context(), setup, exchange(t, p), "sandbox", false)
	must(t, err)
	return s
}

func (s *snippets) credentials(c flow.Credentials) flow.Credentials {
	c.ConsumerKey, c.ConsumerSecret, c.Token, c.TokenSecret = "sandbox-consumer-key", flow.NewSecret("sandbox-consumer-secret"), s.token, flow.NewSecret(s.secret)
	if c.SignatureMethod == "" {
		c.SignatureMethod = "HMAC-SHA1"
	}
	if strings.HasPrefix(string(c.SignatureMethod), "RSA") {
		c.PrivateKey = flow.NewSecret(s.key())
	}
	return c
}

func (s *snippets) snippet(t *testing.T, kind snippet.Kind, r flow.Request, c flow.Credentials) (snippet.Snippet, error) {
	t.Helper()
	r.Target = s.base + r.Target
	return s.m.Snippet(s.credentials(c), kind, r, flow.SigningOptions{ShowSecrets: c.SignatureMethod == "PLAINTEXT"})
}

// same runs a call in a kind, and compares what arrived with what arrives by countersign.
func (s *snippets) same(t *testing.T, kind snippet.Kind, r flow.Request, c flow.Credentials, env ...string) {
	t.Helper()
	written, err := s.snippet(t, kind, r, c)
	must(t, err)
	want, err := s.conn.Send(t.Context(), r)
	must(t, err)
	got := s.run(t, written, s.credentials(c), env...)
	expected := whatArrived(t, string(want.Body))
	if came := whatArrived(t, got); c.Placement == "body" && len(r.Form) > 0 {
		came["body"], expected["body"] = nil, nil // with the oauth parameters in it, the sandbox tells no text
		expectSame(t, written, expected, came)
	} else {
		expectSame(t, written, expected, came)
	}
}

func expectSame(t *testing.T, written snippet.Snippet, want, got map[string]any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-countersign +%s):\n%s\n%s", written.Kind, diff, written.Text)
	}
}

// whatArrived is what a provider tells of a request, without what each client has of its own.
func whatArrived(t *testing.T, text string) map[string]any {
	t.Helper()
	var a map[string]any
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for _, name := range []string{"query", "form"} {
		list, _ := a[name].([]any)
		a[name] = fmt.Sprint(slices.DeleteFunc(list, func(p any) bool { return strings.HasPrefix(fmt.Sprint(p), "[oauth_") }))
	}
	headers, _ := a["headers"].([]any)
	a["headers"] = fmt.Sprint(slices.DeleteFunc(headers, func(h any) bool { return !strings.HasPrefix(fmt.Sprint(h), "[X-") }))
	return a
}

func (s *snippets) run(t *testing.T, written snippet.Snippet, c flow.Credentials, env ...string) string {
	t.Helper()
	return runSnippet(t, written, c, env...)
}

// runSnippet runs it as a person would, with the environment that countersign run gives.
func runSnippet(t *testing.T, written snippet.Snippet, c flow.Credentials, env ...string) string {
	t.Helper()
	dir := t.TempDir()
	var cmd *exec.Cmd
	program := func(name string, command ...string) *exec.Cmd {
		write(t, filepath.Join(dir, name), written.Text)
		return exec.CommandContext(t.Context(), command[0], append(command[1:], name)...)
	}
	switch written.Kind {
	case snippet.Go:
		cmd = program("call.go", "go", "run")
	case snippet.Python:
		cmd = program("call.py", testenv.Program(t, "python3 cryptography"))
	case snippet.JavaScript:
		cmd = program("call.mjs", "node")
	case snippet.Curl:
		cmd = program("call.sh", "sh")
		write(t, filepath.Join(dir, "call.sh"), written.Text+" --silent --show-error\n")
	default:
		cmd = program("call.sh", "sh")
	}
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*", "HTTPIE_CONFIG_DIR="+dir, "GO111MODULE=off", "GOFLAGS=")
	cmd.Env = append(cmd.Env, "OAUTH_CONSUMER_KEY="+c.ConsumerKey, "OAUTH_CONSUMER_SECRET="+c.ConsumerSecret.Reveal(),
		"OAUTH_TOKEN="+c.Token, "OAUTH_TOKEN_SECRET="+c.TokenSecret.Reveal(), "OAUTH_PRIVATE_KEY="+c.PrivateKey.Reveal())
	cmd.Env = append(cmd.Env, env...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s%s\n%s", err, &complaints, &out, written.Text)
	}
	return out.String()
}

func needInterpreter(t *testing.T, kind snippet.Kind) {
	t.Helper()
	if runtime.GOOS == "windows" && !kind.SignsItself() {
		t.Skip("the commands are for a POSIX shell")
	}
	testenv.Need(t, map[snippet.Kind]string{
		snippet.Curl: "curl", snippet.HTTPie: "http", snippet.Go: "go",
		snippet.Python: "python3 cryptography", snippet.JavaScript: "node",
	}[kind])
}
