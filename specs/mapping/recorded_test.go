package mapping

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// platformCases are the recorded cases that are refused because they need the platform's data.
var platformCases = []string{"lookup", "findAppRecordId"}

// recordings is testdata/formulas.json: results of the platform's evaluator.
type recordings struct {
	Variables yaml.Node `yaml:"variables"`
	Cases     []struct {
		Name      string    `yaml:"name"`
		Formula   yaml.Node `yaml:"formula"`
		BuildData string    `yaml:"buildData"`
	} `yaml:"cases"`
}

func TestRecordedResults(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/formulas.json")
	if err != nil {
		t.Fatal(err)
	}
	var all recordings
	if err := yaml.Unmarshal(text, &all); err != nil { // JSON is YAML, and keeps the order of keys here
		t.Fatal(err)
	}
	var vars map[string]any
	if err := all.Variables.Decode(&vars); err != nil {
		t.Fatal(err)
	}
	if len(all.Cases) < 85 {
		t.Fatalf("only %d recorded cases were read", len(all.Cases))
	}
	refused := 0
	for _, one := range all.Cases {
		m, err := Compile("formulas.json", &one.Formula)
		if slices.Contains(platformCases, one.Name) {
			refused++
			if err == nil {
				t.Errorf("%s: compiles, but is listed as refused", one.Name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", one.Name, err)
			continue
		}
		got, err := m.Eval(vars)
		if err != nil {
			t.Errorf("%s: %v", one.Name, err)
			continue
		}
		if diff := cmp.Diff(recorded(t, one.BuildData), got); diff != "" {
			t.Errorf("%s (-recorded +ours):\n%s", one.Name, diff)
		}
	}
	if refused != len(platformCases) {
		t.Errorf("%d cases are refused, %d are listed", refused, len(platformCases))
	}
}

// recorded parses a result: JSON, or undefined.
func recorded(t *testing.T, text string) any {
	t.Helper()
	if text == "undefined" {
		return Missing
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
