package traffic

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestBasePieces(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		base string
		want []string
	}{
		"three parts":       {"GET&http%3A%2F%2Fa&x%3D1%26y%3D2%26z%3D3", []string{"GET&http%3A%2F%2Fa&", "x%3D1", "%26y%3D2", "%26z%3D3"}},
		"no parameters":     {"GET&http%3A%2F%2Fa&", []string{"GET&http%3A%2F%2Fa&", ""}},
		"not a base string": {"nonsense", []string{"nonsense"}},
		"empty":             {"", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := basePieces(tt.base)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if strings.Join(got, "") != tt.base {
				t.Error("the pieces do not add up")
			}
		})
	}
}

func TestFirstDifferenceIsMarked(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	ours, theirs := "GET&http%3A%2F%2Fa&a%3D1%26b%3D2", "GET&http%3A%2F%2Fa&a%3D1%26b%3D22%26c%3D"
	for name, tt := range map[string]struct {
		base, other string
		want        string // the line above the mark, up to it
	}{
		"within":           {ours, strings.Replace(ours, "b", "c", 1), "%26"},
		"ours ends":        {ours, theirs, "%26b%3D2"},
		"theirs is longer": {theirs, ours, "%26b%3D2"},
		"one is empty":     {ours, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := baseLines(e, tt.base, firstDifference(tt.base, tt.other), 80)
			for i, l := range lines {
				if strings.TrimLeft(l, " ") != "^" {
					continue
				}
				if got := strings.TrimLeft(lines[i-1][:len(l)-1], " "); got != tt.want {
					t.Errorf("the mark is after %q, want %q", got, tt.want)
				}
				return
			}
			t.Errorf("no mark in\n%s", strings.Join(lines, "\n"))
		})
	}
	if firstDifference(ours, ours) != -1 {
		t.Error("equal texts differ")
	}
}
