package viewer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/itchyny/gojq"
	"github.com/muesli/termenv"

	"countersign/ui/viewer/document"
)

const menu = `{"items":[{"id":1,"name":"Tea","tags":["hot","green"]},{"id":2,"name":"Coffee","tags":[]}],"next":null}`

func (p *pilot) want(lines ...string) {
	p.Helper()
	if got, want := p.shown(), strings.Join(lines, "\n"); got != want {
		p.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func (p *pilot) wantStatus(parts ...string) {
	p.Helper()
	for _, part := range parts {
		if !strings.Contains(p.m.Status(), part) {
			p.Errorf("the status %q does not contain %q", p.m.Status(), part)
		}
	}
}

func TestFolding(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 40, 20).open("application/json", []byte(menu), 5)
	p.press("Z").want(
		"▌ {",
		` +  "items": [… 2],`,
		`    "next": null`,
		"  }")
	p.press("j", "z").want(
		"  {",
		`▌   "items": [`,
		" +    {… 3},",
		" +    {… 3}",
		"    ],",
		`    "next": null`,
		"  }")
	p.press("j", "z", "jj") // on "name", which is in the object
	if got := p.m.Line(); got != `"name": "Tea",` {
		t.Errorf("line %q", got)
	}
	p.press("z").want(
		"  {",
		`    "items": [`,
		"▌+    {… 3},",
		" +    {… 3}",
		"    ],",
		`    "next": null`,
		"  }")
	if got, ok := p.m.Subtree(); !ok || got != `{"id":1,"name":"Tea","tags":["hot","green"]}` {
		t.Errorf("subtree %q, %v", got, ok)
	}
	p.press("/green", "enter") // unfolds its containers
	if got := p.m.Line(); got != `"green"` {
		t.Errorf("the search went to %q", got)
	}
	p.press("Z")
	if got := p.m.Line(); got != `"green"` || strings.Contains(p.shown(), "…") {
		t.Errorf("after unfolding everything the cursor is at %q", got)
	}
	p.press("G", "z").want("▌+{… 2}")
	p.m.SetSize(30, 10)
	p.want("▌+{… 2}")
}

func TestIncompleteContainersAreNotFolded(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 60, 10).start("application/json")
	p.arrive([]byte(menu[:60]))
	p.press("z").wantStatus("its end has not arrived", "60 B received so far", "line 1 of 11+")
	p.arrive([]byte(menu[60:]))
	p.finish().press("z").want("▌+{… 2}")
}

func TestSearch(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 60, 8).open("application/json", []byte(menu), 1000)
	p.press("/TEA", "enter").wantStatus("No match: TEA")
	p.press("/tea", "enter").wantStatus("match 1 of 1")
	p.press("n").wantStatus("Search continued from the top", "match 1 of 1")
	p.press("/\"id\": ", "enter").wantStatus("match 2 of 2") // as shown, from the cursor on
	p.press("N").wantStatus("match 1 of 2")
	p.press("N").wantStatus("Search continued from the end", "match 2 of 2")
	if !p.m.Back() || p.m.Back() {
		t.Error("Back must leave the search, then return false")
	}
	p.press("r", "/\"id\":2", "enter").wantStatus("match 1 of 1", "raw")
	p.press("x", "/22 6e 61", "enter").wantStatus("match 1 of 2", "hex")
	p.press("/NEXT", "enter").wantStatus("No match: NEXT")
	p.press("/next", "enter").wantStatus("match 1 of 1")
	p.press("/", "enter").wantStatus("match 1 of 1") // again
	p.press("esc", "n").wantStatus("No search yet")
	if p.press("/abc"); !p.m.Typing() {
		t.Error("no input is open")
	}
	if p.press("esc"); p.m.Typing() {
		t.Error("Esc does not close the input")
	}
}

// Matches are found across the segments of a long line.
func TestSearchAcrossCuts(t *testing.T) {
	t.Parallel()
	body := []byte(`{"a":"` + strings.Repeat("x", 3*document.SegmentBytes) + `"}`)
	for _, at := range []int{document.SegmentBytes - 3, document.SegmentBytes, 2*document.SegmentBytes + 5, 3*document.SegmentBytes - 2} {
		copy(body[at:], "Needle")
		for _, by := range []string{"n", "N"} {
			p := newPilot(t, 60, 8).open("application/json", body, 5000).press("/needle", "enter", by)
			p.wantStatus("match 1 of 1")
			if here := p.m.search.current; here.From != at || here.To != at+6 {
				t.Errorf("found at %+v, want %d", here, at)
			}
		}
		copy(body[at:], "xxxxxx")
	}
}

func TestASearchCanBeStopped(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 60, 8).open("text/plain", bytes.Repeat([]byte("nothing to see\n"), 700_000), 1<<20)
	p.press("/zebra")
	cmd := p.m.Update(tea.KeyMsg{Type: tea.KeyEnter})
	step := cmd()
	cmd = p.m.Update(step)
	p.wantStatus("searching ", "Esc to stop")
	if cmd == nil || !p.m.Back() {
		t.Fatal("the search ended after one step")
	}
	p.wantStatus("Search stopped")
	if again := p.m.Update(cmd()); again != nil {
		t.Error("the stopped search continues")
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 70, 8).open("application/json", []byte(menu), 1000)
	p.press(":.items[] | {name}", "enter").want("▌ {", `    "name": "Tea"`, "  }", "  {", `    "name": "Coffee"`, "  }")
	p.wantStatus("filtered by .items[] | {name}")
	if !p.m.Back() || p.m.Back() {
		t.Error("Back must leave the filter, then return false")
	}
	p.press(":.items[", "enter").wantStatus("Invalid jq filter: ")
	p.press(":nope", "enter").wantStatus("Invalid jq filter: ")
	p.press(":.next.x.y", "enter").want("▌ null")
	p.press(":|.x", "enter").want("▌ null") // continues from the open filter
	p.press("esc", ":.items.x", "enter").wantStatus("Filter failed: expected an object but got: array")
	p.press(":empty", "enter").wantStatus("The filter returned nothing")
	p.press(":$ENV|length", "enter").want("▌ 0") // filters can't read the environment
	p.press("esc", ":3", "enter").wantStatus("line 3 of 18")
	p.press(":100%", "enter").wantStatus("line 18 of 18")
	p.open("application/json", []byte("[12345678901234567890.10,1"), 1000)
	p.press(":.", "enter").wantStatus("Filter failed: invalid JSON")
	p.open("text/plain", []byte("text"), 1000)
	p.press(":.", "enter").wantStatus("Only JSON can be filtered; this is text")
}

func TestAFilterCanBeStopped(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 70, 8).open("application/json", []byte(menu), 1000)
	p.press(":last(range(1e15))")
	cmd := p.m.Update(tea.KeyMsg{Type: tea.KeyEnter})
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	p.wantStatus("filtering, Esc to stop")
	if !p.m.Back() {
		t.Error("no filter to stop")
	}
	p.run(p.m.Update(<-done))
	p.wantStatus("Filter stopped")
	if p.m.result != nil {
		t.Error("the stopped filter has a result")
	}
}

func TestFilterLimits(t *testing.T) {
	t.Parallel()
	query, err := gojq.Parse("last(range(1e15))")
	if err != nil {
		t.Fatal(err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(10*time.Millisecond, func() { cancel(errFilterMemory) })
	if _, _, err := runFilter(ctx, code, []byte("1")); !errors.Is(err, errFilterMemory) {
		t.Errorf("the filter ends with %v, want %v", err, errFilterMemory)
	}
	p := newPilot(t, 70, 8).open("application/json", []byte(menu), 1000)
	p.press(`:range(100) | "x" * 1000000`, "enter").wantStatus("Only the first 16.0 MB of the result are shown")
	p.m.Open("application/json")
	p.m.SetBody(wrapped("[", "       ", "]", maxFiltered+100), true)
	p.press(":.", "enter").wantStatus("33.6 MB is too large to filter")
}

func TestLateMessagesAreIgnored(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 60, 8).start("text/plain")
	late := p.m.SetBody(bytes.Repeat([]byte("old\n"), 100_000), false)()
	p.start("text/plain").arrive([]byte("new\n"))
	p.run(p.m.Update(late))
	p.finish().want("▌ new")
	other := newPilot(t, 60, 8)
	other.run(other.m.Update(late))
	other.want("  Waiting for the body…")
}

func TestTheFirstLineHasTheCursor(t *testing.T) {
	t.Parallel()
	newPilot(t, 60, 8).open("application/json", []byte("\n\n  [1]"), 1).want("▌ [", "    1", "  ]")
	newPilot(t, 60, 8).open("application/json", []byte(" "), 1).want("  The body is only white space (1 B).")
	newPilot(t, 60, 8).open("application/json", nil, 1).want("  The body is empty.")
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	p := newPilot(t, 22, 4).open("text/plain", []byte("0123456789abcdefghijklmnopqrstuvwxyz\n世界世界世界世界世界世界\n"), 100)
	p.want("▌ 0123456789abcdefghij", "  klmnopqrstuvwxyz", "  世界世界世界世界世界", "  世界")
	p.press("right").wantStatus("nothing to scroll sideways")
	p.press("w", "right").want("▌ abcdefghijklmnopqrst", "  界世界世界世界")
	p.press("/z", "enter").want("▌ tuvwxyz") // scrolls sideways
}

func TestResizingKeepsThePosition(t *testing.T) {
	t.Parallel()
	var body []byte
	for i := range 2000 {
		body = fmt.Appendf(body, `{"line":%d,"text":%q}`+"\n", i, strings.Repeat("word ", i%60))
	}
	p := newPilot(t, 100, 30).open("application/json", body, 4096).press("Z", ":5000", "enter")
	want := p.m.Line()
	for _, size := range [][2]int{{20, 5}, {250, 60}, {60, 16}, {100, 30}} {
		p.m.SetSize(size[0], size[1])
		if got := p.m.Line(); got != want {
			t.Errorf("at %v the cursor is on %q, want %q", size, got, want)
		}
		if !strings.Contains(p.frame(), cursorMark) {
			t.Errorf("at %v the cursor is not visible", size)
		}
	}
	p.press("g", "r", "G", "x", "r").wantStatus("line 7997 of 8000")
}

func TestColors(t *testing.T) {
	t.Parallel()
	r := lipgloss.NewRenderer(nil)
	r.SetColorProfile(termenv.ANSI)
	in := func(c string) lipgloss.Style { return r.NewStyle().Foreground(lipgloss.Color(c)) }
	p := newPilot(t, 60, 5)
	p.m.SetStyles(Styles{
		Text: r.NewStyle(), Muted: in("8"), Name: in("1"), String: in("2"), Number: in("3"), Literal: in("4"),
		Match: r.NewStyle().Underline(true), CurrentMatch: r.NewStyle().Reverse(true),
	})
	p.open("application/json", []byte(`{"a":"x","b":1,"c":true,"d":"xx"}`), 100)
	for _, want := range []string{"\x1b[31m\"a\"\x1b[0m: \x1b[32m\"x\"\x1b[0m", "\x1b[33m1\x1b[0m", "\x1b[34mtrue\x1b[0m"} {
		if view := p.m.View(); !strings.Contains(view, want) {
			t.Errorf("%q is missing in %q", want, view)
		}
	}
	p.press("/x", "enter")
	if view := p.m.View(); !strings.Contains(view, "\x1b[7mx\x1b[0m") || !strings.Contains(view, "\x1b[4;4mx\x1b[0m") {
		t.Errorf("matches are not highlighted in %q", view)
	}
}
