package viewer

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"countersign/ui/viewer/document"
)

var fuzzTypes = []string{
	"application/json", "application/xml", "text/html", "text/plain", "application/x-www-form-urlencoded", "", "application/octet-stream",
}

// Any body, in pieces of any size, with any keys: no panic, no control character, no line wider than the pane.
func FuzzViewer(f *testing.F) {
	f.Add([]byte(`{"a":[1,2,{"b":null}],"c":"\u202e\ud83d\ude00 \x1b[31m"}`), uint8(0), uint8(20), uint8(3), "jjzGkZx/b\rnN")
	f.Add([]byte("<a b='c'><p>text <b>x</b></p><!-- \n --></a><script>\n</script>"), uint8(2), uint8(60), uint8(1), "Zjzr:50%\r")
	f.Add([]byte("\x1b]0;title\x07\u202eabc\u200d\ufe0f\u0301 \xff\xfe \t x\r\n\r\u2028"), uint8(3), uint8(25), uint8(2), "wlllhh/x\rr")
	f.Add([]byte("a=%1b%5b&b=%e2%80%ae+&&=%"), uint8(4), uint8(30), uint8(4), "/b\rxn")
	f.Add([]byte("{\"a\":[[[[[[[[[[[[1,2]]]]]]]]]]]], \"世界世界世界世界\":\"👩‍💻👩‍💻\"}"), uint8(0), uint8(20), uint8(9), ":.a\r:.[\rzz")
	f.Fuzz(func(t *testing.T, body []byte, kind, width, piece uint8, keys string) {
		if len(keys) > 40 {
			keys = keys[:40]
		}
		p := newPilot(t, 20+int(width)%231, 5+int(piece)%20)
		p.start(fuzzTypes[int(kind)%len(fuzzTypes)])
		for rest := body; len(rest) > 0; {
			n := min(1+int(piece), len(rest))
			p.arrive(rest[:n])
			p.frame()
			rest = rest[n:]
		}
		p.finish()
		for _, key := range keys {
			switch key {
			case '\r':
				p.press("enter")
			case '\x1b':
				p.press("esc")
			default:
				p.press(string(key))
			}
			p.frame()
			checkSafe(t, p.m.Status())
		}
		p.m.SetSize(20+int(piece), 5)
		p.frame()
		p.m.Line()
		p.m.Subtree()
	})
}

// A search with an anchor finds the same matches as searching every line.
func FuzzSearch(f *testing.F) {
	f.Add([]byte(`{"name":"a b","list":[1,2,"Ünï"]}`), uint8(0), "Ünï")
	f.Add([]byte("one\ntwo three\n"), uint8(3), "o th")
	f.Add([]byte("<a>Some <b>text</b></a>"), uint8(1), "some <b")
	f.Fuzz(func(t *testing.T, body []byte, kind uint8, text string) {
		p := newPilot(t, 60, 10).open(fuzzTypes[int(kind)%len(fuzzTypes)], body, 1000)
		s := p.m.sheet()
		d := s.doc()
		if d == nil || d.Empty() || text == "" {
			return
		}
		pat := document.NewPattern(text).Anchored(s.kind, true)
		finder := document.Finder{Document: d, Pattern: &pat, Form: s.kind == document.Form}
		var want []document.Match
		for r := d.ReadFrom(0); r.HasNext; {
			seg, _ := r.Segment(true)
			want = append(want, finder.MatchSegment(seg, r)...)
		}
		got := finder.Matches(0, len(d.Index.Checkpoints))
		if len(got) != len(want) {
			t.Fatalf("found %v, want %v, of %q in %q", got, want, text, body)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("found %v, want %v", got, want)
			}
		}
		p.press("/", ansi.Strip(text), "enter", "n", "N")
		p.frame()
	})
}
