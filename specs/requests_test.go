package specs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSavedRequestsAreInOrder(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"requests.http": "# a file\r\n" +
		"### Who am I\n# @name me\n\n// note\nGET /me HTTP/1.1\nAccept: application/json\n# not sent\nX-Empty:\n\n" +
		"###\nhttps://other.example/a?b=c:d\n" +
		"### Write\nPOST /notes\nContent-Type: application/json\n\n\n{\n# part of the body\n}\n\n"})
	want := []SavedRequest{
		{Name: "Who am I", ID: "me", Line: 6, Method: "GET", Target: "/me", Header: []Header{{"Accept", "application/json"}, {"X-Empty", ""}}},
		{Name: "GET https://other.example/a?b=c:d", Line: 12, Method: "GET", Target: "https://other.example/a?b=c:d"},
		{Name: "Write", Line: 14, Method: "POST", Target: "/notes", Header: []Header{{"Content-Type", "application/json"}}, Body: "{\n# part of the body\n}"},
	}
	if diff := cmp.Diff(want, c.SavedRequests); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHTTPFormatOfEditors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want SavedRequest
	}{
		"a name of its own":             {"# @name login\nget /me", SavedRequest{Name: "login", ID: "login", Method: "GET", Target: "/me", Line: 2}},
		"a name behind slashes":         {"// @name=login\n/me", SavedRequest{Name: "login", ID: "login", Method: "GET", Target: "/me", Line: 2}},
		"an own method":                 {"PROPFIND /dav HTTP/2", SavedRequest{Name: "PROPFIND /dav", Method: "PROPFIND", Target: "/dav", Line: 1}},
		"the base URI":                  {"POST\n", SavedRequest{Name: "POST ", Method: "POST", Line: 1}},
		"query in lines of its own":     {"GET /a HTTP/1.1\n  ?b=1\n\t&c={{ d }} HTTP/1.1\nX: y\n", SavedRequest{Name: "GET /a?b=1&c={{ d }}", Method: "GET", Target: "/a?b=1&c={{ d }}", Header: []Header{{"X", "y"}}, Line: 1}},
		"a variable with spaces":        {"GET {{ base }}/a", SavedRequest{Name: "GET {{ base }}/a", Method: "GET", Target: "{{ base }}/a", Line: 1}},
		"a body from a file":            {"PUT /a\n\n< ./b c.json\n", SavedRequest{Name: "PUT /a", Method: "PUT", Target: "/a", BodyFile: "./b c.json", Line: 1}},
		"a body of XML":                 {"PUT /a\n\n<?xml version='1.0'?>\n<a>\n</a>\n", SavedRequest{Name: "PUT /a", Method: "PUT", Target: "/a", Body: "<?xml version='1.0'?>\n<a>\n</a>", Line: 1}},
		"a mark at the file's start":    {"\ufeffGET /a", SavedRequest{Name: "GET /a", Method: "GET", Target: "/a", Line: 1}},
		"a title of more hashes":        {"#### t\nGET /a", SavedRequest{Name: "t", Method: "GET", Target: "/a", Line: 2}},
		"white space that shows nobody": {"GET /a  \nX: 1 \n   \nbody", SavedRequest{Name: "GET /a", Method: "GET", Target: "/a", Header: []Header{{"X", "1"}}, Body: "body", Line: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ParseHTTPFile("f.http", tt.text)
			if diff := cmp.Diff(HTTPFile{Requests: []SavedRequest{tt.want}}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestVariablesApplyToTheWholeFile(t *testing.T) {
	t.Parallel()
	got := ParseHTTPFile("", "@a = 1\n@b={{a}} and more\n### x\nGET /x\n###\n@c=\nGET /y\n")
	want := []Pair{{"a", "1"}, {"b", "{{a}} and more"}, {"c", ""}}
	for _, c := range got.Requests {
		if diff := cmp.Diff(want, c.Variables); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.Name, diff)
		}
	}
	if len(got.Requests) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestScriptsAreIgnoredWithAWarning(t *testing.T) {
	t.Parallel()
	got := ParseHTTPFile("f.http", "< {%\nrequest.variables.set('a', 1)\n%}\nPOST /x\n\nbody\n\n> {%\nclient.test('x', () => 1)\n%}\n<> 1.json\n>> out.json\n###\nGET /y\n\n> ./check.js\n")
	const ignored = "no fix is needed: the request is sent without it"
	want := HTTPFile{
		Requests: []SavedRequest{{Name: "POST /x", Method: "POST", Target: "/x", Body: "body", Line: 4}, {Name: "GET /y", Method: "GET", Target: "/y", Line: 14}},
		Warnings: Problems{
			problemAt("f.http", 1, 1, "pre-request scripts are not supported", ignored),
			problemAt("f.http", 8, 1, "response handlers are not supported", ignored),
			problemAt("f.http", 11, 1, "saving responses to files is not supported", ignored),
			problemAt("f.http", 12, 1, "saving responses to files is not supported", ignored),
			problemAt("f.http", 16, 1, "response handlers are not supported", ignored),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBodyFilesAreRelativeToTheHTTPFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.http")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("PUT /a\n\n< ./b.json\n###\nPUT /a\n\n< ~/c.json\n")
	got, err := ReadHTTPFile(path)
	if err != nil || len(got.Requests) != 2 || got.Requests[0].BodyFile != filepath.Join(dir, "b.json") || got.Requests[1].BodyFile != "~/c.json" {
		t.Errorf("got %+v, %v", got, err)
	}
	write(strings.Repeat("#", maxFile+1))
	if _, err := ReadHTTPFile(path); err == nil || !strings.Contains(err.Error(), "larger than 1024 KiB") {
		t.Errorf("got %v", err)
	}
	if _, err := ReadHTTPFile(filepath.Join(dir, "none.http")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("got %v", err)
	}
}

func TestFormattedRequestsParseToTheSame(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]SavedRequest{
		"all":       {Name: "n", Method: "POST", Target: "/a?b=1", Header: []Header{{"X", "y"}}, Body: "{\n  \"a\": 1\n}"},
		"a file":    {Name: "n", Method: "PUT", Target: "/a", BodyFile: "/x/y.json"},
		"no target": {Name: "n", Method: "GET"},
	} {
		text, err := FormatHTTPRequest(c)
		if got := ParseHTTPFile("", text); err != nil || len(got.Requests) != 1 || !sameRequest(got.Requests[0], c) {
			t.Errorf("%s: %v, %q", name, err, text)
		}
	}
	for name, c := range map[string]SavedRequest{
		"a body with a separator": {Name: "n", Method: "POST", Target: "/a", Body: "a\n### b\nGET /c"},
		"a body with a handler":   {Name: "n", Method: "POST", Target: "/a", Body: "> {%"},
		"a name of two lines":     {Name: "n\nm", Method: "GET", Target: "/a"},
		"a space in the target":   {Name: "n", Method: "GET", Target: "/a b"},
		"a header of two lines":   {Name: "n", Method: "GET", Target: "/a", Header: []Header{{"X", "a\nb: c"}}},
	} {
		if text, err := FormatHTTPRequest(c); err == nil {
			t.Errorf("%s: written as %q", name, text)
		}
	}
}

// FuzzParseHTTPFile checks that each request of any file has a line and can be formatted and parsed again, or is refused.
func FuzzParseHTTPFile(f *testing.F) {
	for _, seed := range []string{
		"### a\n# @name b\nPOST /x HTTP/1.1\n  ?a=1\n  &b={{c}}\nX: y\n\nbody\n\n> {% %}", "@a = b\nGET {{a}}", "< {%\n", "GET /\n\n< ./f", "\ufeff###", "GET\r\n\r\n<@ x", "@", "###\n###",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		got := ParseHTTPFile("f", text)
		for _, c := range got.Requests {
			if c.Line < 1 || c.Line > lines || c.Method == "" || strings.ContainsAny(c.Method+c.Name, "\n") || c.Body != "" && c.BodyFile != "" && len(got.Problems) == 0 {
				t.Errorf("%q gave %+v", text, c)
			}
			if written, err := FormatHTTPRequest(c); err == nil && !sameRequest(ParseHTTPFile("", written).Requests[0], c) {
				t.Errorf("%+v was written as %q", c, written)
			}
		}
		for _, p := range append(got.Problems, got.Warnings...) {
			if p.Line < 1 || p.Line > lines {
				t.Errorf("%q: %v", text, p)
			}
		}
	})
}
