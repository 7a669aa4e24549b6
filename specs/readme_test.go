package specs

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// section gives a part of the guide, up to the next heading of its level.
func section(t *testing.T, title string) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## "+title+"\n")
	if !found {
		t.Fatalf("the guide has no section %s", title)
	}
	part, _, _ := strings.Cut(rest, "\n## ")
	return part
}

func TestGuideListsDialectKeys(t *testing.T) {
	t.Parallel()
	var told []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(section(t, "dialect"), -1) {
		told = append(told, row[1])
	}
	slices.Sort(told)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(dialectKeys)), told); diff != "" {
		t.Errorf("(-code +guide):\n%s", diff)
	}
}

func TestGuideListsSuffixesAndMethods(t *testing.T) {
	t.Parallel()
	layout := section(t, "Layout")
	for _, s := range suffixes {
		if !slices.ContainsFunc([]methodSpec{getOAuthConfig, makeAPIClient, testMethod, refreshMethod, disconnect}, func(m methodSpec) bool {
			return slices.Contains(m.implementations, s.implementation)
		}) {
			continue
		}
		if row := "| `" + s.implementation + "` | `" + strings.Join(s.names, "`, `"); !strings.Contains(layout, row) {
			t.Errorf("the guide lacks %s", row)
		}
	}
	methods := section(t, "The five methods")
	for _, m := range []methodSpec{getOAuthConfig, makeAPIClient, refreshMethod, disconnect} {
		if row := "| " + m.name + " | " + strings.Join(m.implementations, ", ") + " |"; !strings.Contains(methods, row) {
			t.Errorf("the guide lacks %s", row)
		}
	}
}
