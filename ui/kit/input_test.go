package kit

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

func TestDeletingTheWordBehindTheCursor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ab|": "ab|", "ab|c": "ab|", "ab| ": "ab|", "ab|  c  d": "ab|  d", "|one two": "| two", "|x": "|", "|": "|",
	} {
		in := NewInput(nil, "")
		for i, r := range text {
			if r == '|' {
				in.SetValue(text[:i] + text[i+1:])
				in.SetCursor(i)
			}
		}
		in.Focus()
		TypeInto(&in, tea.KeyMsg{Type: tea.KeyDelete, Alt: true})
		if got := in.Value()[:in.Position()] + "|" + in.Value()[in.Position():]; got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// A field that was scrolled in a wide window fits into a narrow one.
func TestInputFitsAfterAResize(t *testing.T) {
	t.Parallel()
	e := plainEnv()
	in := NewInput(nil, "")
	in.SetValue("http://127.0.0.1:5849/a/rather/long/path/that/goes/on?and=on&漢字=漢字")
	for _, width := range []int{60, 12, 40, 5, 90} {
		for at := range in.Value() {
			in.SetCursor(at)
			in.Width = 200 // as an earlier frame left it
			if got := ansi.StringWidth(in.Draw(e, width)); got > width {
				t.Fatalf("at %d it is %d wide in %d", at, got, width)
			}
		}
	}
}
