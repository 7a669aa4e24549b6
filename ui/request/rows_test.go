package request

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"countersign/ui/uitest"
)

func rowsOf(p part, text string) *rowsEditor {
	r := newRows(nil, p)
	r.set(text)
	r.enter()
	return r
}

func (r *rowsEditor) presses(keys ...string) (went exit) {
	for _, k := range keys {
		went, _ = r.press(uitest.KeyMsg(k))
	}
	return went
}

func TestRowsKeepTheText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		part     part
		in, want string
	}{
		{partQuery, "a=1\n\nb=c=d\nflag\n# off=x\n", "a=1\nb=c=d\nflag=\n# off=x"},
		{partHeaders, "Accept:text/plain\n# X-Off:  1", "Accept: text/plain\n# X-Off: 1"},
		{partBody, "text= two words ", "text= two words "},
		{partQuery, "", ""},
	} {
		if got := rowsOf(tt.part, tt.in).text(); got != tt.want {
			t.Errorf("%q became %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestRowsEditing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before string
		keys   []string
		after  string
	}{
		"by tab":                          {"", []string{"a", "tab", "1", "tab", "b", "tab", "2"}, "a=1\nb=2"},
		"by enter":                        {"", []string{"a", "enter", "1", "enter", "b"}, "a=1\nb="},
		"an equals sign ends a name":      {"", []string{"a", "=", "1", "=", "2"}, "a=1=2"},
		"back to the name":                {"a=1", []string{"tab", "shift+tab", "b"}, "ab=1"},
		"in the row below":                {"a=1\nb=2", []string{"down", "c"}, "a=1\nbc=2"},
		"one is deleted":                  {"a=1\nb=2\nc=3", []string{"down", "ctrl+x"}, "a=1\nc=3"},
		"one is turned off":               {"a=1\nb=2", []string{"down", "ctrl+o"}, "a=1\n# b=2"},
		"one is turned on":                {"a=1\n# b=2", []string{"down", "ctrl+o"}, "a=1\nb=2"},
		"one goes up":                     {"a=1\nb=2", []string{"down", "alt+up"}, "b=2\na=1"},
		"one goes down":                   {"a=1\nb=2\nc=3", []string{"alt+down", "alt+down", "alt+down"}, "b=2\nc=3\na=1"},
		"the empty row cannot be changed": {"a=1", []string{"down", "ctrl+x", "ctrl+o", "alt+up"}, "a=1"},
		"an empty row is dropped":         {"a=1", []string{"backspace", "tab", "backspace"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rowsOf(partQuery, tt.before)
			r.presses(tt.keys...)
			if diff := cmp.Diff(tt.after, r.text()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTabLeavesRows(t *testing.T) {
	t.Parallel()
	r := rowsOf(partQuery, "a=1")
	if went := r.presses("tab", "tab"); went != stays {
		t.Error("it left before the empty row")
	}
	if went := r.presses("tab"); went != exitForward {
		t.Error("tab in the empty row stays")
	}
	r = rowsOf(partQuery, "a=1")
	if went := r.presses("shift+tab"); went != exitBack {
		t.Error("shift+tab in the first cell stays")
	}
}

func TestPasteRows(t *testing.T) {
	t.Parallel()
	paste := func(r *rowsEditor, text string) string {
		r.press(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(text)})
		return r.text()
	}
	for name, tt := range map[string]struct{ got, want string }{
		"lines":                 {paste(rowsOf(partQuery, ""), "a=1\r\nb=2\r\n"), "a=1\nb=2"},
		"lines behind a row":    {paste(rowsOf(partQuery, "z=0"), "a=1\nb=2"), "z=0\na=1\nb=2"},
		"an encoded query":      {paste(rowsOf(partQuery, ""), "?a=x%20y&b=2"), "a=x y\nb=2"},
		"headers":               {paste(rowsOf(partHeaders, ""), "Accept: */*\nX-A: b"), "Accept: */*\nX-A: b"},
		"one header":            {paste(rowsOf(partHeaders, ""), "Accept: */*"), "Accept: */*"},
		"a value into its cell": {func() string { r := rowsOf(partQuery, "a="); r.presses("tab"); return paste(r, "x=1&y=2") }(), "a=x=1&y=2"},
		"a name alone":          {paste(rowsOf(partQuery, ""), "name"), "name="},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
