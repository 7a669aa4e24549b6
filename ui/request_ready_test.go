package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// atTheRequest is the request pane of a connection to the sandbox, whose history is kept.
func atTheRequest(t *testing.T) *pilot {
	t.Helper()
	d, base := sandboxed(t, func(o *flow.Options) { o.Requests = filepath.Join(t.TempDir(), "requests") })
	d.Settings = flow.DefaultSettings()
	return fly(t, d).connect(base).press("enter").see("Who am I")
}

func TestACallIsSentAgainFromTheHistory(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("enter").see("200 OK", "anna").press("esc")
	p.press("h").see("history", "/me", "200")
	p.press("enter").see("again: GET /me", "enter sends it again")
	p.press("enter").see("200 OK", "anna").press("esc", "ctrl+p").see("2 calls")
	p.press("/").write("nothing").see("Nothing matches").press("esc")
	p.press("d").see("deleted: GET /me", "1 call")
	p.press("D").see("Delete the whole history of sandbox (1 call)?").press("y").see("No call was sent").press("d").see("the history is empty")
}

func TestAReadyCallIsKeptFromTheHistory(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("enter").see("200 OK").press("esc", "h").see("1 call")
	p.press("a").see("Its name").press("ctrl+u").write("mine").press("enter").see("kept as the ready call mine")
	p.press("esc").see("mine")
	if p.see("calls 6"); strings.Count(p.screen(), "mine") != 1 {
		t.Errorf("the call is there more than once:\n%s", p.screen())
	}
	p.press("h").see("1 call").press("a").see("Its name").press("ctrl+u").write("mine").press("enter").see("has a call of that name", "choose another name")
	p.press("esc", "esc").see("mine").press("esc").see("CONNECTIONS").press("enter").see("mine")
	text, err := os.ReadFile(filepath.Join(p.app.env.Flow.Requests, "sandbox.http"))
	if err != nil || string(text) != "### mine\nGET /me\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
}

func TestABodyThatWasNotKeptIsAskedFor(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("down", "down", "down").see("Write a note").press("enter").see("201 Created").press("esc", "h").see("not kept, to be written again: the body")
	p.press("enter").see("not kept, to be written again: the body", "[body JSON]")
	p.press("ctrl+s").see("The history did not keep the body", "Send the call without one?").press("n")
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
	p.press("o", "enter").see("type the path").insert(filepath.Join(dir, "nothing")).press("enter").see("no such file")
	p.press("ctrl+u").insert(path)
	put("# nothing\n")
	p.press("enter").see("there is no call in it")
	put("### a\nGET /a\nno header\n")
	p.press("enter").see("calls.http:3:1: this is no header").gone("A .http file:")
	p.press("o").insert(path)
	put("@q = it's\n### mine\nGET /echo?q={{q}}&who={{connection}}\n\n> {% client.log() %}\n")
	p.press("enter").see("calls.http:5: response handlers are not run", "▸ mine")
	p.press("enter").see("200 OK", "sandbox", "it's")
}

func TestACurlCommandIsPastedIntoTheTarget(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), keyGroups()))
	s.focusOn(partTarget)
	paste := func(text string) string {
		cmd := s.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(text)})
		if cmd == nil {
			return ""
		}
		return cmd().(toastMsg).text
	}
	if said := paste("curl -u anna:made-up https://x.example"); !strings.Contains(said, "-u signs in by user and password") || s.target.Value() != "/me" {
		t.Errorf("said %q, with the target %q", said, s.target.Value())
	}
	said := paste("curl -X PUT 'https://api.photos.example/notes/1?a=b' \\\n -H 'Authorization: OAuth made-up' -H 'X-A: b' \\\n -d 'text=two words&n=1'")
	s.store()
	d := s.calls[s.current]
	if d.method != "PUT" || d.target != "/notes/1?a=b" || !strings.HasPrefix(d.headers, "X-A: b") || d.kind != bodyForm || d.body != "text=two words\nn=1" {
		t.Errorf("the call is %+v", d)
	}
	if !strings.Contains(said, "Authorization left out") || strings.Contains(said, "made-up") {
		t.Errorf("said %q", said)
	}
	s.target.SetValue("curl https://api.photos.example/typed") // where the terminal does not tell what is pasted
	press(s, "enter")
	if s.sending.running() || s.target.Value() != "/typed" {
		t.Errorf("the target is %q", s.target.Value())
	}
}

func TestAVariableIsWrittenWhereTheCursorWas(t *testing.T) {
	t.Parallel()
	p := fly(t, testDeps(t))
	s := requested(p.app.env)
	p.app.stack = append(p.app.stack, s)
	p.app.layout()
	p.press("tab", "tab").write("?u=").press("ctrl+l").see("type to filter").write("acc").press("enter").see("/me?u={{account}}", "→ /me?u=Anna Sample")
	p.press("tab").write("q").press("tab", "ctrl+l").see("type to filter").write("zzz").press("enter").see("no variable has such a name").press("ctrl+u").write("connection").press("enter").see("[query 1]", "{{connection}}")
	s.store()
	if d := s.calls[0]; d.query != "q={{connection}}" || d.target != "/me?u={{account}}" {
		t.Errorf("the draft is %+v", d)
	}
}

func TestAMethodOfOnesOwn(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), keyGroups()))
	s.focusOn(partMethod)
	press(s, "p", "u", "r", "?", "g", "e")
	if got := s.calls[0].method; got != "PURGE" {
		t.Errorf("the method is %s", got)
	}
	press(s, "right")
	if got := s.calls[0].method; got != "POST" {
		t.Errorf("the method is %s", got)
	}
	press(s, "backspace", "backspace", "backspace", "backspace", "backspace", "enter")
	if s.sending.running() || s.calls[0].method != "" {
		t.Error("a call without a method went out")
	}
}

func TestJSONThatIsNoneIsSentAfterAWarning(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	p.press("down", "down").see("Post a form").press("tab", "tab", "tab", "tab", "tab", "tab").see("[headers 1]")
	p.press("ctrl+y", "ctrl+y").see("[body JSON]").press("ctrl+u").insert("{\"a\": 1,}").see("no JSON yet: line")
	p.press("ctrl+s").see("The body is no JSON: line", "Send it all the same?").press("n").gone("Send it")
	p.press("ctrl+s").see("Send it all the same?").press("y").see("200 OK")
}

func TestABodyFromAFileIsCheckedAndSent(t *testing.T) {
	t.Parallel()
	p := atTheRequest(t)
	path := filepath.Join(t.TempDir(), "note.json")
	p.press("down", "down").see("Post a form").press("ctrl+y", "ctrl+y", "ctrl+y", "ctrl+y").see("[body file]")
	p.insert(path).see("there is no such file").press("enter").see("nothing was sent", "there is no such file")
	if err := os.WriteFile(path, []byte(`{"from": "a file"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	p.press("tab", "shift+tab").see("18 B", "application/json").press("enter").see("200 OK", "a file")
}

func TestAHistoryThatCannotBeWrittenIsToldOnce(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), keyGroups()))
	failed := recordedMsg{&flow.StepError{Step: flow.StepCall, Doing: "writing the history of photos", Err: os.ErrPermission, Hint: "switch it off"}}
	first := s.Update(failed)
	if first == nil || !strings.Contains(first().(toastMsg).text, "the call went out, but writing the history of photos") {
		t.Error("it was not told")
	}
	if s.Update(failed) != nil {
		t.Error("it was told twice")
	}
}

func TestWithoutAnswerThereIsNothingToTurnTo(t *testing.T) {
	t.Parallel()
	s := requested(newEnv(testDeps(t), keyGroups()))
	for k, why := range map[string]string{"ctrl+t": "there is no answer yet", "ctrl+g": "go there first"} {
		if cmd := press(s, k); cmd == nil || !strings.Contains(cmd().(toastMsg).text, why) {
			t.Errorf("%s did not say why", k)
		}
	}
}
