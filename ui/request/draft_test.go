package request

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
	"countersign/ui/uitest"
)

func TestDraftRequest(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		draft draft
		want  flow.Request
	}{
		"query keeps order, duplicates and empty values": {
			draft{method: "GET", target: " /search?x=1 ", query: "b=2\na=1\n\nb=a=b\nflag"},
			flow.Request{Method: "GET", Target: "/search?x=1", Query: []flow.Pair{{Name: "b", Value: "2"}, {Name: "a", Value: "1"}, {Name: "b", Value: "a=b"}, {Name: "flag"}}},
		},
		"headers": {
			draft{method: "GET", headers: "Accept: text/plain; q=0.5\nX-Empty:"},
			flow.Request{Method: "GET", Header: []flow.Pair{{Name: "Accept", Value: "text/plain; q=0.5"}, {Name: "X-Empty"}}},
		},
		"JSON is sent unchanged": {
			draft{method: "POST", kind: bodyJSON, body: "{\"a\": 1}\n"},
			flow.Request{Method: "POST", Header: []flow.Pair{{Name: "Content-Type", Value: jsonType}}, Body: []byte("{\"a\": 1}\n")},
		},
		"an encoded form of one line is sent unchanged": {
			draft{method: "POST", kind: bodyForm, asText: [partCount]bool{partBody: true}, body: "a=1&b=%20"},
			flow.Request{Method: "POST", Header: []flow.Pair{{Name: "Content-Type", Value: formType}}, Body: []byte("a=1&b=%20")},
		},
		"a form of several lines is encoded": {
			draft{method: "POST", kind: bodyForm, headers: "content-type: application/x-www-form-urlencoded; charset=utf-8", body: "a=1 & 2\nname=Anna Sample\n"},
			flow.Request{
				Method: "POST", Header: []flow.Pair{{Name: "content-type", Value: "application/x-www-form-urlencoded; charset=utf-8"}},
				Form: []flow.Pair{{Name: "a", Value: "1 & 2"}, {Name: "name", Value: "Anna Sample"}},
			},
		},
		"one row of a form may hold an ampersand": {
			draft{method: "POST", kind: bodyForm, body: "a=1&2"},
			flow.Request{Method: "POST", Form: []flow.Pair{{Name: "a", Value: "1&2"}}},
		},
		"text that is not a form is sent unchanged": {
			draft{method: "POST", kind: bodyForm, asText: [partCount]bool{partBody: true}, headers: "Content-Type: " + formType, body: `{"a": "b=c"}`},
			flow.Request{Method: "POST", Header: []flow.Pair{{Name: "Content-Type", Value: formType}}, Body: []byte(`{"a": "b=c"}`)},
		},
		"a header sets the type of text": {
			draft{method: "POST", kind: bodyText, headers: "Content-Type: application/xml", body: "<a/>"},
			flow.Request{Method: "POST", Header: []flow.Pair{{Name: "Content-Type", Value: "application/xml"}}, Body: []byte("<a/>")},
		},
		"rows that are off are not sent": {
			draft{method: "GET", query: "# a=1\nb=2", headers: "# X: y", kind: bodyNone, body: "for later"},
			flow.Request{Method: "GET", Query: []flow.Pair{{Name: "b", Value: "2"}}},
		},
		"variables are replaced": {
			draft{method: "GET", target: "/{{connection}}", query: "q={{connector}}", headers: "X: {{ account }}"},
			flow.Request{Method: "GET", Target: "/photos", Query: []flow.Pair{{Name: "q", Value: "Photos"}}, Header: []flow.Pair{{Name: "X", Value: "Anna Sample"}}},
		},
		"a body file": {
			draft{method: "PUT", kind: bodyFile, file: " ~/a.json ", body: "other"},
			flow.Request{Method: "PUT", BodyFile: "~/a.json"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.draft.request(uitest.Connection().Scope(nil))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestDraftErrors(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]draft{
		"query, line 2: expected name=value":                                                                            {query: "a=1\n=2"},
		"headers, line 3: expected Name: value":                                                                         {headers: "A: 1\n\nno colon"},
		"query, line 1: unknown variable {{nobody}}. Press Ctrl+L for the list of variables.":                           {query: "a={{nobody}}"},
		"target: unknown variable {{nobody}}. Press Ctrl+L for the list of variables.":                                  {target: "/{{nobody}}"},
		"body, line 2: unknown variable {{nobody}}. Press Ctrl+L for the list of variables.":                            {kind: bodyText, body: "a\n{{nobody}}"},
		"target: {{oauth_token}} is a secret, and requests cannot use secrets. Press Ctrl+L for the list of variables.": {target: "{{oauth_token}}"},
		"headers, line 2: not stored in the history. Enter it again, or turn the row off.":                              {headers: "A: b\nCookie: ••••••••"},
		"body, line 1: not stored in the history. Enter it again.":                                                      {kind: bodyJSON, body: `{"a": "••••••••"}`},
		"body: missing file path": {kind: bodyFile},
	} {
		_, err := d.request(uitest.Connection().Scope(nil))
		var wrong *partError
		if !errors.As(err, &wrong) || wrong.message(nil) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestNextKindCycles(t *testing.T) {
	t.Parallel()
	d := draft{headers: "Accept: text/plain\nContent-Type: application/json", body: "a=1\nb=2", kind: bodyJSON}
	var got []string
	for range 6 {
		got = append(got, kindNames[d.kind])
		d = d.nextKind()
	}
	if diff := cmp.Diff([]string{"JSON", "text", "file", "–", "form", "JSON"}, got); diff != "" {
		t.Error(diff)
	}
	if d.headers != "Accept: text/plain" || d.body != "a=1\nb=2" {
		t.Errorf("the headers are %q, the body %q", d.headers, d.body)
	}
	if d := (draft{headers: "Content-Type: application/xml", kind: bodyNone}).nextKind().nextKind().nextKind(); d.kind != bodyText || d.headers != "" {
		t.Errorf("changing to text: %+v", d)
	}
}

func TestGuessKind(t *testing.T) {
	t.Parallel()
	form := "Content-Type: application/x-www-form-urlencoded; charset=utf-8"
	for name, tt := range map[string]struct {
		header, body string
		kind         bodyKind
		lines        string
		asText       bool
	}{
		"nothing":                        {"", "", bodyNone, "", false},
		"JSON":                           {"", `{"a": 1}`, bodyJSON, `{"a": 1}`, false},
		"JSON by its type":               {"Content-Type: application/hal+json", "{", bodyJSON, "{", false},
		"a form":                         {"", "a=1&b=%20x%26y+z", bodyForm, "a=1\nb= x&y z", false},
		"a form broken in lines":         {form, "a=1\n&b=2", bodyForm, "a=1\nb=2", false},
		"a form of lines":                {form, "a=1 & 2\nb=%41", bodyForm, "a=1 & 2\nb=%41", false},
		"a form with a bad code":         {form, "a=%zz", bodyForm, "a=%zz", true},
		"a form of two-line text":        {form, "a=1%0A2", bodyForm, "a=1%0A2", true},
		"not a form, despite its header": {form, `{"a": "b=c"}`, bodyForm, `{"a": "b=c"}`, true},
		"text":                           {"", "a = b", bodyText, "a = b", false},
		"XML":                            {"Content-Type: text/xml", "<a/>", bodyText, "<a/>", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := draft{headers: tt.header, body: tt.body}
			d.kind = d.guessKind()
			d.decodeForm()
			if d.kind != tt.kind || d.body != tt.lines || d.asText[partBody] != tt.asText {
				t.Errorf("got %s, %q, plain %v", kindNames[d.kind], d.body, d.asText[partBody])
			}
		})
	}
}

func TestJSONError(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                   "",
		`{"a": 1}`:           "",
		"{\n  \"a\": 1,\n}":  "3:1 ",
		"{\n  \"ä\": [1, 2}": "2:13 ",
		"{\n  \"a\": ":       "2:8 ",
		`{"a": 1} x`:         "1:10 ",
		"nothing like it":    "1:2 ",
	} {
		what, line, column := jsonError(text)
		got := fmt.Sprintf("%d:%d ", line, column)
		if what == "" {
			got = ""
		}
		if got != want {
			t.Errorf("%q: %s%s, want %s", text, got, what, want)
		}
	}
}

func TestSavedRequestsComeBeforeAnEmptyOne(t *testing.T) {
	t.Parallel()
	got := drafts([]flow.SavedRequest{{Name: "note\x1b[31m", Method: "post", Target: "/n", Body: "x"}, {Name: "plain", Target: "/p"}})
	want := []draft{
		{name: "note[31m", method: "POST", target: "/n", kind: bodyText, body: "x"},
		{name: "plain", method: "GET", target: "/p"},
		{name: "new request", method: "GET"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(draft{})); diff != "" {
		t.Error(diff)
	}
}
