package kit

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

func TestTextIsFittedByCellsNotByBytes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "plain", "東京タワー", "👩‍👩‍👧 family", "\x1b[31mred text that is long\x1b[0m"} {
		for _, width := range []int{1, 4, 7, 30} {
			if got := ansi.StringWidth(Fit(text, width)); got != width {
				t.Errorf("fit(%q, %d) is %d wide", text, width, got)
			}
			if got := ansi.StringWidth(Clip(text, width)); got > width {
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
			if diff := cmp.Diff(tt.want, Wrap(tt.text, 12)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheCursorIsAlwaysInTheWindow(t *testing.T) {
	t.Parallel()
	for total := range 12 {
		for cursor := range total {
			from, to := Window(cursor, total, 5)
			if cursor < from || cursor >= to || to-from > 5 || to > total {
				t.Errorf("window(%d, %d, 5) = %d, %d", cursor, total, from, to)
			}
		}
	}
}
