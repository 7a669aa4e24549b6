package viewer

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/internal/testenv"
	"countersign/ui/viewer/document"
)

// randomJSON returns random JSON with random white space.
func randomJSON(r *rand.Rand, depth int) string {
	space := func() string { return []string{"", "", "", " ", "\n", "\t \r\n", strings.Repeat(" ", 40)}[r.IntN(7)] }
	switch n := r.IntN(10); {
	case n < 3 && depth > 0:
		var parts []string
		for range r.IntN(6) {
			parts = append(parts, space()+randomJSON(r, depth-1)+space())
		}
		return "[" + strings.Join(parts, ",") + space() + "]"
	case n < 6 && depth > 0:
		var parts []string
		for i := range r.IntN(6) {
			parts = append(parts, fmt.Sprintf("%s%s%s:%s%s", space(), quoted(r, fmt.Sprint(i)), space(), space(), randomJSON(r, depth-1)))
		}
		return "{" + strings.Join(parts, ",") + space() + "}"
	case n < 8:
		return quoted(r, "")
	}
	return []string{"0", "-1.50e+10", "12345678901234567890.10", "true", "false", "null"}[r.IntN(6)]
}

func quoted(r *rand.Rand, text string) string {
	for range r.IntN(20) {
		text += []string{"a", "é", "世", "👩‍💻", `"`, `\`, "\n", "\x1b", "\u202e", "{[,:]}", " ", "</p>"}[r.IntN(12)]
	}
	if r.IntN(40) == 0 {
		text += strings.Repeat("long é ", 5000)
	}
	out, _ := json.Marshal(text)
	return string(out)
}

// linesOf returns the text of a document's lines, and where its segments start.
func linesOf(d *document.Document) (text []string, starts []int) {
	if d.Empty() {
		return nil, nil
	}
	for r := d.ReadFrom(0); ; {
		seg, ok := r.Segment(true)
		if !ok {
			return text, starts
		}
		p := d.SegmentText(seg, false)
		if seg.Continued {
			text[len(text)-1] += string(p.Text)
		} else {
			text = append(text, strings.Repeat("  ", seg.Depth)+string(p.Text))
		}
		starts = append(starts, seg.Off)
	}
}

// Pretty JSON is the same value as its source, and the same in whatever pieces the source arrives.
func TestLongPrettyJSONIsTheSameValue(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	for range testenv.Count(30, 300) {
		body := randomJSON(r, 6)
		once := newPilot(t, 80, 10).open("application/json", []byte(body), len(body)).m.sheet().doc()
		text, starts := linesOf(once)
		var want, got any
		decode(t, body, &want)
		decode(t, strings.Join(text, "\n"), &got)
		if !reflect.DeepEqual(want, got) { // which is much cheaper than the difference
			t.Fatalf("%q has another value when pretty (-want +got):\n%s", body, cmp.Diff(want, got))
		}
		pieces := newPilot(t, 80, 10).start("application/json")
		for rest := []byte(body); len(rest) > 0; {
			n := min(1+r.IntN(1+r.IntN(20_000)), len(rest))
			pieces.arrive(rest[:n])
			if r.IntN(4) == 0 {
				pieces.frame()
			}
			rest = rest[n:]
		}
		pieces.finish()
		text2, starts2 := linesOf(pieces.m.sheet().doc())
		if !slices.Equal(text, text2) {
			t.Fatalf("in pieces it looks different (-once +pieces):\n%s", cmp.Diff(text, text2))
		}
		if !slices.Equal(starts, starts2) {
			t.Fatalf("in pieces its segments start elsewhere (-once +pieces):\n%s", cmp.Diff(starts, starts2))
		}
		if last := once.Index.Frontier; last != pieces.m.sheet().doc().Index.Frontier {
			t.Fatalf("the index ends differently: %+v, %+v", last, pieces.m.sheet().doc().Index.Frontier)
		}
	}
}

func decode(t *testing.T, text string, to *any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
}

// Moving down and back up returns to the same row, folded or not, wrapped or not.
func TestLongMovingBackAndForth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for _, contentType := range []string{"application/json", "text/plain", "text/html", "application/xml"} {
		for round := range testenv.Count(2, 15) {
			body := randomJSON(r, 7)
			if strings.HasSuffix(contentType, "ml") {
				body = element(r, 6)
			}
			body = strings.Repeat(body+"\n", 1+r.IntN(3))
			p := newPilot(t, 20+r.IntN(60), 8).open(contentType, []byte(body), 1+r.IntN(50_000))
			s := p.m.sheet()
			if s.empty() {
				continue
			}
			if round%2 == 0 {
				p.press("Z")
			}
			for range r.IntN(30) {
				p.press([]string{"jjj", "z", "G", "pgdown", "ctrl+u", "w", "kk", "right"}[r.IntN(8)])
				p.frame()
			}
			checkMoves(p)
		}
	}
}

func checkMoves(p *pilot) {
	s, sh := p.m.sheet(), p.m.layout()
	var starts []int
	s.walk(0, sh, func(r document.Row) bool {
		starts = append(starts, r.Start)
		return len(starts) < 2000
	})
	if !slices.IsSorted(starts) || len(slices.Compact(slices.Clone(starts))) != len(starts) {
		p.Fatalf("rows start at %v", starts)
	}
	for i, at := range starts {
		if got := s.row(at, sh); got != at {
			p.Fatalf("row(%d) = %d", at, got)
		}
		for _, n := range []int{1, 3, 50} {
			if got, want := s.backward(at, n, sh), starts[max(i-n, 0)]; got != want {
				p.Fatalf("%d rows before %d: got %d, want %d", n, at, got, want)
			}
			if got, _ := s.forward(at, n, sh); i+n < len(starts) && got != starts[i+n] {
				p.Fatalf("%d rows after %d: got %d, want %d", n, at, got, starts[i+n])
			}
		}
		if i > 60 {
			break
		}
	}
}

// element returns random XML that may be invalid.
func element(r *rand.Rand, depth int) string {
	text := []string{"", "text", " spaced ", "\n", "é\x1b", "1 < 2", "<!-- c\n -->", "<![CDATA[ ] ]]>", strings.Repeat("long ", 300)}
	out := ""
	for range r.IntN(5) {
		switch name := []string{"a", "b", "ul", "li", "br", "script", "p", "Ünï"}[r.IntN(8)]; {
		case depth == 0 || r.IntN(3) == 0:
			out += text[r.IntN(len(text))]
		case r.IntN(8) == 0:
			out += "<" + name + ` x="1 > 2"/>`
		default:
			out += "<" + name + ` x='` + text[r.IntN(len(text))] + `' y=z>` + element(r, depth-1)
			if r.IntN(10) > 0 {
				out += "</" + name + ">"
			}
		}
	}
	return out
}

// Regressions that random documents found.
func TestMovingOverFolds(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an element closed by another's end tag on its line": "<ul><p>\n<a>one</a> and text</ul>\n<p/>",
		"an element opened on the line of another's end tag": "<r>text<b>\n<a>1</a><a>2</a></b><ul><a>1</a>text</ul>" + strings.Repeat(" long", 20) + "</r>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPilot(t, 30, 8).open("application/xml", []byte(body), len(body))
			checkMoves(p)
			p.press("Z")
			checkMoves(p)
		})
	}
}

// Rows stay valid when more of the body arrives.
func TestMovingInAGrowingBody(t *testing.T) {
	t.Parallel()
	body := []byte("[" + strings.Repeat(`"text",`, 20_000) + `0]`)
	p := newPilot(t, 60, 8).start("application/json")
	const first = 40_000
	p.arrive(body[:first])
	p.press("G").frame()
	p.arrive(body[first:])
	p.finish()
	s, sh := p.m.sheet(), p.m.layout()
	s.walk(first-100, sh, func(r document.Row) bool {
		if got := s.row(r.Start, sh); got != r.Start {
			t.Errorf("row(%d) = %d", r.Start, got)
		}
		return r.Start < first+100
	})
}

// A container is folded as soon as its end has arrived.
func TestFoldingInAGrowingBody(t *testing.T) {
	t.Parallel()
	body := []byte(`[1,[` + strings.Repeat(`"text",`, 20_000) + `0],2]`)
	p := newPilot(t, 60, 8).start("application/json")
	const first = 100_000
	p.arrive(body[:first])
	p.press("Z").frame()
	const hidden = 70_000
	s, sh := p.m.sheet(), p.m.layout()
	if got := s.row(hidden, sh); got < hidden-10 {
		t.Fatalf("it is already hidden by %d", got)
	}
	p.arrive(body[first:])
	p.finish()
	if got, want := s.row(hidden, sh), s.row(3, sh); got != want {
		t.Errorf("a folded offset is shown at %d, want %d", got, want)
	}
	checkMoves(p)
}
