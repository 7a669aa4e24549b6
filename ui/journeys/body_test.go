package journeys_test

import (
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// Large responses.

// longBody writes 50 MB of JSON in one line, with "harbour" near the end.
func longBody(w io.Writer) {
	const rows = 50_000
	text := strings.Repeat("a long road ", 81)
	fmt.Fprint(w, `{"rows":[`)
	for i := range rows {
		if i == rows-3 {
			fmt.Fprintf(w, `{"id":%d,"text":"the harbour at last"},`, i)
		}
		fmt.Fprintf(w, `{"id":%d,"text":%q},`, i, text)
	}
	fmt.Fprint(w, `{"id":-1,"text":"the end"}]}`)
}

// I search a body of 50 MB: / finds the only match, I fold it, jump through it, see that it is too large to filter, and save
// every byte.
func TestABodyOf50MegabytesIsSearchedFilteredAndSaved(t *testing.T) {
	t.Parallel()
	sent := make(chan string, 1) // the hash
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		sum := sha256.New()
		longBody(io.MultiWriter(w, sum))
		select {
		case sent <- fmt.Sprintf("%x", sum.Sum(nil)):
		default:
			t.Error("it was asked for twice")
		}
	}))
	t.Cleanup(service.Close)
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory")
	p := sitDown(t, h)
	p.Run("countersign").WaitFor("try the sandbox").Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Press a to allow").Press("a").WaitFor("Connected as anna")
	p.Press("Enter").WaitFor("Who am I")

	p.arrivesAt("new request")
	p.Press("Tab", "Tab").Type(service.URL + "/rows").WaitFor(service.URL + "/rows").Press("C-s")
	p.WaitFor("✓ 200 OK", " MB", "application/json", `"rows": [`)

	p.Press("/").WaitFor("text; a capital").Type("harbour").Press("Enter").WaitFor(`"text": "the harbour at last"`, "match 1 of 1")
	if peak, ok := p.peakOf("countersign"); ok && !watched(t) {
		t.Logf("the program took at most %d MB", peak/1_000_000)
		if peak > 3*50_000_000+40<<20 { // what it takes without a body, too
			t.Error("that is more than three times the body")
		}
	}
	p.Press("g").WaitFor("line 1 of").Press("n").WaitFor(`"text": "the harbour at last"`)
	p.Press("G").WaitFor("100%").Press("g").WaitFor("line 1 of")
	p.Press("z").WaitFor("{… 1}").Press("z").WaitFor(`"rows": [`)
	p.Press(":").WaitFor("jq, such as").Type(".rows").Press("Enter").WaitFor("is too large to filter (maximum 33.6 MB)")

	p.Press("w").WaitFor("Save to rows.json").Press("C-u").Type("~/rows saved.json").Press("Enter").WaitFor("Saved")
	saved, err := os.Open(filepath.Join(h.dir, "rows saved.json"))
	must(t, err)
	defer saved.Close()
	sum := sha256.New()
	length, err := io.Copy(sum, saved)
	must(t, err)
	if got, want := fmt.Sprintf("%x", sum.Sum(nil)), <-sent; got != want || length < 49_000_000 {
		t.Errorf("saved %d bytes of hash %s, sent was %s", length, got, want)
	}
	info, err := saved.Stat()
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has %v", info.Mode())
	}
	p.Press("w").WaitFor("Save to").Press("C-u").Type("~/rows saved.json").Press("Enter").WaitFor("Replace it?").Press("n")
	p.Press("C-c").AtPrompt()
}

// peakOf returns the peak memory, in bytes, of the program that runs in the shell, on Linux.
func (p *person) peakOf(name string) (int, bool) {
	p.Helper()
	shell := p.Terminal("#{pane_pid}")
	children, err := os.ReadFile(filepath.Join("/proc", shell, "task", shell, "children"))
	if err != nil {
		return 0, false
	}
	for child := range strings.FieldsSeq(string(children)) {
		status, _ := os.ReadFile(filepath.Join("/proc", child, "status"))
		var kilobytes int
		if strings.HasPrefix(string(status), "Name:\t"+name+"\n") {
			_, after, _ := strings.Cut(string(status), "VmHWM:")
			if _, err := fmt.Sscan(after, &kilobytes); err != nil {
				p.Fatal(err)
			}
			return kilobytes << 10, true
		}
	}
	return 0, false
}

// watched reports whether the program is built with the race detector, which multiplies its memory.
func watched(t *testing.T) bool {
	t.Helper()
	file, err := program()
	must(t, err)
	info, err := buildinfo.ReadFile(file)
	must(t, err)
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
