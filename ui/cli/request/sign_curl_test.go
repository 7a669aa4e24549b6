package request_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/internal/testenv"
	"countersign/ui/cli"
	"countersign/ui/cli/clitest"
	"countersign/ui/cli/exit"
)

// A real shell and curl run the printed command, and the sandbox checks the signature.
func TestPrintedCurlCommandIsAccepted(t *testing.T) {
	t.Parallel()
	needCurl(t)
	base, m, token := savedSandbox(t)
	binary := filepath.Join(t.TempDir(), "it's binary")
	check(t, os.WriteFile(binary, []byte("\x00\xff'%\\n\r\n-"), 0o600))
	large := filepath.Join(t.TempDir(), "large.txt")
	check(t, os.WriteFile(large, bytes.Repeat([]byte("it's large\n"), 20_000), 0o600))
	keys := []string{"--consumer-key", "sandbox-consumer-key", "--consumer-secret", "sandbox-consumer-secret", "--token", token.Key, "--show-secrets"}

	for name, c := range map[string]struct {
		args        []string
		stdin       string
		body, query string // as received by the sandbox
	}{
		"GET":                  {args: []string{"/echo", "--connection", "sandbox"}},
		"hard to quote":        {args: []string{"/echo?a=it's&b=$(id)`id`&c=%27", "-q", "d=\"'!\\", "--connection", "sandbox"}, query: `a it's b $(id)` + "`id`" + ` c ' d "'!\`},
		"a query with []{}":    {args: []string{"/echo?a[]=1&a[]={2,3}", "--connection", "sandbox"}, query: "a[] 1 a[] {2,3}"},
		"brackets in the path": {args: []string{"/echo/[x]", "--connection", "sandbox"}},
		"dots in the path":     {args: []string{"/echo/./a/../b", "--connection", "sandbox"}},
		"form":                 {args: []string{"/echo", "-f", "text=it's $HOME", "-f", "text=&", "--connection", "sandbox"}, body: "text=it%27s%20%24HOME&text=%26"},
		"JSON":                 {args: []string{"PUT", "/echo", "-d", "{\"a\":\n\"it's é\"}", "--connection", "sandbox"}, body: "{\"a\":\n\"it's é\"}"},
		"what reads as @file":  {args: []string{"/echo", "-d", "@" + atFile(t), "--connection", "sandbox"}, body: "@nosuch"},
		"binary file":          {args: []string{"/echo", "-d", "@" + binary, "--connection", "sandbox"}, body: "\x00\xff'%\\n\r\n-"},
		"binary input":         {args: []string{"/echo", "-d", "-", "--connection", "sandbox"}, stdin: "-\x00\xff'%s\\n\r\n7", body: "-\x00\xff'%s\\n\r\n7"},
		"large file":           {args: []string{"/echo", "-d", "@" + large, "--connection", "sandbox"}, body: strings.Repeat("it's large\n", 20_000)},
		"no body":              {args: []string{"POST", "/echo", "--connection", "sandbox"}},
		"empty header":         {args: []string{"DELETE", "/echo", "-H", "X-Empty:", "-H", "X-Sample: it's", "--connection", "sandbox"}},
		"in the query":         {args: append([]string{base + "/echo?b=2", "--placement", "query"}, keys...), query: "b 2"},
		"in the body":          {args: append([]string{base + "/echo", "-f", "a=1", "--placement", "body", "--signature-method", "HMAC-SHA256"}, keys...)},
		"PLAINTEXT":            {args: append([]string{base + "/echo", "--signature-method", "PLAINTEXT", "--realm", `it's "here"`}, keys...)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := cli.Program{
				Manager: func(flow.Options) *flow.Manager { return m },
				Env: func(key string) string {
					return map[string]string{"COUNTERSIGN_TOKEN_SECRET": token.Secret.Reveal()}[key]
				},
			}
			stdout, stderr, code := clitest.Run(t.Context(), p, c.stdin, append([]string{"sign", "--json"}, c.args...)...)
			if code != exit.OK {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			var signed struct{ Method, Curl string }
			check(t, json.Unmarshal([]byte(stdout), &signed))
			received := runCurl(t, signed.Curl)
			if received.text() != c.body && name != "in the body" || received.Method != signed.Method {
				t.Errorf("%s %q received from\n%s", received.Method, received.text(), signed.Curl)
			}
			if got := received.pairs(); got != c.query {
				t.Errorf("the query %q received from\n%s", got, signed.Curl)
			}
		})
	}
}

// atFile is a file whose content looks like curl's @FILE.
func atFile(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "text")
	check(t, os.WriteFile(path, []byte("@nosuch"), 0o600))
	return path
}

// echoed is the sandbox's description of a request.
type echoed struct {
	Method, Body, BodyBase64 string
	Query                    [][2]string
}

func (e echoed) text() string {
	binary, _ := base64.StdEncoding.DecodeString(e.BodyBase64)
	return e.Body + string(binary)
}

func (e echoed) pairs() string {
	var words []string
	for _, p := range e.Query {
		words = append(words, p[0], p[1])
	}
	return strings.Join(words, " ")
}

// runCurl runs a command in a shell.
func runCurl(t *testing.T, command string) echoed {
	t.Helper()
	answer := filepath.Join(t.TempDir(), "answer")
	cmd := exec.CommandContext(t.Context(), "sh")
	cmd.Stdin = strings.NewReader(command + " --silent --show-error --noproxy '*' --output '" + answer + "' --write-out '%{http_code}'\n")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "200" {
		t.Fatalf("%v: %s\n%s", err, out, command)
	}
	body, err := os.ReadFile(answer)
	check(t, err)
	var e echoed
	check(t, json.Unmarshal(body, &e))
	return e
}

func needCurl(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the command is for a POSIX shell")
	}
	testenv.Need(t, "curl", "sh")
}

// savedSandbox starts a sandbox and saves a connection to it.
func savedSandbox(t *testing.T) (base string, m *flow.Manager, token flow.Token) {
	t.Helper()
	provider, m := manager(t), manager(t)
	server, err := provider.Sandboxes.Run(t.Context(), "127.0.0.1:0", nil)
	check(t, err)
	connector, err := m.Connectors.Load("sandbox")
	check(t, err)
	setup := flow.NewSetup(connector)
	check(t, setup.Set("baseUri", server.BaseURI()))
	pending, err := m.Begin(t.Context(), setup, flow.BeginOptions{OutOfBand: true})
	check(t, err)
	check(t, pending.Consent(t.Context(), true))
	verified, err := pending.Wait(t.Context())
	check(t, err)
	token, err = verified.AccessToken(t.Context())
	check(t, err)
	_, err = m.Connections.Save(t.Context(), setup, token, "sandbox", false)
	check(t, err)
	return server.BaseURI(), m, token
}

func manager(t *testing.T) *flow.Manager {
	t.Helper()
	m := flow.New(flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory})
	t.Cleanup(func() { check(t, m.Close()) })
	return m
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
