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
	call := flow.SavedRequest{Name: "add a note", Method: "POST", Target: "/notes", Header: headers("Accept", "*/*"), Body: "{}"}
	if _, err := c.SaveRequest(call); err == nil || !strings.Contains(err.Error(), "no folder for saved requests") {
		t.Errorf("without a folder it gave %v", err)
	}
	m = newManager(t, func(o *flow.Options) { o.RequestsDir = filepath.Join(t.TempDir(), "requests") })
	c = connect(t, m, sandboxSetup(t, m), "first")
	if file, path, err := c.SavedRequests(); err != nil || len(file.Requests) != 0 || path != filepath.Join(m.RequestsDir, "sandbox.http") {
		t.Errorf("got %v, %s, %v", file, path, err)
	}
	path, err := c.SaveRequest(call)
	must(t, err)
	const mine = "// mine\n### other\nGET /x" // no line break at the end
	write(t, path, mine)
	_, err = c.SaveRequest(call)
	must(t, err)
	if text := readFile(t, path); !strings.HasPrefix(text, mine+"\n") {
		t.Errorf("the file was rewritten:\n%s", text)
	}
	file, _, err := c.SavedRequests()
	must(t, err)
	if len(file.Requests) != 2 || file.Requests[0].Name != "other" || file.Requests[1].Name != "add a note" || file.Requests[1].Body != "{}" {
		t.Errorf("read again it is %+v", file)
	}
	if _, err := c.SaveRequest(call); err == nil || !strings.Contains(err.Error(), "already has a request with this name") {
		t.Errorf("a second time it gave %v", err)
	}
	call.Name, call.Body = "other body", "a\n### b\nGET /"
	if _, err := c.SaveRequest(call); err == nil || !strings.Contains(err.Error(), "would have another meaning") {
		t.Errorf("a body that ends the call gave %v", err)
	}
	if info, err := os.Stat(m.RequestsDir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}

func TestReadyCallsAreKeptInAFolderOfOnesOwn(t *testing.T) {
	t.Parallel()
	p := newProvider(t, nil)
	m := newManager(t)
	c := connected(t, m, p, "")
	path, err := c.SaveRequest(flow.SavedRequest{Name: "me", Method: "GET", Target: "/me"})
	must(t, err)
	if path != filepath.Join(c.Connector.Source, "requests.http") {
		t.Errorf("kept in %s", path)
	}
	again, err := m.Connections.Open(t.Context(), "sample")
	must(t, err)
	if ready := again.ConnectorRequests(); len(ready) != 1 || ready[0].Name != "me" {
		t.Errorf("the connector has %+v", ready)
	}
}
