package flow_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
	"countersign/flow/history"
)

var keepAll = history.Retention{Enabled: true, Bodies: true, Max: 10}

func pastCalls(t *testing.T, m *flow.Manager, name string) []history.Entry {
	t.Helper()
	calls, err := m.History.List(t.Context(), name)
	must(t, err)
	return calls
}

func TestTheHistoryHoldsWhatWasSent(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "first")
	r := flow.Request{Method: "post", Target: "/notes?x=1", Query: []flow.Pair{{Name: "b", Value: "2"}, {Name: "b", Value: "1"}}, Header: []flow.Pair{{Name: "Accept", Value: "text/plain"}}, Form: []flow.Pair{{Name: "text", Value: "a & b"}}}
	must(t, c.Record(t.Context(), r, flow.Outcome{Status: 201, Took: 3 * time.Second, Size: 12, Body: []byte(`{"id":1}`)}, keepAll))
	must(t, c.Record(t.Context(), flow.Request{Target: "/me"}, flow.Outcome{Err: errors.New("connection refused")}, keepAll))
	calls := pastCalls(t, m, "first")
	if len(calls) != 2 || calls[0].Target != "/me" || calls[0].Failure != "connection refused" || calls[0].ID == calls[1].ID {
		t.Fatalf("got %+v", calls)
	}
	got := calls[1]
	got.ID, got.At = "", time.Time{}
	want := history.Entry{
		Method: "POST", Target: "/notes?x=1", Query: r.Query, Header: r.Header, BodyType: "application/x-www-form-urlencoded", BodySize: 14, Body: "text=a%20%26%20b",
		Status: 201, Took: 3 * time.Second, Size: 12, ResponseBody: `{"id":1}`,
	}
	want.BodySize = int64(len(want.Body))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again, err := c.HistoryRequest(t.Context(), 2)
	must(t, err)
	if string(again.Body) != want.Body || again.Target != r.Target {
		t.Errorf("again it is %+v", again)
	}
	if _, err := c.HistoryRequest(t.Context(), 3); err == nil || !strings.Contains(err.Error(), "it has 2 requests") {
		t.Errorf("got %v", err)
	}
}

func TestBodiesAreNotKeptUnlessAskedFor(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "first")
	r := flow.Request{Method: "POST", Target: "/notes", Body: []byte(`{"text":"sample-body"}`)}
	must(t, c.Record(t.Context(), r, flow.Outcome{Status: 200, Body: []byte("sample-answer")}, history.Retention{Enabled: true, Max: 5}))
	got := pastCalls(t, m, "first")[0]
	if got.Body+got.ResponseBody != "" || !got.BodyMissing() || got.BodySize != int64(len(r.Body)) || got.BodyType != "application/json" {
		t.Errorf("kept %+v", got)
	}
	if _, err := c.HistoryRequest(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "not saved: body") {
		t.Errorf("sending it again gave %v", err)
	}
}

// TestNoSecretIsInTheHistory puts the connection's secrets everywhere that a person may write them, in every spelling.
func TestNoSecretIsInTheHistory(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	const consumer, token = `consumer+"&/sample`, "sample-secret-2" // the token's is newProvider's
	m := newManager(t)
	s := setupOf(t, m, connectorFolder(t, p.base, ""))
	must(t, s.Set("consumerSecret", consumer))
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)

	for _, secret := range []string{consumer, token} {
		quoted, err := json.Marshal(secret)
		must(t, err)
		for _, spelling := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted), base64.StdEncoding.EncodeToString([]byte(secret))} {
			r := flow.Request{
				Target: "/x/" + spelling + "?plain=" + spelling, Query: []flow.Pair{{Name: "q", Value: "a" + spelling}, {Name: spelling, Value: "1"}},
				Header: []flow.Pair{{Name: "X-Note", Value: spelling}, {Name: "Cookie", Value: "made-up-cookie"}, {Name: "X-Api-Key", Value: "made-up-header"}},
				Body:   []byte("note " + spelling), BodyFile: "",
			}
			must(t, c.Record(t.Context(), r, flow.Outcome{Body: []byte("you sent " + spelling), Err: errors.New(spelling)}, keepAll))
			form := flow.Request{Target: "https://anna:made-up-password@x.example/?access_token=made-up-token&keywords=harbour", Form: []flow.Pair{{Name: "a", Value: spelling}, {Name: "password", Value: "made-up-form"}}}
			must(t, c.Record(t.Context(), form, flow.Outcome{Body: []byte(`{"refresh_token": "made-up-reply", "pin_token": 1234567, "keyword": "kept-word"}`)}, keepAll))
			text := dump(t, pastCalls(t, m, "sample"))
			for _, mark := range []string{secret, spelling, "made-up", "1234567", url.QueryEscape(url.QueryEscape(secret))} {
				if strings.Contains(text, mark) {
					t.Errorf("%q stands in the history: %s", mark, text)
				}
			}
			for _, plain := range []string{"harbour", "kept-word", "X-Api-Key"} {
				if !strings.Contains(text, plain) {
					t.Errorf("%s was masked: %s", plain, text)
				}
			}
			must(t, m.History.Clear(t.Context(), "sample"))
		}
	}
}

func TestWhatWasMaskedIsAskedFor(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "first")
	r := flow.Request{Target: "/x?a=1&other_key=made-up", Query: []flow.Pair{{Name: "api_key", Value: "made-up"}}, Header: []flow.Pair{{Name: "Cookie", Value: "a=made-up"}}}
	must(t, c.Record(t.Context(), r, flow.Outcome{Status: 200}, keepAll))
	lost := pastCalls(t, m, "first")[0].Missing()
	if diff := cmp.Diff([]string{"header Cookie", "query parameter api_key", "query parameter other_key"}, lost); diff != "" {
		t.Error(diff)
	}
	if _, err := c.HistoryRequest(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "not saved: header Cookie, query parameter api_key, query parameter other_key") {
		t.Errorf("got %v", err)
	}
	ready := pastCalls(t, m, "first")[0].SavedRequest("mine")
	if ready.Name != "mine" || ready.Target != "/x?a=1&other_key={{other_key}}&api_key={{api_key}}" || ready.Header[0].Value != "{{Cookie}}" {
		t.Errorf("as a ready call it is %+v", ready)
	}
}

// onDisk is a manager of connections that outlive it; its index is filled by hand.
func onDisk(t *testing.T) (*flow.Manager, *flow.Connection) {
	t.Helper()
	m := fileManager(t, t.TempDir())
	t.Cleanup(func() { must(t, m.Close()) })
	return m, connect(t, m, sandboxSetup(t, m), "first")
}

func TestTheHistoryGoesWhereItsConnectionGoes(t *testing.T) {
	t.Parallel()
	m, c := onDisk(t)
	record := func(c *flow.Connection) {
		must(t, c.Record(t.Context(), flow.Request{Target: "/me"}, flow.Outcome{Status: 200}, keepAll))
	}
	record(c)
	must(t, m.Connections.Rename(t.Context(), "first", "second"))
	if len(pastCalls(t, m, "first")) != 0 || len(pastCalls(t, m, "second")) != 1 {
		t.Error("the history did not come along")
	}
	record(c) // opened under the old name
	if len(pastCalls(t, m, "first")) != 0 {
		t.Error("the old name has a history again")
	}
	must(t, m.Connections.Delete(t.Context(), "second"))
	if files, err := filepath.Glob(filepath.Join(flow.HistoryFolder(m), "*.jsonl")); err != nil || len(files) != 0 {
		t.Errorf("left are %v, %v", files, err)
	}
}

func TestADroppedConnectionTakesItsHistoryAway(t *testing.T) {
	t.Parallel()
	m, c := onDisk(t)
	must(t, c.Record(t.Context(), flow.Request{Target: "/me"}, flow.Outcome{Status: 200}, keepAll))
	must(t, m.Connections.DeleteFromIndex(t.Context(), "first"))
	if len(pastCalls(t, m, "first")) != 0 {
		t.Error("its history is still there")
	}
}

func TestWhatMemoryKeepsLeavesNoHistoryOnDisk(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "first")
	must(t, c.Record(t.Context(), flow.Request{Target: "/me"}, flow.Outcome{Status: 200}, keepAll))
	if len(pastCalls(t, m, "first")) != 1 {
		t.Error("it is not in memory")
	}
	if files, err := filepath.Glob(filepath.Join(flow.HistoryFolder(m), "*.jsonl")); err != nil || len(files) != 0 {
		t.Errorf("on disk are %v, %v", files, err)
	}
	must(t, m.Connections.Rename(t.Context(), "first", "second"))
	if len(pastCalls(t, m, "second")) != 1 {
		t.Error("it did not come along")
	}
	must(t, m.Connections.Delete(t.Context(), "second"))
	if len(pastCalls(t, m, "second")) != 0 {
		t.Error("it is still there")
	}
}

func TestOneCallOrAllAreDeleted(t *testing.T) {
	t.Parallel()
	m, c := onDisk(t)
	for _, target := range []string{"/a", "/b", "/c"} {
		must(t, c.Record(t.Context(), flow.Request{Target: target}, flow.Outcome{Status: 200}, keepAll))
	}
	must(t, m.History.Delete(t.Context(), "first", pastCalls(t, m, "first")[1].ID))
	if calls := pastCalls(t, m, "first"); len(calls) != 2 || calls[0].Target != "/c" || calls[1].Target != "/a" {
		t.Errorf("left are %+v", calls)
	}
	must(t, m.History.Clear(t.Context(), "first"))
	if calls := pastCalls(t, m, "first"); len(calls) != 0 {
		t.Errorf("left are %+v", calls)
	}
	must(t, m.History.Clear(t.Context(), "first")) // nothing is there: nothing is wrong
}

func TestAHistoryThatCannotBeWrittenIsTold(t *testing.T) {
	t.Parallel()
	m, c := onDisk(t)
	write(t, flow.HistoryFolder(m), "a file in the folder's place")
	err := c.Record(t.Context(), flow.Request{Target: "/me"}, flow.Outcome{Status: 200}, keepAll)
	if x := flow.Explain(err); err == nil || !strings.Contains(x.What, "Cannot write the history of first") || !strings.Contains(x.Next, "turn off the history") {
		t.Errorf("got %v", err)
	}
	must(t, os.Remove(flow.HistoryFolder(m)))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, c.Record(ended, flow.Request{Target: "/me"}, flow.Outcome{Err: context.Canceled}, keepAll))
	if calls := pastCalls(t, m, "first"); len(calls) != 1 || calls[0].Failure != "canceled before a response arrived" {
		t.Errorf("got %+v", calls)
	}
}
