package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestEcho(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	for _, tc := range []struct {
		name string
		call call
		want string
	}{
		{
			"query in its order and path as sent",
			call{method: "GET", target: "/echo/a%2Fb/~x?b=1&a=2&a=%C3%A9&e", header: http.Header{"X-Sample": {"1", "2"}, "Accept": {"*/*"}}},
			`{"method":"GET","path":"/echo/a%2Fb/~x","query":[["b","1"],["a","2"],["a","é"],["e",""]],` +
				`"headers":[["Accept","*/*"],["User-Agent","Go-http-client/1.1"],["X-Sample","1"],["X-Sample","2"]],"contentType":"","form":[],"body":""}`,
		},
		{
			"form",
			call{method: "PATCH", target: "/echo", body: "a=1+2&a=%2B", contentType: formType + ";charset=utf-8"},
			`{"method":"PATCH","path":"/echo","query":[],"headers":[["User-Agent","Go-http-client/1.1"]],` +
				`"contentType":"application/x-www-form-urlencoded;charset=utf-8","form":[["a","1 2"],["a","+"]],"body":"a=1+2&a=%2B"}`,
		},
		{
			"text, and cookies stay out",
			call{method: "DELETE", target: "/echo", body: `{"a":"<é>"}`, contentType: "application/json", header: http.Header{"Cookie": {"sample=1"}}},
			`{"method":"DELETE","path":"/echo","query":[],"headers":[["User-Agent","Go-http-client/1.1"]],` +
				`"contentType":"application/json","form":[],"body":"{\"a\":\"<é>\"}"}`,
		},
		{
			"binary",
			call{method: "PUT", target: "/echo", body: "\xff\x00", contentType: "image/png"},
			`{"method":"PUT","path":"/echo","query":[],"headers":[["User-Agent","Go-http-client/1.1"]],` +
				`"contentType":"image/png","form":[],"body":"","bodyBase64":"/wA="}`,
		},
		{
			"oauth parameters of the query stay out",
			call{method: "GET", target: "/echo?a=1", place: "query"},
			`{"method":"GET","path":"/echo","query":[["a","1"]],"headers":[["User-Agent","Go-http-client/1.1"]],"contentType":"","form":[],"body":""}`,
		},
		{
			"oauth parameters of the form stay out",
			call{method: "POST", target: "/echo", body: "a=1", place: "form"},
			`{"method":"POST","path":"/echo","query":[],"headers":[["User-Agent","Go-http-client/1.1"]],` +
				`"contentType":"application/x-www-form-urlencoded","form":[["a","1"]],"body":""}`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.call.token = token
			if tc.call.header == nil {
				tc.call.header = http.Header{}
			}
			tc.call.header.Set("Accept-Encoding", "identity")
			if got := b.send(tc.call); got.status != http.StatusOK || got.body != tc.want+"\n" {
				t.Errorf("got %d\n%swant\n%s", got.status, got.body, tc.want)
			}
		})
	}
}

func TestUnsignedRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, target := range []string{pathMe, pathEcho, "/echo/below", pathNotes, pathRequestToken, pathAccessToken} {
		wantProblem(t, b.get(target, nil), 400, "parameter_absent", "not signed")
	}
}

func TestNotesByAccount(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	anna, ben := b.connect("anna"), b.connect("ben")
	if got := b.send(call{method: http.MethodGet, target: pathNotes, token: anna}); got.body != `{"notes":[]}`+"\n" {
		t.Errorf("at first: %s", got.body)
	}
	first := b.send(call{target: pathNotes, token: anna, body: `{"text":"<milk>"}`, contentType: "Application/JSON; charset=utf-8"})
	b.send(call{target: pathNotes, token: anna, body: "text=two+eggs", contentType: formType})
	b.send(call{target: pathNotes, token: ben, body: "text=bread", place: "form"})
	const milk = `{"id":1,"text":"<milk>","created":"2027-01-15T08:00:00Z"}`
	if first.status != http.StatusCreated || first.body != milk+"\n" {
		t.Errorf("adding answered %d: %s", first.status, first.body)
	}
	got := b.send(call{method: http.MethodGet, target: pathNotes, token: anna})
	if want := `{"notes":[` + milk + `,{"id":2,"text":"two eggs","created":"2027-01-15T08:00:00Z"}]}` + "\n"; got.body != want {
		t.Errorf("Anna's notes\n got %swant %s", got.body, want)
	}
}

func TestInvalidNotes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	for _, tc := range []struct {
		name, contentType, body string
		status                  int
		text                    string
	}{
		{"no content type", "", "text=x", 415, "send JSON"},
		{"multipart", "multipart/form-data; boundary=x", "", 415, "send JSON"},
		{"broken JSON", "application/json", `{"text":`, 400, "invalid JSON"},
		{"another type", "application/json", `{"text":1}`, 400, "invalid JSON"},
		{"no text in JSON", "application/json", `{}`, 400, "missing text"},
		{"no text in the form", formType, "note=x", 400, "missing text"},
		{"too long", formType, "text=" + strings.Repeat("é", maxNoteText+1), 400, "exceeds 1000 characters"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := b.send(call{target: pathNotes, token: token, contentType: tc.contentType, body: tc.body})
			var answer struct{ Error string }
			if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
				t.Fatalf("got %d, no JSON: %s", got.status, got.body)
			}
			if got.status != tc.status || !strings.Contains(answer.Error, tc.text) {
				t.Errorf("got %d: %s", got.status, got.body)
			}
		})
	}
}

func TestNotesLimit(t *testing.T) {
	t.Parallel()
	var n notes
	var all sync.WaitGroup
	for i := range maxNotes + 5 {
		all.Go(func() { n.add("1001", fmt.Sprint(i), time.Unix(epoch, 0)) })
	}
	all.Wait()
	list := n.list("1001")
	if len(list) != maxNotes || list[0].ID != 6 || list[maxNotes-1].ID != maxNotes+5 {
		t.Errorf("%d notes from %d to %d", len(list), list[0].ID, list[len(list)-1].ID)
	}
}
