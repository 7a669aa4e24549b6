package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/settings"
)

// atTheRequest is the request pane of a connection to the sandbox, whose history is kept.
func atTheRequest(t *testing.T) *pilot {
	t.Helper()
	d, base := sandboxed(t, func(o *flow.Options) { o.RequestsDir = filepath.Join(t.TempDir(), "requests") })
	d.Settings = settings.Defaults()
	return fly(t, d).connect(base).press("enter").see("Who am I")
}

func TestACallIsSentAgainFromTheHistory(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("enter").see("200 OK", "anna").press("esc")
	p.press("h").see("history", "/me", "200")
	p.press("enter").see("from history: GET /me", "to send it again")
	p.press("enter").see("200 OK", "anna").press("esc", "ctrl+p").see("2 requests")
	p.press("/").write("nothing").see("No matches").press("esc")
	p.press("d").see("Deleted GET /me", "1 request")
	p.press("D").see("Delete the history of sandbox (1 request)?").press("y").see("No requests sent").press("d").see("The history is empty")
}

func TestAReadyCallIsKeptFromTheHistory(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("enter").see("200 OK").press("esc", "h").see("1 request")
	p.press("a").see("Name of the saved request").press("ctrl+u").write("mine").press("enter").see("Saved request mine")
	p.press("esc").see("mine")
	if p.see("requests 6"); strings.Count(p.Screen(), "mine") != 1 {
		t.Errorf("the call is there more than once:\n%s", p.Screen())
	}
	p.press("h").see("1 request").press("a").see("Name of the saved request").press("ctrl+u").write("mine").press("enter").see("already has a request with this name", "Choose another name")
	p.press("esc", "esc").see("mine").press("esc").see("CONNECTIONS").press("enter").see("mine")
	text, err := os.ReadFile(filepath.Join(p.d.Flow.RequestsDir, "sandbox.http"))
	if err != nil || string(text) != "### mine\nGET /me\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
}

func TestABodyThatWasNotKeptIsAskedFor(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("down", "down", "down").see("Write a note").press("enter").see("201 Created").press("esc", "h").see("Not stored, enter again: body")
	p.press("enter").see("Not stored, enter again: body", "[body JSON]")
	p.press("ctrl+s").see("The history does not store this body", "Send without a body?").press("n")
	p.insert(`{"text": "anew"}`).press("ctrl+s").see("201 Created", "anew")
}

func TestAnyHTTPFileIsOpened(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "calls.http")
	put := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.press("o", "enter").see("Enter the path").insert(filepath.Join(dir, "nothing")).press("enter").see("no such file")
	p.press("ctrl+u").insert(path)
	put("# nothing\n")
	p.press("enter").see("No requests in this file")
	put("### a\nGET /a\nno header\n")
	p.press("enter").see("calls.http:3:1: invalid header").gone("Open .http file:")
	p.press("o").insert(path)
	put("@q = it's\n### mine\nGET /echo?q={{q}}&who={{connection}}\n\n> {% client.log() %}\n")
	p.press("enter").see("calls.http:5: response handlers are not supported", "▸ mine")
	p.press("enter").see("200 OK", "sandbox", "it's")
}

func TestJSONThatIsNoneIsSentAfterAWarning(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("down", "down").see("Post a form").press("tab", "tab", "tab", "tab", "tab", "tab").see("[headers 1]")
	p.press("ctrl+y", "ctrl+y").see("[body JSON]").press("ctrl+u").insert("{\"a\": 1,}").see("Invalid JSON at 1:")
	p.press("ctrl+s").see("Invalid JSON at 1:", "Send anyway?").press("n").gone("Send anyway?")
	p.press("ctrl+s").see("Send anyway?").press("y").see("200 OK")
}

func TestABodyFromAFileIsCheckedAndSent(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	path := filepath.Join(t.TempDir(), "note.json")
	p.press("down", "down").see("Post a form").press("ctrl+y", "ctrl+y", "ctrl+y", "ctrl+y").see("[body file]")
	p.insert(path).see("file does not exist").press("enter").see("Nothing sent", "file does not exist")
	if err := os.WriteFile(path, []byte(`{"from": "a file"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p.press("tab", "shift+tab").see("18 B", "application/json").press("enter").see("200 OK", "a file")
}
