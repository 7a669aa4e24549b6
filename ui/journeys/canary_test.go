package journeys_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"countersign/flow"
	"countersign/internal/testenv"
)

// Secrets: a whole session, after which every secret is searched for everywhere.

// canary is a session with marked secrets, and the content of every place where they could appear.
type canary struct {
	*testing.T
	home     *home
	inputs   string            // the person's own files, outside the home: passphrases
	marks    map[string]string // what must be nowhere, by its name
	provider *httptest.Server

	mu       sync.Mutex
	places   map[string][]byte // what was gathered, by where
	refusing string            // the path whose requests are refused, in words that repeat all secrets
	hanging  chan struct{}     // a call hangs: the program holds its secrets open
}

// I connect, send requests, export, enter wrong passphrases, and the program is killed during a request: none of my secrets
// is in anything that was written, printed, logged or passed as an argument.
func TestNoSecretLeaks(t *testing.T) {
	t.Parallel()
	c := newCanary(t)
	c.connect()
	c.useIt()
	c.takeItAlong()
	c.lockItOut()
	c.dieInACall()
	c.panicWithSecrets()
	c.sitAtTheScreens()
	c.holdTheDebugLogs()
	c.search()
}

func newCanary(t *testing.T) *canary {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	pemText := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	mark := func(name string) string {
		b := make([]byte, 6)
		_, _ = rand.Read(b)
		return name + `+"&/` + hex.EncodeToString(b) // what each encoding writes differently
	}
	c := &canary{
		T: t, home: bareHome(t, "COUNTERSIGN_KEYCHAIN=file", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"), inputs: t.TempDir(),
		places: map[string][]byte{}, hanging: make(chan struct{}, 1),
		marks: map[string]string{
			"consumer secret": mark("consumer"), "request token secret": mark("request"), "token secret": mark("token"),
			"verifier":       strings.ReplaceAll(mark("verifier"), `"&`, ""), // a pasted verifier is one plain word
			"session handle": mark("handle"), "passphrase": mark("passphrase"), "export passphrase": mark("export"),
			"private key": strings.Split(pemText, "\n")[9],
		},
	}
	for _, name := range []string{"passphrase", "export passphrase"} {
		must(t, os.WriteFile(filepath.Join(c.inputs, name), []byte(c.marks[name]+"\n"), 0o600))
	}
	c.provider = httptest.NewServer(http.HandlerFunc(c.answer))
	t.Cleanup(c.provider.Close)
	c.writeConnector("canary", "")
	c.writeConnector("canary-rsa", "dialect: {signatureMethod: RSA-SHA1, privateKey: {$var: connectorParameters.privateKey}}")
	c.writeConnector("canary-plain", "dialect: {signatureMethod: PLAINTEXT, placement: query}")
	c.writeConnector("canary-sent", "") // a service that wants a secret in each call, under a name that says nothing
	must(t, os.WriteFile(filepath.Join(c.home.dir, "config", "countersign", "connectors", "canary-sent", "auth", "make-api-client.map.yml"),
		[]byte("baseUri: "+c.provider.URL+"\nheaders: {X-Proof: {$var: connectorParameters.consumerSecret}}\nquery: {proof: {$var: credentials.oauth_token_secret}}\n"), 0o600))
	c.home.env = append(c.home.env,
		"COUNTERSIGN_SET_consumerSecret="+c.marks["consumer secret"], "COUNTERSIGN_SET_privateKey="+pemText)
	return c
}

func (c *canary) writeConnector(key, dialect string) {
	c.Helper()
	dir := filepath.Join(c.home.dir, "config", "countersign", "connectors", key)
	must(c.T, os.MkdirAll(filepath.Join(dir, "auth"), 0o700))
	for name, text := range map[string]string{
		"spec.yml": "key: " + key + `
name: Canary
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping}
parametersSchema:
  type: object
  properties:
    consumerKey: {type: string, default: sample-key}
    consumerSecret: {type: string, format: password}
    privateKey: {type: string, format: password}
`,
		"auth/get-oauth-config.map.yml": `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: BASE/request
authorizeUri: BASE/authorize
tokenUri: BASE/access
` + dialect + "\n",
		"auth/make-api-client.map.yml": "baseUri: BASE\n",
	} {
		text = strings.ReplaceAll(text, "BASE", c.provider.URL)
		must(c.T, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o600))
	}
}

// answer is the provider. The program is running meanwhile, so the arguments of all processes are recorded here.
func (c *canary) answer(w http.ResponseWriter, r *http.Request) {
	c.lookAtProcesses()
	c.mu.Lock()
	refusing := c.refusing
	c.mu.Unlock()
	switch {
	case r.URL.Path == "/hang":
		c.hanging <- struct{}{}
		<-r.Context().Done()
	case r.URL.Path == "/refused", r.URL.Path == refusing:
		w.WriteHeader(http.StatusUnauthorized)
		for _, name := range signedWith(r) {
			quoted, _ := json.Marshal(c.marks[name])
			fmt.Fprintf(w, "%s %s %s\n", c.marks[name], url.QueryEscape(c.marks[name]), quoted)
		}
	case r.URL.Path == "/request":
		io.WriteString(w, url.Values{"oauth_token": {"r"}, "oauth_token_secret": {c.marks["request token secret"]}, "oauth_callback_confirmed": {"true"}}.Encode())
	case r.URL.Path == "/access":
		io.WriteString(w, url.Values{"oauth_token": {"sample-token"}, "oauth_token_secret": {c.marks["token secret"]}, "oauth_session_handle": {c.marks["session handle"]}}.Encode())
	default:
		io.WriteString(w, `{"name": "Anna Sample"}`)
	}
}

// signedWith returns the secrets that a provider needs to verify a request, which it may echo.
func signedWith(r *http.Request) []string {
	header := r.Header.Get("Authorization")
	switch {
	case r.URL.Path == "/request":
		return []string{"consumer secret"}
	case strings.Contains(header, "oauth_verifier="):
		return []string{"consumer secret", "request token secret", "verifier"}
	case strings.Contains(header, "oauth_session_handle="):
		return []string{"consumer secret", "token secret", "session handle"}
	}
	return []string{"consumer secret", "token secret"}
}

func (c *canary) refuse(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusing = path
}

func (c *canary) gather(where string, what []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.places[where] = append(c.places[where], what...)
}

// lookAtProcesses records the arguments of every process on this machine.
func (c *canary) lookAtProcesses() {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		if line, err := os.ReadFile(path); err == nil {
			c.gather("arguments of all processes, at each request to the provider", append(line, '\n'))
		}
	}
}

// run runs the program and records its output. want is the exit code.
func (c *canary) run(want int, stdin string, args ...string) {
	c.Helper()
	out, code := c.start(stdin, nil, args...)
	if code != want {
		c.Fatalf("countersign %q: exit code %d, want %d:\n%s", args, code, want, out)
	}
}

// start is run with a function to call while the program runs.
func (c *canary) start(stdin string, meanwhile func(*os.Process), args ...string) (out []byte, exitCode int) {
	c.Helper()
	file, err := program()
	must(c.T, err)
	cmd := exec.CommandContext(c.Context(), file, append([]string{"--debug", "commands.log"}, args...)...) // which the search finds at home
	cmd.Env = append(slices.Clone(c.home.env),
		"COUNTERSIGN_PASSPHRASE_COMMAND=cat '"+filepath.Join(c.inputs, "passphrase")+"'",
		"COUNTERSIGN_EXPORT_PASSPHRASE_COMMAND=cat '"+filepath.Join(c.inputs, "export passphrase")+"'", "GOTRACEBACK=system")
	cmd.Dir, cmd.Stdin = c.home.dir, strings.NewReader(stdin)
	var both bytes.Buffer
	cmd.Stdout, cmd.Stderr = &both, &both
	must(c.T, cmd.Start())
	if meanwhile != nil {
		meanwhile(cmd.Process)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.Fatal(err)
	}
	c.gather("output of countersign "+strings.Join(args, " "), both.Bytes())
	return both.Bytes(), cmd.ProcessState.ExitCode()
}

func (c *canary) connect() {
	c.Helper()
	verifier := c.marks["verifier"] + "\n"
	for _, path := range []string{"/request", "/access"} {
		c.refuse(path)
		c.run(1, verifier, "connect", "canary", "--oob", "--verifier", "-")
	}
	c.refuse("")
	c.run(0, verifier, "connect", "canary", "--oob", "--verifier", "-")
	c.run(0, verifier, "connect", "canary-rsa", "--oob", "--verifier", "-")
	c.run(0, verifier, "connect", "canary-plain", "--oob", "--verifier", "-")
	c.run(0, verifier, "connect", "canary-sent", "--oob", "--verifier", "-")
	c.run(0, "", "request", "canary-sent", "/me")
	c.run(6, "", "request", "canary-sent", "/refused")
}

func (c *canary) useIt() {
	c.Helper()
	for _, name := range []string{"canary", "canary-rsa", "canary-plain"} {
		c.run(0, "", "request", name, "/me", "-i")
		c.run(6, "", "request", name, "/refused", "--json")
		c.run(0, "", "sign", "/me", "--connection", name, "--json")
		c.run(0, "", "connections", "show", name)
	}
	c.repeatThem()
	c.run(0, "", "refresh", "canary")
	c.refuse("/access")
	c.run(1, "", "refresh", "canary")
	c.refuse("")
	c.run(0, "", "test", "canary")
	c.run(2, "", "connections", "show", "canary", "--show-secrets")
	c.run(0, "", "connections", "--json")
	c.run(0, "", "keychain")
	c.run(0, "", "run", "canary", "--", "true")
}

// repeatThem sends the connection's secrets as a body, which the history saves together with responses that echo them.
func (c *canary) repeatThem() {
	c.Helper()
	settings := filepath.Join(c.home.dir, "config", "countersign", "config.yml")
	must(c.T, os.WriteFile(settings, []byte("history: {bodies: true}\n"), 0o600))
	body := filepath.Join(c.inputs, "body")
	for _, name := range []string{"consumer secret", "token secret", "session handle"} {
		quoted, err := json.Marshal(c.marks[name])
		must(c.T, err)
		text := fmt.Sprintf(`{"plain": %s, "encoded": %q, "twice": %q}`, quoted, url.QueryEscape(c.marks[name]), url.PathEscape(c.marks[name]))
		must(c.T, os.WriteFile(body, []byte(text), 0o600))
		c.run(0, "", "request", "canary", "/echo", "-d", "@"+body)
		c.run(6, "", "request", "canary", "/refused", "-d", "@"+body)
	}
	calls, err := os.ReadFile(filepath.Join(c.home.dir, "data", "countersign", "history", "canary.jsonl"))
	must(c.T, err)
	if n := bytes.Count(calls, []byte("\"body\":")); n != 6 {
		c.Errorf("the history contains %d bodies:\n%s", n, calls)
	}
	must(c.T, os.Remove(settings))
	c.run(0, "", "history", "canary", "--json")
}

func (c *canary) takeItAlong() {
	c.Helper()
	c.run(0, "", "rename", "canary-rsa", "rsa")
	c.run(0, "", "export", "canary", "rsa", "--to", "connections.age")
	c.run(1, "", "export", "canary", "--to", "connections.age")
	c.run(0, "", "import", "connections.age", "rsa", "--rename", "rsa=again")
	c.run(1, "", "import", "connections.age")
	c.run(0, "", "delete", "again", "--yes")
	must(c.T, os.WriteFile(filepath.Join(c.home.dir, "data", "countersign", "index.json"), []byte("{"), 0o600))
	c.run(4, "", "connections")
	c.run(0, "", "keychain", "repair")
}

// lockItOut enters a wrong passphrase: the export's, which is a secret too.
func (c *canary) lockItOut() {
	c.Helper()
	right := filepath.Join(c.inputs, "passphrase")
	must(c.T, os.Rename(right, right+" put aside"))
	must(c.T, os.WriteFile(right, []byte(c.marks["export passphrase"]+"\n"), 0o600))
	c.run(4, "", "request", "canary", "/me")
	must(c.T, os.Rename(right+" put aside", right))
}

// dieInACall makes the runtime print a stack trace while the secrets are in use.
func (c *canary) dieInACall() {
	c.Helper()
	out, _ := c.start("", func(p *os.Process) {
		<-c.hanging
		must(c.T, p.Signal(syscall.SIGQUIT))
	}, "request", "canary", "/hang")
	if !bytes.Contains(out, []byte("goroutine ")) {
		c.Fatalf("the program did not crash:\n%s", out)
	}
}

// holdTheDebugLogs checks that the debug logs contain what makes them worth searching.
func (c *canary) holdTheDebugLogs() {
	c.Helper()
	logs := map[string][]string{
		"commands.log": {
			"component=start", "component=exchange", "PLAINTEXT", "component=keychain operation=put connection=canary", `component=refresh connection=canary outcome=done`,
			`operation="unlock the file"`, "component=end code=6", "status=401",
		},
		"screens.log": {"component=message type=kit.", "component=exchange", "component=refresh"},
	}
	for name, texts := range logs {
		log, err := os.ReadFile(filepath.Join(c.home.dir, name))
		if _, sat := c.places[terminalBytes]; !sat && name == "screens.log" {
			continue // there was no terminal to sit at
		}
		must(c.T, err)
		for _, text := range texts {
			if !strings.Contains(string(log), text) {
				c.Errorf("%s does not contain %s:\n%.3000s", name, text, log)
			}
		}
	}
}

// panicVariable is the secret that a child process of this test panics with.
const panicVariable = "COUNTERSIGN_TEST_PANIC"

func (c *canary) panicWithSecrets() {
	c.Helper()
	self, err := os.Executable()
	must(c.T, err)
	for _, how := range []string{"secret", "setup", "formatted"} {
		cmd := exec.CommandContext(c.Context(), self, "-test.run=^TestPanicOfAChild$", "-test.timeout=60s")
		cmd.Env = append(slices.Clone(c.home.env), panicVariable+"="+how+" "+c.marks["consumer secret"], "GOTRACEBACK=system")
		out, err := cmd.CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("panic: ")) {
			c.Fatalf("the child did not panic: %v\n%s", err, out)
		}
		c.gather("output of a panic with a "+how, out)
	}
}

// TestPanicOfAChild panics if the canary runs it as a child process.
func TestPanicOfAChild(t *testing.T) {
	how, mark, asked := strings.Cut(os.Getenv(panicVariable), " ")
	if !asked {
		t.Skip("it is for the canary's child")
	}
	connector, err := flow.New(flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory}).Connectors.Load("sandbox")
	must(t, err)
	setup := flow.NewSetup(connector)
	must(t, setup.Set("consumerSecret", mark))
	switch how {
	case "secret":
		panic(flow.NewSecret(mark))
	case "setup":
		panic(setup)
	}
	panic(fmt.Sprintf("%v %+v %#v %q %x", flow.NewSecret(mark), setup, setup, flow.NewSecret(mark), flow.NewSecret(mark)))
}

const terminalBytes = "all bytes that the screens sent to the terminal"

// sitAtTheScreens does the same on screen, in a terminal whose output is recorded.
func (c *canary) sitAtTheScreens() {
	c.Helper()
	if os.Getenv("COUNTERSIGN_TEST_REAL") != "require" && !testenv.Has("tmux") {
		c.Logf("not searched, for want of tmux: the screens")
		return
	}
	raw := filepath.Join(c.inputs, "terminal")
	p := sitDown(c.T, c.home)
	p.tmux(nil, "pipe-pane", "cat > '"+raw+"'")
	p.Run("countersign --debug '"+filepath.Join(c.home.dir, "screens.log")+"'").WaitFor("CONNECTIONS", "canary")
	p.Press("Enter").WaitFor("Enter the passphrase of the encrypted file")
	p.Type("wrong").Press("Enter").WaitFor("wrong passphrase")
	p.Type(c.marks["passphrase"]).Press("Enter").WaitFor("GET")
	p.Press("Enter").WaitFor("200 OK", "Anna Sample")
	p.Press("Escape").WaitFor("Esc requests")
	p.Press("Escape").WaitFor("Esc back")
	p.Press("Escape").WaitFor("CONNECTIONS")
	c.refuse("/access")
	p.Press("w").WaitFor("401")
	c.gather("the screen of a refused renewal", []byte(p.Screen()))
	c.refuse("")
	p.Press("K").WaitFor("memory")
	c.gather("the screen of the keychains", []byte(p.Screen()))
	p.Press("C-c").AtPrompt()
	p.tmux(nil, "pipe-pane")
	bytesOfTerminal, err := os.ReadFile(raw)
	must(c.T, err)
	if len(bytesOfTerminal) == 0 {
		c.Fatal("no output from the terminal")
	}
	c.gather(terminalBytes, bytesOfTerminal)
}
