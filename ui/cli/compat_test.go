//go:build !windows

package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Scripts rely on the fields of --json and on the exit codes. testdata/compat holds the output of an earlier build; to
// record it with another build, run go test ./ui/cli -run Compatible -baseline /path/to/countersign.
var baseline = flag.String("baseline", "", "record testdata/compat with this `program`")

// compatRuns are command lines, run one after the other in one home. NAME.json holds the output of those with a name.
var compatRuns = []struct{ name, line string }{
	{"version", "version --json"},
	{"", "nosuch"},
	{"", "connect"},
	{"", "connections --nosuch"},
	{"", "help nosuch"},
	{"config_show", "config show --json --config settings.yml"},
	{"config_check", "config check --json --config wrong.yml"},
	{"", "config show --config wrong.yml"},
	{"", "config init"},
	{"", "config init"},
	{"connectors_list", "connectors list --json"},
	{"connectors_show", "connectors show full --json"},
	{"connectors_check", "connectors check broken --json"},
	{"", "connectors check full"},
	{"", "connectors show nosuch"},
	{"connections_empty", "connections --json"},
	{"connect", "connect full --set baseUri=$SANDBOX --set partnerId=p --set site=a.example --json"},
	{"", "connect full --set baseUri=$SANDBOX --set partnerId=p --set site=a.example --name full"},
	{"", "connect sandbox --set baseUri=$SANDBOX --no-browser --timeout 50ms"},
	{"", "connect sandbox --set baseUri=$SANDBOX --timeout 0s"},
	{"", "connect sandbox --set baseUri=$SANDBOX --keychain os"},
	{"connect_memory", "connect sandbox --set baseUri=$SANDBOX --keychain memory --json"},
	{"connect_failed", "connect bad --set baseUri=$SANDBOX --set partnerId=p --set site=a.example --json"},
	{"", "test full"},
	{"", "test bad"},
	{"connections_list", "connections --json"},
	{"connections_show", "connections show full --json"},
	{"", "connections show full --show-secrets --json"},
	{"connections_show_secrets", "connections show full --show-secrets --yes --json"},
	{"request", "request full /me --json"},
	{"request_refused", "request full /nosuch --json"},
	{"", "request full /notes -f text=sample -q a=1 -H X-Sample:1"},
	{"", "request full /echo -d @settings.yml"},
	{"", "request full / /"},
	{"", "request nosuch /me"},
	{"history", "history full --json"},
	{"sign", "sign POST /notes?a=1 -f text=sample --connection full --json"},
	{"sign_base64", "sign POST /notes -d @binary --connection full --json"},
	{"sign_request", "sign --request vector.json"},
	{"", "sign /me"},
	{"keychain", "keychain --json"},
	{"keychain_status", "keychain status --json"},
	{"", "run full -- nosuch-program"},
	{"", "run full -- ./settings.yml"},
	{"", "rename full work"},
	{"", "rename work no/name"},
	{"", "renew work"},
	{"", "revoke work --yes"},
	{"", "export work --to settings.yml --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"},
	{"", "import settings.yml"},
	{"", "forget work"},
	{"", "forget work --drop --yes"},
	{"", "forget work --yes"},
	{"", "renew nosuch"},
}

func TestOutputIsCompatible(t *testing.T) {
	t.Parallel()
	c := newCompat(t)
	var codes strings.Builder
	for _, run := range compatRuns {
		stdout, code := c.run(run.line)
		fmt.Fprintf(&codes, "%d %s\n", code, run.line)
		if run.name == "" {
			continue
		}
		file := filepath.Join("testdata", "compat", run.name+".json")
		if *baseline != "" {
			write(t, file, bytes.ReplaceAll(stdout, []byte(c.home), []byte("HOME")))
		}
		earlier, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		now := fields(t, run.line, stdout)
		for _, field := range fields(t, file, earlier) {
			libraries := strings.HasPrefix(field, ".libraries") // which the Go tool stamps into no test binary
			if !libraries && !slices.Contains(now, field) {
				t.Errorf("%s: missing field: %s", run.line, field)
			}
		}
	}
	file := filepath.Join("testdata", "compat", "exit-codes")
	if *baseline != "" {
		write(t, file, []byte(codes.String()))
	}
	earlier, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if codes.String() != string(earlier) {
		t.Errorf("exit codes:\n%s\nwant:\n%s", codes.String(), earlier)
	}
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// fields are the paths of a JSON text with the type of each, sorted: "[].name string".
func fields(t *testing.T, where string, text []byte) []string {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s: %v\n%s", where, err, text)
	}
	var paths []string
	var visit func(path string, value any)
	visit = func(path string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, member := range value {
				visit(path+"."+name, member)
			}
		case []any:
			for _, element := range value {
				visit(path+"[]", element)
			}
		}
		kind := strings.TrimSuffix(fmt.Sprintf("%T", value), " {}")
		paths = append(paths, path+" "+kind)
	}
	visit("", value)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// compat is a home with the files of testdata/compat/home, and a sandbox.
type compat struct {
	*testing.T
	program, home, sandbox string
}

func newCompat(t *testing.T) *compat {
	t.Helper()
	c := &compat{T: t, program: *baseline, home: t.TempDir()}
	if c.program == "" {
		var err error
		if c.program, err = exec.LookPath("countersign"); err != nil { // the test binary, by clitest.Main
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(c.home, os.DirFS(filepath.Join("testdata", "compat", "home"))); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(c.home, "binary"), []byte{0xff, 0xfe})
	sandbox := c.command("sandbox", "--listen", "127.0.0.1:0")
	stdout, err := sandbox.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sandbox.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = sandbox.Process.Kill()
		_ = sandbox.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(line) // base URI http://127.0.0.1:PORT
	c.sandbox = words[len(words)-1]
	return c
}

func (c *compat) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.Context(), c.program, args...)
	config := filepath.Join(c.home, ".config")
	cmd.Dir, cmd.Env = c.home, []string{
		"HOME=" + c.home, "XDG_CONFIG_HOME=" + config, "XDG_DATA_HOME=" + c.home, "DATA=" + filepath.Join(c.home, "countersign"),
		"COUNTERSIGN_CONNECTORS=" + filepath.Join(c.home, "connectors"), "COUNTERSIGN_KEYCHAIN=file",
		"COUNTERSIGN_PASSPHRASE_COMMAND=echo sample passphrase", "BROWSER=browser", "PATH=" + os.Getenv("PATH"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "GORACE=atexit_sleep_ms=0",
	}
	return cmd
}

func (c *compat) run(line string) (stdout []byte, code int) {
	c.Helper()
	stdout, err := c.command(strings.Fields(strings.ReplaceAll(line, "$SANDBOX", c.sandbox))...).Output()
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended):
		return stdout, ended.ExitCode()
	case err != nil:
		c.Fatal(err)
	}
	return stdout, 0
}
