package ui

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
)

func TestADraftBecomesARequest(t *testing.T) {
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
		"JSON goes out as written": {
			draft{method: "POST", body: "{\"a\": 1}\n"},
			flow.Request{Method: "POST", Body: []byte("{\"a\": 1}\n")},
		},
		"an encoded form of one line goes out as written": {
			draft{method: "POST", body: "a=1&b=%20"},
			flow.Request{Method: "POST", Body: []byte("a=1&b=%20")},
		},
		"a form of several lines is taken by its word": {
			draft{method: "POST", headers: "content-type: application/x-www-form-urlencoded; charset=utf-8", body: "a=1 & 2\nname=Anna Sample\n"},
			flow.Request{
				Method: "POST", Header: []flow.Pair{{Name: "content-type", Value: "application/x-www-form-urlencoded; charset=utf-8"}},
				Form: []flow.Pair{{Name: "a", Value: "1 & 2"}, {Name: "name", Value: "Anna Sample"}},
			},
		},
		"lines that look like a form are text without a word": {
			draft{method: "POST", body: "a=1\nb=2"},
			flow.Request{Method: "POST", Body: []byte("a=1\nb=2")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.draft.request()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestAMistakeInADraftNamesItsLine(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]draft{
		"query, line 2: a parameter is written name=value": {query: "a=1\n=2"},
		"headers, line 3: a header is written Name: value": {headers: "A: 1\n\nno colon"},
	} {
		_, err := d.request()
		var wrong *lineError
		if !errors.As(err, &wrong) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestTheKindOfBodyGoesRound(t *testing.T) {
	t.Parallel()
	d := draft{headers: "Accept: text/plain", body: "a=1\nb=2"}
	var got []string
	for range 5 {
		got = append(got, d.kindWord())
		d = d.nextKind()
	}
	if diff := cmp.Diff([]string{"text", "JSON", "form", "text", "text"}, got); diff != "" {
		t.Error(diff)
	}
	if d.headers != "Accept: text/plain\nContent-Type: application/json" {
		t.Errorf("the headers are %q", d.headers)
	}
}

func TestReadyCallsComeBeforeAnEmptyOne(t *testing.T) {
	t.Parallel()
	got := drafts([]flow.ReadyCall{{Name: "note\x1b[31m", Method: "post", Target: "/n", Body: "x"}, {Name: "plain", Target: "/p"}})
	want := []draft{
		{name: "note[31m", method: "POST", target: "/n", body: "x"},
		{name: "plain", method: "GET", target: "/p"},
		{name: "a call of your own", method: "GET"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(draft{})); diff != "" {
		t.Error(diff)
	}
}
