package specs_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"countersign/internal/testenv"
	"countersign/specs/mapping"
)

// Connectors are compared with the platform's own package, in a Node process: see testdata/platform/platform.mjs.
// testdata/platform/README.md says how to install it.
func TestLongAgainstThePlatform(t *testing.T) {
	p := startPlatform(t)
	t.Run("schemas accept every connector", p.acceptsConnectors)
	t.Run("schemas accept what new writes", p.acceptsWritten)
	t.Run("schemas refuse what is wrong", p.refusesMistakes)
	t.Run("mappings of the tree", p.agreesOnTree)
	t.Run("known differences", p.differsAsKnown)
	t.Run("generated formulas", p.agreesOnGenerated)
}

// platform is the Node process.
type platform struct {
	in         io.Writer
	out        *bufio.Reader
	complaints *bytes.Buffer
}

func startPlatform(t *testing.T) *platform {
	t.Helper()
	sdk := os.Getenv("COUNTERSIGN_PLATFORM_SDK")
	node := testenv.Program(t, "node")
	if sdk == "" {
		testenv.Missing(t, "@membranehq/sdk", "COUNTERSIGN_PLATFORM_SDK should name its folder: testdata/platform/README.md")
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "platform", "platform.mjs"))
	p := &platform{complaints: new(bytes.Buffer)}
	cmd.Stderr = p.complaints
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil && t.Context().Err() == nil {
			t.Errorf("ending the platform's process: %v\n%s", err, p.complaints)
		}
	})
	return p
}

// question is a line sent to the process.
type question struct {
	Ask       string          `json:"ask"`
	Formula   json.RawMessage `json:"formula,omitempty"`
	YAML      string          `json:"yaml,omitempty"`
	Variables json.RawMessage `json:"variables,omitempty"`
	Path      string          `json:"path,omitempty"`
	Spec      any             `json:"spec,omitempty"`
	Value     any             `json:"value,omitempty"`
}

// reply is a line from the process: Value for build, Issues for the others, or Error if the platform threw one.
type reply struct {
	Value  json.RawMessage `json:"value"`
	Issues []string        `json:"issues"`
	Files  []string        `json:"files"`
	Error  string          `json:"error"`
}

func (p *platform) ask(t *testing.T, q question) reply {
	t.Helper()
	var line bytes.Buffer
	lines := json.NewEncoder(&line)
	lines.SetEscapeHTML(false)
	if err := lines.Encode(q); err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(line.Bytes()); err != nil {
		t.Fatalf("asking the platform: %v\n%s", err, p.complaints)
	}
	text, err := p.out.ReadBytes('\n')
	if err != nil {
		t.Fatalf("reading the platform's answer: %v\n%s", err, p.complaints)
	}
	var r reply
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("reading the platform's answer: %v\n%s", err, text)
	}
	return r
}

// value gives the result of build as mapping.Eval would. In the JSON, special values are {special: …} and objects are
// {object: …}.
func (r reply) value(t *testing.T) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(r.Value, &v); err != nil {
		t.Fatalf("%v: %s", err, r.Value)
	}
	return untagged(v)
}

// special is a result that JSON can't represent: NaN, Infinity, a function.
type special string

func untagged(v any) any {
	switch v := v.(type) {
	case []any:
		for i, one := range v {
			v[i] = untagged(one)
		}
	case map[string]any:
		if name, ok := v["special"].(string); ok {
			if name == "missing" {
				return mapping.Missing
			}
			return special(name)
		}
		object, _ := v["object"].(map[string]any)
		for key, one := range object {
			if object[key] = untagged(one); object[key] == mapping.Missing {
				delete(object, key) // as in JSON
			}
		}
		return object
	}
	return v
}
