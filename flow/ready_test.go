package flow_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/specs"
)

func headers(pairs ...string) (list []specs.Header) {
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, specs.Header{Name: pairs[i], Value: pairs[i+1]})
	}
	return list
}

func TestReadyCallsAreKeptBesideABuiltInConnector(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "first")
	call := flow.ReadyCall{Name: "add a note", Method: "POST", Target: "/notes", Header: headers("Accept", "*/*"), Body: "{}"}
	if _, err := c.KeepReady(call); err == nil || !strings.Contains(err.Error(), "no folder for ready calls") {
		t.Errorf("without a folder it gave %v", err)
	}
	m = newManager(t, func(o *flow.Options) { o.Requests = filepath.Join(t.TempDir(), "requests") })
	c = connect(t, m, sandboxSetup(t, m), "first")
	if file, path, err := c.OwnReady(); err != nil || len(file.Calls) != 0 || path != filepath.Join(m.Requests, "sandbox.http") {
		t.Errorf("got %v, %s, %v", file, path, err)
	}
	path, err := c.KeepReady(call)
	must(t, err)
	const mine = "// mine\n### other\nGET /x" // no line break at the end
	write(t, path, mine)
	_, err = c.KeepReady(call)
	must(t, err)
	if text := readFile(t, path); !strings.HasPrefix(text, mine+"\n") {
		t.Errorf("the file was rewritten:\n%s", text)
	}
	file, _, err := c.OwnReady()
	must(t, err)
	if len(file.Calls) != 2 || file.Calls[0].Name != "other" || file.Calls[1].Name != "add a note" || file.Calls[1].Body != "{}" {
		t.Errorf("read again it is %+v", file)
	}
	if _, err := c.KeepReady(call); err == nil || !strings.Contains(err.Error(), "has a call of that name") {
		t.Errorf("a second time it gave %v", err)
	}
	call.Name, call.Body = "other body", "a\n### b\nGET /"
	if _, err := c.KeepReady(call); err == nil || !strings.Contains(err.Error(), "would mean something else") {
		t.Errorf("a body that ends the call gave %v", err)
	}
	if info, err := os.Stat(m.Requests); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}

func TestReadyCallsAreKeptInAFolderOfOnesOwn(t *testing.T) {
	t.Parallel()
	p := newProvider(t, nil)
	m := newManager(t)
	c := connected(t, m, p, "")
	path, err := c.KeepReady(flow.ReadyCall{Name: "me", Method: "GET", Target: "/me"})
	must(t, err)
	if path != filepath.Join(c.Connector.Source, "requests.http") {
		t.Errorf("kept in %s", path)
	}
	again, err := m.Connections.Open(t.Context(), "sample")
	must(t, err)
	if ready := again.Ready(); len(ready) != 1 || ready[0].Name != "me" {
		t.Errorf("the connector has %+v", ready)
	}
}

func TestACallOfAFileIsPicked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.http")
	write(t, path, "### one\n# @name uno\nGET /1\n### two\nGET /2\n")
	file, err := flow.ReadHTTP(path)
	must(t, err)
	for which, want := range map[string]string{"one": "/1", "uno": "/1", "2": "/2", "two": "/2"} {
		if c, err := flow.PickCall(file, which); err != nil || c.Target != want {
			t.Errorf("%s gave %+v, %v", which, c, err)
		}
	}
	for which, why := range map[string]string{"": "the file has 2", "three": `has no call "three"`, "3": `has no call "3"`, "0": `has no call "0"`} {
		_, err := flow.PickCall(file, which)
		if x := flow.Explain(err); err == nil || !strings.Contains(x.What, why) || !strings.Contains(x.Next, "1 one, 2 two") {
			t.Errorf("%q gave %+v", which, x)
		}
	}
	if _, err := flow.PickCall(flow.HTTPFile{}, ""); err == nil || !strings.Contains(err.Error(), "holds none") {
		t.Errorf("an empty file gave %v", err)
	}
	file.Calls = file.Calls[:1]
	if c, err := flow.PickCall(file, ""); err != nil || c.Target != "/1" {
		t.Errorf("the only call: %+v, %v", c, err)
	}
}

func TestABodyFileIsLookedAtBeforeItIsSent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.json"), "{}")
	write(t, filepath.Join(dir, "picture"), "\x89PNG\r\n\x1a\n")
	for name, want := range map[string]flow.BodyFile{
		"a.json": {Size: 2, Type: "application/json"}, "picture": {Size: 8, Type: "image/png"},
	} {
		want.Path = filepath.Join(dir, name)
		if got, err := flow.LookAtBody(want.Path); err != nil || got != want {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	for name, why := range map[string]string{"none": "there is no such file", ".": "it is a folder"} {
		if _, _, err := flow.ReadBody(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s gave %v", name, err)
		}
	}
}
