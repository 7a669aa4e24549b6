package shell

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"countersign/ui/home"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestTextIsFittedByCellsNotByBytes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "plain", "東京タワー", "👩‍👩‍👧 family", "\x1b[31mred text that is long\x1b[0m"} {
		for _, width := range []int{1, 4, 7, 30} {
			if got := ansi.StringWidth(kit.Fit(text, width)); got != width {
				t.Errorf("fit(%q, %d) is %d wide", text, width, got)
			}
			if got := ansi.StringWidth(kit.Clip(text, width)); got > width {
				t.Errorf("clip(%q, %d) is %d wide", text, width, got)
			}
		}
	}
}

func TestWrappingKeepsWordsWhole(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"at spaces, not at hyphens": {"choose --keychain file", []string{"choose", "--keychain", "file"}},
		"a word longer than a line": {"a 123456789012345 b", []string{"a", "123456789012", "345 b"}},
		"lines stay lines":          {"one\ntwo", []string{"one", "two"}},
		"nothing":                   {"", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, kit.Wrap(tt.text, 12)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheCursorIsAlwaysInTheWindow(t *testing.T) {
	t.Parallel()
	for total := range 12 {
		for cursor := range total {
			from, to := kit.Window(cursor, total, 5)
			if cursor < from || cursor >= to || to-from > 5 || to > total {
				t.Errorf("window(%d, %d, 5) = %d, %d", cursor, total, from, to)
			}
		}
	}
}

func TestABreadcrumbLosesItsMiddleFirst(t *testing.T) {
	t.Parallel()
	parts := []string{"countersign", "new connection", "Flickr", "authorize"}
	for room, want := range map[int]string{
		60: "countersign › new connection › Flickr › authorize",
		40: "countersign › … › Flickr › authorize",
		30: "countersign › … › authorize",
		12: "authorize",
	} {
		path, here := crumbs(parts, room)
		if path+here != want {
			t.Errorf("in %d cells it is %q, want %q", room, path+here, want)
		}
	}
}

func TestTheFooterDropsKeysButNotTheWayToAllOfThem(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	keys := home.New(e).ShortHelp()
	got, _ := footer(e, keys, e.Keys.Named(kit.KeyHelp, "keys"), 40)
	if ansi.StringWidth(got) != 40 || !strings.Contains(got, "? keys") || !strings.Contains(got, "q quit") {
		t.Errorf("the footer is %q", got)
	}
}
