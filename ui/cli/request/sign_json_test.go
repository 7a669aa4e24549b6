package request_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/ui/cli"
	"countersign/ui/cli/clitest"
	"countersign/ui/cli/exit"
)

// signingVector is a test vector for sign --request.
type signingVector struct {
	ID         string `json:"id"`
	Normalized string `json:"normalized_params"`
	BaseString string `json:"base_string"`
	Signature  string `json:"signature"`

	input string // the JSON of the entry
}

func signingVectors(t *testing.T) []signingVector {
	t.Helper()
	text, err := os.ReadFile("../../../flow/oauth1/signature/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []json.RawMessage }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 100 {
		t.Fatalf("%d vectors: some are missing", len(file.Vectors))
	}
	vectors := make([]signingVector, len(file.Vectors))
	for i, raw := range file.Vectors {
		if err := json.Unmarshal(raw, &vectors[i]); err != nil {
			t.Fatal(err)
		}
		vectors[i].input = string(raw)
	}
	return vectors
}

func TestSignRequestVectors(t *testing.T) {
	// Not parallel: for short keys the command changes the process's environment.
	t.Setenv("GODEBUG", "")
	t.Cleanup(func() {
		if left := os.Getenv("GODEBUG"); left != "" {
			t.Errorf("GODEBUG=%s was not restored", left)
		}
	})
	for _, v := range signingVectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			stdout, stderr, code := clitest.Run(t.Context(), cli.Program{}, v.input, "sign", "--request", "-")
			if code != exit.OK || stderr != "" {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			var got map[string]string
			if err := json.Unmarshal([]byte(stdout), &got); err != nil {
				t.Fatalf("%v in %s", err, stdout)
			}
			if !strings.HasPrefix(got["authorization"], "OAuth ") {
				t.Errorf("authorization %q", got["authorization"])
			}
			delete(got, "authorization")
			want := map[string]string{"normalized_params": v.Normalized, "base_string": v.BaseString, "signature": v.Signature}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSignRequestErrors(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		``:                              "invalid JSON in line 1",
		"{\n\n\"url\": }":               "invalid JSON in line 3",
		`{} {}`:                         "invalid JSON in line 1",
		`["a"]`:                         "expected a JSON object, got array",
		"{\"url\": \"\xff\"}":           "not UTF-8",
		`{"url": 1}`:                    "url: expected a string, got number",
		`{"oauth_params": {"a": "b"}}`:  "oauth_params: expected [name, value] pairs of strings, got object",
		`{"oauth_params": [["a"]]}`:     "oauth_params: element 1 is not a [name, value] pair",
		`{"oauth_params": [["a", 1]]}`:  "oauth_params: expected [name, value] pairs of strings, got number",
		`{}`:                            "missing URL",
		`{"url": "https://a.example/"}`: "unknown signature method",
		`{"url": "a", "signature_method": "HMAC-SHA1"}`:                  "not an absolute http or https URL",
		`{"url": "https://a.example/", "signature_method": "RSA-SHA1"}`:  "private key for RSA-SHA1: empty",
		`{"url": "https://a.example/", "signature_method": "hmac-sha1"}`: "PLAINTEXT]", // the names that there are
	} {
		stdout, stderr, code := clitest.Run(t.Context(), cli.Program{}, input, "sign", "--request", "-")
		if code != exit.Failed || stdout != "" || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") < 2 {
			t.Errorf("%s: exit code %d\n%s%s", input, code, stdout, stderr)
		}
	}
}
