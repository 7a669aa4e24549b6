package ui

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"countersign/internal/testenv"
	"countersign/internal/text"
)

// serving is a service on this machine.
func serving(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

// calls opens the request pane of a new connection.
func (p *pilot) calls(base string) *pilot {
	p.Helper()
	return p.connect(base).press("enter").see("Who am I")
}

// call sends a call of the person's own.
func (p *pilot) call(url string) *pilot {
	p.Helper()
	p.press("ctrl+r", "down", "down", "down", "down", "down", "down", "down", "down", "tab", "tab")
	return p.fill(url).press("ctrl+s")
}

// saved waits until what was being saved is saved, or is not.
func (p *pilot) saved() *pilot {
	p.Helper()
	p.WaitUntil(func() bool { return !strings.Contains(p.Screen(), "stop saving") }, "for the end of saving")
	return p
}

// gate holds a service back until the test is as far.
type gate chan struct{}

func (g gate) open() { close(g) }

func (g gate) wait(r *http.Request) {
	select {
	case <-g:
	case <-r.Context().Done():
	}
}

// arrayOf writes JSON of n objects, the last of which is like no other.
func arrayOf(w io.Writer, n int) {
	row := strings.Repeat("a long road ", 80)
	fmt.Fprint(w, `{"rows":[`)
	for i := range n {
		fmt.Fprintf(w, `{"id":%d,"text":%q},`, i, row)
	}
	fmt.Fprint(w, `{"id":-1,"text":"the harbour"}]}`)
}

func TestAnAnswerIsSeenWhileItComes(t *testing.T) {
	t.Parallel()
	rest := make(gate)
	url := serving(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "2000000")
		io.WriteString(w, `{"first": "here", "list": ["`+strings.Repeat("x", 999_970)+`",`)
		w.(http.Flusher).Flush()
		rest.wait(r)
		end := `"the harbour"]}`
		io.WriteString(w, strings.Repeat(" ", 1_000_000-len(end))+end)
	})
	d, base := sandboxed(t)
	p := fly(t, d).calls(base)
	p.call(url).see("✓ 200 OK 1.0 MB of 2.0 MB", "50%", `"first": "here"`, "Esc stop")
	p.press("ctrl+s").see("Still receiving the response")
	p.press("w").see("Still receiving the body")
	p.press("tab").see("Content-Length: 2000000").press("tab").see("Available when the response is complete").press("shift+tab", "shift+tab")
	p.press("down").see("line 2 of")
	rest.open()
	p.see("2.0 MB application/json", "Esc request").gone("50%")
	p.see("line 2 of") // where the person had gone
	p.press("/").write("harbour").press("enter").see("match 1 of 1", `"the harbour"`)
}

func TestEscStopsAnAnswerAndKeepsWhatHadCome(t *testing.T) {
	t.Parallel()
	url := serving(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "2000000")
		io.WriteString(w, strings.Repeat("what had come\n", 100))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	d, base := sandboxed(t)
	p := fly(t, d).calls(base)
	p.call(url).see("1.4 kB of 2.0 MB").press("esc").see("● 200 OK, stopped at 1.4 kB of 2.0 MB", "what had come", "Esc request")
	path := filepath.Join(t.TempDir(), "part.txt")
	p.press("w").see(".part").press("ctrl+u").write(path).press("enter").see("Saved 1.4 kB to")
	p.press("enter").see("1.4 kB of 2.0 MB", "Esc stop") // sent again
}

func TestABrokenAnswerIsToldAndShown(t *testing.T) {
	t.Parallel()
	url := serving(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "what had come")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	d, base := sandboxed(t)
	p := fly(t, d).calls(base)
	p.call(url).see("✗ 200 OK, interrupted at 13 B of 100 B", "✗ GET 127.0.0.1:", "unexpected EOF", "Send it again", "what had come")
}

func TestABodyIsSaved(t *testing.T) {
	t.Parallel()
	var sent bytes.Buffer
	arrayOf(&sent, 300)
	url := serving(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(sent.Bytes()) })
	d, base := sandboxed(t)
	p := fly(t, d).calls(base).call(url+"/rows.json").see("✓ 200 OK", `"rows"`).see("Esc request")
	dir := t.TempDir()
	path := filepath.Join(dir, "answer.json")

	p.press("w").see("Save to rows.json").press("ctrl+u").write(path).press("enter").saved().see("Saved")
	if saved, err := os.ReadFile(path); err != nil || !bytes.Equal(saved, sent.Bytes()) {
		t.Errorf("saved %d bytes of %d: %v", len(saved), sent.Len(), err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file has %v, %v", info.Mode(), err)
	}

	if err := os.WriteFile(path, []byte("the person's own"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := func() { p.press("w").see("Save to").press("ctrl+u").write(path).press("enter").see("Replace it?") }
	again()
	p.press("n").gone("Replace it?")
	if kept, err := os.ReadFile(path); err != nil || string(kept) != "the person's own" {
		t.Errorf("the file holds %.40q: %v", kept, err)
	}
	again()
	p.press("y").saved().see("Saved")
	if saved, err := os.ReadFile(path); err != nil || !bytes.Equal(saved, sent.Bytes()) {
		t.Errorf("saved %d bytes of %d: %v", len(saved), sent.Len(), err)
	}

	p.press("w").press("ctrl+u").write(filepath.Join(dir, "nowhere", "x")).press("enter").see("no such file", "Create the folder")
	p.press("w").press("ctrl+u").write(dir).press("enter").see("not a regular file", "Press w to choose another")
	p.press("w").press("ctrl+u", "enter").see("Enter a file name", "Save to")
	p.press("esc").gone("Save to path, such as")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestWhatIsNoMatterForAClipboardIsSaidSo(t *testing.T) {
	t.Parallel()
	var copied atomic.Value
	d, base := sandboxed(t)
	d.Copy = func(text string) (string, error) {
		copied.Store(text)
		return "in a test", nil
	}
	kinds := map[string]string{"/long": strings.Repeat("long ", 1_000_000), "/bytes": "\x00\xff", "/empty": "", "/text": `{"a":{"b":1}}`}
	url := serving(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, kinds[r.URL.Path]) })
	p := fly(t, d).calls(base)
	p.call(url + "/long").see("5.0 MB").press("y").see("Too large for the clipboard")
	p.call(url + "/bytes").see("2 B").press("y").see("Cannot copy binary data. Press w")
	p.call(url + "/empty").see("The body is empty").press("y").see("Nothing to copy").press("w").see("Nothing to save")
	p.call(url + "/text").see(`"b": 1`).press("y").see("Copied the body in a test")
	if got := copied.Load(); got != kinds["/text"] {
		t.Errorf("copied %q", got)
	}
	p.press("down", "c").see("Copied the value")
	if got := copied.Load(); got != `{"b":1}` {
		t.Errorf("copied %q", got)
	}
	p.press("tab", "y").see("Copied the headers")
	if got := copied.Load().(string); !strings.Contains(got, "Content-Length: 13") {
		t.Errorf("copied %q", got)
	}
	p.press("/").see("This works on the body only")
}

// A key that leads back takes one thing at a time: the input, the search, the filter, then the pane.
func TestEscLeavesTheSearchBeforeTheResponse(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d).calls(base)
	p.press("enter").see("200 OK", `"username"`)
	p.press("/").write("q?w:").see("/ q?w:").press("esc").gone("/ q?w:").see("Esc request")
	p.press("/").write("anna").press("enter").see("match 1 of")
	p.press("esc").gone("match 1 of").see("Esc request")
	p.press(":").write(".username").press("enter").see("filtered by .username").press("esc").gone("filtered by")
	p.press("esc").see("Who am I")
}

func TestARefusedCallThatIsTriedAgainShowsTheLastAnswer(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	url := serving(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("WWW-Authenticate", `OAuth oauth_problem="nonce_used"`)
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, "the first answer")
			return
		}
		io.WriteString(w, "the second answer")
	})
	d, base := sandboxed(t)
	p := fly(t, d).calls(base)
	p.call(url).see("200 OK", "the second answer").gone("the first answer")
}

// TestLongABodyTakesLittleMoreRoomThanItself runs alone, since it weighs the heap.
func TestLongABodyTakesLittleMoreRoomThanItself(t *testing.T) {
	rows := testenv.Count(8<<20, 64<<20) / 1000
	for name, announced := range map[string]bool{"of a known length": true, "of an unknown length": false} {
		t.Run(name, func(t *testing.T) {
			var count countBytes
			arrayOf(&count, rows)
			half := make(gate)
			url := serving(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if announced {
					w.Header().Set("Content-Length", strconv.Itoa(int(count)))
				}
				arrayOf(&pausing{w, int(count) / 2, func() { w.(http.Flusher).Flush(); half.wait(r) }}, rows)
			})
			d, base := sandboxed(t)
			p := fly(t, d).calls(base)
			before := heap()
			weigh := func(when string) {
				share := float64(heap()-before) / float64(count)
				t.Logf("%s the program takes %.2f times the body's %s", when, share, text.Size(int64(count)))
				if share > 3 {
					t.Errorf("%s the program takes %.2f times the body", when, share)
				}
			}
			p.call(url).WaitUntil(func() bool {
				came := regexp.MustCompile(`(\d+\.\d) MB (of|so far)`).FindStringSubmatch(p.Screen())
				return came != nil && megabytes(t, came[1]) >= float64(count)/2e6-1.1
			}, "for half of it")
			weigh("half way")
			half.open()
			p.see("Esc request", "200 OK").gone("+ ·") // every line is counted
			p.press("G").see(`"text": "the harbour"`)
			weigh("at the end")
			p.press("/").write("harbour").press("enter").see("match 1 of 1")
			weigh("after a search")
			runtime.KeepAlive(p)
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

type countBytes int

// pausing writes on, with a pause after so many bytes.
type pausing struct {
	to    io.Writer
	left  int
	pause func()
}

func (c *countBytes) Write(b []byte) (int, error) {
	*c += countBytes(len(b))
	return len(b), nil
}

func (p *pausing) Write(b []byte) (int, error) {
	if p.left > 0 && p.left <= len(b) {
		p.pause()
	}
	p.left -= len(b)
	return p.to.Write(b)
}

func megabytes(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
