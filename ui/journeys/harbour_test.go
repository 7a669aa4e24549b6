package journeys_test

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"countersign/internal/testenv"
)

// cable is a TCP proxy to a service that can be unplugged, plugged in again, and break in the middle of a response.
type cable struct {
	*testing.T
	near, far string // addresses, HOST:PORT

	mu     sync.Mutex
	plug   net.Listener // nil while unplugged
	lines  map[net.Conn]bool
	left   int // bytes of responses until it breaks, if breaks is set
	breaks bool
}

// layCable returns a cable to a service, plugged in.
func layCable(t *testing.T, far string) *cable {
	t.Helper()
	c := &cable{T: t, far: far, lines: map[net.Conn]bool{}}
	c.near = testenv.FreeAddress(t)
	c.plugIn()
	t.Cleanup(c.pull)
	return c
}

func (c *cable) address() string { return "http://" + c.near }

// plugIn makes the service reachable.
func (c *cable) plugIn() {
	c.Helper()
	plug, err := net.Listen("tcp4", c.near)
	must(c.T, err)
	c.mu.Lock()
	c.plug = plug
	c.mu.Unlock()
	go func() {
		for {
			near, err := plug.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp4", c.far)
			if err != nil || !c.holds(plug, near, far) {
				near.Close()
				continue
			}
			go c.carry(far, near, false)
			go c.carry(near, far, true)
		}
	}()
}

// holds records a pair of connections, unless the cable was unplugged meanwhile.
func (c *cable) holds(plug net.Listener, lines ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range lines {
		if c.plug != plug {
			line.Close()
		} else {
			c.lines[line] = true
		}
	}
	return c.plug == plug
}

// pull unplugs the cable and closes all connections.
func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plug != nil {
		c.plug.Close()
		c.plug = nil
	}
	for line := range c.lines {
		line.Close()
	}
	clear(c.lines)
}

// breakAfter unplugs the cable after so many bytes of responses.
func (c *cable) breakAfter(bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left, c.breaks = bytes, true
}

func (c *cable) carry(to, from net.Conn, answers bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 512)
	for {
		n, err := from.Read(buffer)
		n, broken := c.pass(n, answers)
		if _, failed := to.Write(buffer[:n]); failed != nil || err != nil {
			return
		}
		if broken {
			c.pull()
			return
		}
	}
}

// pass returns how many of n bytes get through, and whether the cable breaks there.
func (c *cable) pass(n int, answers bool) (through int, broken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !answers || !c.breaks {
		return n, false
	}
	through = min(n, c.left)
	c.left -= through
	c.breaks = c.left > 0
	return through, !c.breaks
}

// sandbox runs `countersign sandbox` until the test ends, imitating a service if one is named. It returns the address and the
// first lines of output.
func (h *home) sandbox(t *testing.T, as string) (address, output string) {
	t.Helper()
	file, err := program()
	must(t, err)
	args := []string{"sandbox", "--listen", testenv.FreeAddress(t)}
	if as != "" {
		args = append(args, "--as", as)
	}
	cmd := exec.Command(file, args...)
	out, err := cmd.StdoutPipe()
	must(t, err)
	h.start(t, cmd)
	lines, end := bufio.NewReader(out), "consumer secret"
	if as == "jira-dc" { // which needs a private key
		end = "-----END"
	}
	for !strings.Contains(output, end) {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			t.Fatalf("the sandbox exited after printing %q", output)
		}
		must(t, err)
		output += line
	}
	return args[2], output
}

// harbour writes a custom connector for the service at an address; paths are those of the request token, the authorization
// page and the access token.
func (h *home) harbour(t *testing.T, address string, paths [3]string, me, dialect string) {
	t.Helper()
	dir := filepath.Join(h.dir, "config", "countersign", "connectors", "harbour")
	must(t, os.MkdirAll(filepath.Join(dir, "auth"), 0o700))
	for name, text := range map[string]string{
		"spec.yml": `key: harbour
name: Harbour
parametersSchema:
  type: object
  required: [consumerKey, consumerSecret]
  properties:
    consumerKey: {type: string, title: Consumer key, default: sandbox-consumer-key}
    consumerSecret: {type: string, title: Consumer secret, format: password, default: sandbox-consumer-secret}
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping}
  test: {implementationType: javascript}
`,
		"auth/get-oauth-config.map.yml": `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: ` + address + paths[0] + `
authorizeUri: ` + address + paths[1] + `
tokenUri: ` + address + paths[2] + "\n" + dialect,
		"auth/make-api-client.map.yml": "baseUri: " + address + "\n",
		"auth/test.js":                 "export default async ({ apiClient }) => ({ account: (await apiClient.get('" + me + "')).username })\n",
		"requests.http":                "### Who am I\nGET " + me + "\n",
	} {
		must(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o600))
	}
}

// sandboxPaths are the sandbox's paths for harbour.
var sandboxPaths = [3]string{"/oauth/request_token", "/oauth/authorize", "/oauth/access_token"}

// atTheForm opens the form of the custom connector.
func (p *person) atTheForm() *person {
	p.Helper()
	p.Run("clear; countersign").WaitFor("CONNECTIONS", "try the sandbox").Press("n").WaitFor("Flickr")
	return p.Press("/").WaitFor("Esc clear").Type("harbour").WaitFor("1 connector").Press("Enter").WaitFor("› Harbour", "to request a token")
}

// arrivesAt moves the cursor down until a row is selected.
func (p *person) arrivesAt(row string) *person {
	p.Helper()
	for before := p.Screen(); !strings.Contains(before, "▸ "+row); {
		p.Press("Down").until("the cursor to move, on the way to "+row, func(screen string) bool {
			moved := screen != before
			before = screen
			return moved
		})
	}
	return p
}
