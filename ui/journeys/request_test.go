package journeys_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Writing requests.

// atTheRequest returns a person at the request screen of a connected sandbox.
func atTheRequest(t *testing.T, h *home) *person {
	t.Helper()
	p := sitDown(t, h)
	p.Run("countersign").WaitFor("try the sandbox").Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Press a to allow").Press("a").WaitFor("Connected as anna")
	return p.Press("Enter").WaitFor("Who am I", "Enter send")
}

// script writes an executable script to the home and returns its path.
func (h *home) script(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(h.dir, name)
	must(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700)) //nolint:gosec // it is to be run
	return path
}

// I edit a body in $EDITOR, resize the window meanwhile, and send it: nobody else could read the file, and it is deleted.
func TestIEditABodyInMyEditor(t *testing.T) {
	t.Parallel()
	h := moveIn(t)
	trace := filepath.Join(h.dir, "trace")
	editor := h.script(t, "my-editor", `
test -t 0 && test -t 1 || exit 9
ls -ld "$(dirname "$2")" "$2" >> `+trace+`
echo "editing $1"; read answer
echo "written in $1" >> "$2"
`)
	h.env = append(h.env, "EDITOR="+editor+" 'two words'")
	p := atTheRequest(t, h)
	p.Press("Down", "Down").WaitFor("▸ Post a form")
	p.Press("C-y", "C-y", "C-y").WaitFor("[body text]")
	p.Press("C-e").WaitFor("editing two words")
	p.Resize(100, 30).Press("Enter").WaitFor("Updated from the editor", "written in two words", "Ctrl+S send")
	p.Resize(60, 16).WaitFor("written in two words").Resize(80, 24)
	p.Press("C-s").WaitFor("200 OK", "written in two words")

	modes, err := os.ReadFile(trace)
	must(t, err)
	lines := strings.Split(string(modes), "\n")
	if !strings.HasPrefix(lines[0], "drwx------") || !strings.HasPrefix(lines[1], "-rw-------") {
		t.Errorf("others could read the editor's file:\n%s", modes)
	}
	file := lines[1][strings.LastIndex(lines[1], " ")+1:]
	if _, err := os.Stat(filepath.Dir(file)); !os.IsNotExist(err) {
		t.Errorf("%s still exists: %v", file, err)
	}
}

// My editor fails or is missing: I see which and why, and the body is unchanged.
func TestMyEditorFails(t *testing.T) {
	t.Parallel()
	h := moveIn(t)
	h.env = append(h.env, "VISUAL="+h.script(t, "fails", `echo lost > "$1"; exit 3`))
	p := atTheRequest(t, h)
	p.Press("Down", "Down").WaitFor("▸ Post a form").Press("C-y", "C-g").WaitFor("colour=deep blue")
	p.Press("C-e").WaitFor("fails failed (exit status 3). The text is unchanged.", "colour=deep blue")

	other := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory", "EDITOR=no-such-editor")
	p = atTheRequest(t, other)
	p.Press("C-y").WaitFor("[body –]").Type("kept").WaitFor("[body text]")
	p.Press("C-e").WaitFor("cannot find the editor no-such-editor", "kept")
}

// I send a request, quit, come back and send it again from the history, which contains no secret; I save it, and clear the
// history.
func TestSendQuitComeBackSendAgain(t *testing.T) {
	t.Parallel()
	h := moveIn(t)
	p := atTheRequest(t, h)
	p.Press("Tab", "Tab").Type("?made=up&api_key=made-up-key").Press("Enter").WaitFor("200 OK")
	p.Press("Escape").WaitFor("Esc requests").Press("C-p").WaitFor("history", "1 request", "api_key=•••", "query parameter api_key")
	p.Press("C-c").AtPrompt()

	p.Run("clear; countersign").WaitFor("1 connection").Press("Enter").WaitFor("Who am I")
	p.Press("h").WaitFor("1 request", "✓ 200", "made=up")
	p.Press("Enter").WaitFor("▸ /me?made=up", "✗ Not stored, enter again: query parameter api_key", "Esc requests")
	p.Press("Enter").WaitFor("target: not stored in the history")
	p.Press("C-u").Type("/me?made=again").Press("Enter").WaitFor("200 OK", "Anna Sample")
	p.Press("Escape").WaitFor("Esc requests").Press("C-p").WaitFor("2 requests", "made=again")
	p.Press("a").WaitFor("Name of the saved request").Press("C-u").Type("mine").Press("Enter").WaitFor("Saved request mine")
	p.Press("C-c").AtPrompt()

	p.Run("clear; countersign request sandbox --again 1; countersign history sandbox").WaitFor("Anna Sample", "NUMBER", "3 ").AtPrompt()
	p.Run("clear; countersign request sandbox --http " + filepath.Join(h.dir, "config/countersign/requests/sandbox.http") + " mine").WaitFor("Anna Sample").AtPrompt()
	if files := h.filesWith(t, "made-up-key"); files != nil {
		t.Errorf("the key is in %v", files)
	}
	p.Run("clear; countersign delete sandbox --yes").WaitFor("Deleted sandbox").AtPrompt()
	if files := h.filesWith(t, "made=up"); files != nil {
		t.Errorf("the history is still in %v", files)
	}
}

// I paste a curl command of several lines: it becomes a request and is sent signed; a paste with more than one command is an
// error.
func TestACurlCommandIsPasted(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t, moveIn(t))
	p.Press("Tab", "Tab").WaitFor("▸ /me")
	p.Paste("curl -X PUT '" + p.sandbox() + "/echo?a=1' \\\n  -H 'X-Sample: from curl' \\\n  -H 'Authorization: OAuth made-up' \\\n  --data-raw 'text=two words'")
	p.WaitFor("PUT", "/echo?a=1", "ignored the Authorization header", "headers 2", "body form")
	p.Press("Enter").WaitFor("200 OK", `"method": "PUT"`)
	p.Press("Escape").WaitFor("Esc requests").Paste("curl https://api.example | jq").WaitFor("unsupported shell syntax at 1:26: | jq", "/echo?a=1")
}

// sandbox returns the address of the sandbox that is open.
func (p *person) sandbox() string {
	p.Helper()
	return "http://" + p.Find(`(127\.0\.0\.1:\d+)`)
}
