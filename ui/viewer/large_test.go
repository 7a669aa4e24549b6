package viewer

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"countersign/internal/testenv"
	"countersign/ui/viewer/document"
)

// largeSize returns the size of a body for tests of memory and work: a quarter for bodies that only an attacker would send.
func largeSize(name string, bytes int) int {
	switch name {
	case "one line of JSON", "lines of one byte", "one long text":
		return bytes
	}
	return bytes / 4
}

// large are bodies that are hard to lay out, each in a different way.
var large = map[string]struct {
	contentType string
	make        func(n int) []byte
}{
	"one line of JSON": {"application/json", func(n int) []byte {
		out := append(make([]byte, 0, n), `{"items":[`...)
		for i := 0; len(out) < n-100; i++ {
			out = fmt.Appendf(out, `{"id":%d,"name":"item %d","tags":["a","b"]},`, i, i)
		}
		return append(out, `{}]}`...)
	}},
	"one array of digits":  {"application/json", func(n int) []byte { return wrapped("[0", ",1", "]", n) }},
	"lines of one byte":    {"text/plain", func(n int) []byte { return wrapped("", "a\n", "", n) }},
	"one long text":        {"application/json", func(n int) []byte { return wrapped(`{"a":"`, "long é ", `"}`, n) }},
	"one long line":        {"text/plain", func(n int) []byte { return wrapped("", "x", "", n) }},
	"deep and wide":        {"application/json", func(n int) []byte { return wrapped("[0", ","+nest(200, 20_000), "]", n) }},
	"white space":          {"application/json", func(n int) []byte { return wrapped("[1", " ", ",2]", n) }},
	"accents":              {"text/plain", func(n int) []byte { return wrapped("a", "\u0301", "", n) }},
	"elements in a line":   {"application/xml", func(n int) []byte { return wrapped("<a>", "<b c='1'>x</b>", "</a>", n) }},
	"a comment of no end":  {"text/html", func(n int) []byte { return wrapped("<p><!--", " -", "", n) }},
	"elements in elements": {"text/html", func(n int) []byte { return wrapped("", "<div>", "", n) }},
}

func wrapped(before, middle, after string, n int) []byte {
	out := append(make([]byte, 0, n), before...)
	out = append(out, bytes.Repeat([]byte(middle), (n-len(before)-len(after))/len(middle))...)
	return append(out, after...)
}

func nest(depth, n int) string {
	return string(bytes.Repeat([]byte("["), depth)) + string(wrapped("1", ",1", "", n)) + string(bytes.Repeat([]byte("]"), depth))
}

// The body, its index and the view take less than three times the size of the body.
func TestLongMemory(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector multiplies memory")
	}
	for name, c := range large {
		before := held()
		p := newPilot(t, 120, 40)
		n := testenv.Count(4<<20, largeSize(name, 64<<20))
		p.open(c.contentType, c.make(n), 1<<20)
		p.press("G", "Z", "g", "pgdown", "r", "G", "/a", "enter")
		p.frame()
		took := held() - before
		t.Logf("%s: %.2f times the body", name, float64(took)/float64(n))
		if took > 3*n {
			t.Errorf("%s: %d MB of memory for a body of %d MB", name, took>>20, n>>20)
		}
		runtime.KeepAlive(p)
	}
}

func held() int {
	var s runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&s)
	return int(s.HeapAlloc)
}

// A key and the next frame scan only the bytes near the visible rows. Shortened, the test uses smaller bodies in a smaller
// window.
func TestLongWorkIsBoundedByTheWindow(t *testing.T) {
	rows := testenv.Count(6, 40)
	most := 8 * rows * (document.SegmentBytes + document.CheckpointEvery)
	for name, c := range large {
		body := c.make(testenv.Count(3<<20, largeSize(name, 64<<20)))
		if len(body) <= most {
			t.Fatalf("%s: the body of %d bytes is too small", name, len(body))
		}
		p := newPilot(t, 120, rows).open(c.contentType, body, len(body))
		s, worst, at := p.m.sheet(), 0, ""
		press := func(key string) {
			was := p.work()
			p.press(key)
			p.frame()
			if took := p.work() - was; took > worst {
				worst, at = took, key
			}
		}
		for _, place := range []string{"1", "1000000", "50%", "99%"}[:testenv.Count(2, 4)] {
			press(":")
			p.press(place)
			for _, key := range []string{"enter", "j", "k", "pgdown", "pgup", "ctrl+d", "ctrl+u", "z", "k", "z", "w", "right", "w", "G", "k", "pgup", "Z", "G", "pgup", "g", "pgdown", "Z", "r", "k", "r", "x", "k", "x"} {
				press(key)
			}
			was := p.work()
			p.m.SetSize(100+len(place), rows)
			p.frame()
			if took := p.work() - was; took > worst {
				worst, at = took, "a resize"
			}
		}
		t.Logf("%s: at most %d bytes for a key (%s)", name, worst, at)
		if worst > most {
			t.Errorf("%s: %s scans %d bytes of %d, the limit is %d", name, at, worst, s.src.Len(), most)
		}
	}
}

// work returns how many bytes were scanned.
func (p *pilot) work() int {
	n := 0
	for _, d := range p.m.sheet().docs {
		if d != nil {
			n += d.Work
		}
	}
	return n
}

func BenchmarkOpen10MB(b *testing.B) {
	body := large["one line of JSON"].make(10 << 20)
	b.ReportAllocs()
	for b.Loop() {
		p := newPilot(b, 120, 40)
		p.m.Open("application/json")
		p.m.SetBody(body, true)
		p.m.View()
	}
}

func BenchmarkOpen10MBToItsEnd(b *testing.B) {
	body := large["one line of JSON"].make(10 << 20)
	b.ReportAllocs()
	for b.Loop() {
		newPilot(b, 120, 40).open("application/json", body, len(body)).press("G").m.View()
	}
}

func BenchmarkKeyToFrameIn200MB(b *testing.B) {
	for _, name := range []string{"one line of JSON", "lines of one byte", "one long text", "elements in a line"} {
		p := newPilot(b, 120, 40).open(large[name].contentType, large[name].make(200<<20), 200<<20)
		p.press(":50%", "enter")
		for _, key := range []string{"j", "k", "pgup", "G", "Z"} {
			b.Run(name+"/"+key, func(b *testing.B) {
				for b.Loop() {
					p.press(key)
					p.m.View()
				}
			})
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	for name, c := range large {
		body := c.make(16 << 20)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				newPilot(b, 120, 40).open(c.contentType, body, len(body))
			}
		})
	}
}

func BenchmarkSearch200MB(b *testing.B) {
	p := newPilot(b, 120, 40).open("application/json", large["one line of JSON"].make(200<<20), 200<<20)
	for b.Loop() {
		p.press("g", "/not there", "enter", "esc")
	}
}
