package specs_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"countersign/internal/testenv"
	"countersign/specs/mapping"
)

// A run uses these seeds and a random one, each with this many formulas; the short form uses fewer.
var fixedSeeds = []uint64{5849, 1, 20071204}

func formulasOfSeed() int { return testenv.Count(150, 2000) }

// enoughFormulas is how many must agree.
func enoughFormulas() int { return testenv.Count(375, 5000) }

// comparison is one formula, evaluated by both.
type comparison struct {
	refused string // why we refuse it, though the platform doesn't
	diff    string // -platform +ours; "" when they agree
	failed  bool   // both fail
}

// compare evaluates the formula, which is JSON or YAML text, on both sides.
func (p *platform) compare(t *testing.T, text string, isJSON bool, vars string) comparison {
	t.Helper()
	q := question{Ask: "build", Variables: json.RawMessage(vars)}
	if isJSON {
		q.Formula = json.RawMessage(text)
	} else {
		q.YAML = text
	}
	r := p.ask(t, q)
	value, err := evaluate(t, text, vars)
	switch {
	case err != nil && r.Error != "":
		return comparison{failed: true}
	case err != nil:
		return comparison{refused: err.Error()}
	case r.Error != "":
		return comparison{diff: "the platform throws " + r.Error + ", and we give " + jsonText(value)}
	}
	return comparison{diff: cmp.Diff(r.value(t), comparable(value))}
}

func evaluate(t *testing.T, text, vars string) (any, error) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	m, err := mapping.Compile("m.yml", &doc)
	if err != nil {
		return nil, err
	}
	var variables map[string]any
	if err := json.Unmarshal([]byte(vars), &variables); err != nil {
		t.Fatalf("%v: %s", err, vars)
	}
	return m.Eval(variables)
}

// comparable converts our result to the form of untagged.
func comparable(v any) any {
	switch v := v.(type) {
	case float64:
		switch {
		case math.IsNaN(v):
			return special("NaN")
		case math.IsInf(v, 0):
			return special(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+") + "inity")
		case v == 0:
			return 0.0 // JSON has no other -0
		}
	case []any:
		for i, one := range v {
			v[i] = comparable(one)
		}
	case map[string]any:
		for key, one := range v {
			v[key] = comparable(one)
		}
	}
	return v
}

func jsonText(v any) string {
	var text bytes.Buffer
	lines := json.NewEncoder(&text)
	lines.SetEscapeHTML(false)
	if err := lines.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(text.String())
}

// agreesOnTree evaluates every YAML file of the tree as a mapping, with all its variables present, null and missing; and
// the recorded cases.
func (p *platform) agreesOnTree(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".yml" {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, vars := range variableSets(t, path, text) {
			if c := p.compare(t, string(text), false, vars); c.refused != "" || c.failed || c.diff != "" {
				t.Errorf("%s with %s: %s%s", path, vars, c.refused, c.diff)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files and %d recorded cases", files, p.agreesOnRecorded(t))
	if files < 8 {
		t.Errorf("only %d YAML files were found", files)
	}
}

// variableSets gives variables for a file's references: sample values, null, and none.
func variableSets(t *testing.T, path string, text []byte) []string {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Compile(path, &doc)
	if err != nil {
		t.Fatal(err)
	}
	set := func(value any) string {
		root := map[string]any{}
		for _, r := range m.References() {
			at := root
			for i, name := range r.Path {
				if i == len(r.Path)-1 {
					at[name] = value
				} else if _, ok := at[name].(map[string]any); !ok {
					at[name] = map[string]any{}
				}
				at, _ = at[name].(map[string]any)
			}
		}
		return jsonText(root)
	}
	return []string{set("sample & value"), set([]any{"a", 1}), set(""), set(nil), "{}"}
}

// agreesOnRecorded compares the recorded results with the platform.
func (p *platform) agreesOnRecorded(t *testing.T) (count int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("mapping", "testdata", "formulas.json"))
	if err != nil {
		t.Fatal(err)
	}
	var recordings struct {
		Variables json.RawMessage
		Cases     []struct {
			Name    string
			Formula json.RawMessage
		}
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&recordings); err != nil {
		t.Fatal(err)
	}
	for _, one := range recordings.Cases {
		c := p.compare(t, string(one.Formula), true, string(recordings.Variables))
		if c.diff != "" || c.refused != "" && !strings.Contains(c.refused, needsPlatform) {
			t.Errorf("%s: %s%s", one.Name, c.refused, c.diff)
		}
		count++
	}
	return count
}

const needsPlatform = "needs data that only the platform has"

// readsDates matches formulas whose dates we read more strictly than Node.js does; the connector guide says so.
var readsDates = regexp.MustCompile(`\$extract(Date|Time)`)

// agreesOnGenerated compares formulas of every type. A run logs its random seed; COUNTERSIGN_SEED repeats it.
func (p *platform) agreesOnGenerated(t *testing.T) {
	seeds := append(slices.Clone(fixedSeeds), randomSeed(t))
	t.Logf("seeds %d, %d formulas each", seeds, formulasOfSeed())
	agreed, failed, wrong := 0, 0, 0
	types, refused := map[string]int{}, map[string]int{}
	dates := 0
	for _, seed := range seeds {
		for index := range uint64(formulasOfSeed()) {
			g := newGenerator(seed, index)
			vars, text := g.variables(), g.formula(formulaDepth)
			c := p.compare(t, text, true, vars)
			why := reason(c.refused)
			switch {
			case why != "":
				refused[why]++
			case c.diff != "" && readsDates.MatchString(text):
				dates++ // the platform reads almost any text as a date: ".5" is 1 May 2001
			case c.refused != "" || c.diff != "":
				if wrong++; wrong <= 20 {
					t.Errorf("seed %d, formula %d:\n%s\nwith %s (-platform +ours):\n%s%s", seed, index, text, vars, c.refused, c.diff)
				}
			default:
				agreed++
				if c.failed {
					failed++
				}
				for name := range g.used {
					types[name]++
				}
			}
		}
	}
	t.Logf("%d results agree, %d of them failures; by formula: %v", agreed, failed, types)
	for _, why := range slices.Sorted(maps.Keys(refused)) {
		t.Logf("%d refused: %s", refused[why], why)
	}
	if dates > 0 {
		t.Logf("%d results differ in dates that only Node.js reads", dates)
	}
	if wrong > 0 {
		t.Errorf("%d results differ; up to 20 are above", wrong)
	}
	if agreed < enoughFormulas() {
		t.Errorf("%d results agree, fewer than %d", agreed, enoughFormulas())
	}
	for _, name := range generatedTypes {
		if types[name] < testenv.Count(2, 50) {
			t.Errorf("%s was compared only %d times", name, types[name])
		}
	}
}

// refusals are the errors that generated formulas can have here, even if the platform has a result.
var refusals = []string{
	"invalid placeholder", "the values of $tpl are not an object",
	"a condition is null", "a condition has no field", "the field of a condition is not a locator", "a pair of $map is null", // fail there when they are evaluated
	"it is a copy itself", "the locator is a list", "a missing item before it moved it",
}

// reason gives the matching entry of refusals; "" if there is none.
func reason(refusal string) string {
	for _, one := range refusals {
		if strings.Contains(refusal, one) {
			return one
		}
	}
	return ""
}

func randomSeed(t *testing.T) uint64 {
	t.Helper()
	given := os.Getenv("COUNTERSIGN_SEED")
	if given == "" {
		return rand.Uint64()
	}
	seed, err := strconv.ParseUint(given, 10, 64)
	if err != nil {
		t.Fatalf("COUNTERSIGN_SEED: %v", err)
	}
	return seed
}
