package requestfile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow/requestfile"
	"countersign/specs"
)

func TestParseCurl(t *testing.T) {
	t.Parallel()
	form := specs.Header{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}
	for name, tt := range map[string]struct {
		command string
		want    requestfile.Request
		remarks []string
	}{
		"URL only": {"curl https://api.example/a?b=1", requestfile.Request{Method: "GET", Target: "https://api.example/a?b=1"}, nil},
		"copied from a browser": {
			"$ curl 'https://api.example/a' \\\n  -H 'Accept: */*' \\\n  -H 'Authorization: OAuth oauth_token=\"made-up\"' \\\r  --data-raw $'{\"a\":\"it\\'s \\u00fc\\n\"}' -H 'content-type: application/json' --compressed",
			requestfile.Request{Method: "POST", Target: "https://api.example/a", Body: "{\"a\":\"it's ü\n\"}", Header: []specs.Header{{Name: "Accept", Value: "*/*"}, {Name: "content-type", Value: "application/json"}}},
			[]string{"ignored the Authorization header (signing replaces it)"},
		},
		"form in parts":        {`curl -sSXPUT -d a=1 --data 'b=2 3' --data-urlencode "c=x y" api.example`, requestfile.Request{Method: "PUT", Target: "http://api.example", Body: "a=1&b=2 3&c=x%20y", Header: []specs.Header{form}}, nil},
		"query from data":      {`curl -G --url https://api.example/a?z=1 -d q=1`, requestfile.Request{Method: "GET", Target: "https://api.example/a?z=1&q=1"}, nil},
		"file":                 {`curl --data-binary @~/a.json -H "Content-Type: application/json" https://api.example`, requestfile.Request{Method: "POST", Target: "https://api.example", BodyFile: "~/a.json", Header: []specs.Header{{Name: "Content-Type", Value: "application/json"}}}, nil},
		"upload":               {`curl -T a.png https://api.example/a`, requestfile.Request{Method: "PUT", Target: "https://api.example/a", BodyFile: "a.png"}, nil},
		"HEAD":                 {`curl -I https://api.example`, requestfile.Request{Method: "HEAD", Target: "https://api.example"}, nil},
		"ignored options":      {`curl -kL --max-time=5 -o /dev/null https://api.example`, requestfile.Request{Method: "GET", Target: "https://api.example"}, []string{"ignored -k (certificates are always verified)", "ignored -L (a signature is valid for one URL only)"}},
		"--json":               {`curl --json '{}' https://api.example`, requestfile.Request{Method: "POST", Target: "https://api.example", Body: "{}", Header: []specs.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "Accept", Value: "application/json"}}}, nil},
		"JSON sent as a form":  {`curl -d '{"a": 1}' https://api.example`, requestfile.Request{Method: "POST", Target: "https://api.example", Body: `{"a": 1}`, Header: []specs.Header{form}}, []string{"the body looks like JSON but is sent as a form, as curl does (set Content-Type to application/json to change that)"}},
		"quotes within a word": {`curl https://api.example/'a b'"c\"d"e\ f`, requestfile.Request{Method: "GET", Target: `https://api.example/a bc"de f`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, remarks, err := requestfile.ParseCurl(tt.command)
			if err != nil {
				t.Fatal(err)
			}
			got.Name = ""
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.remarks, remarks); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseCurlErrors(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"curl":                                        "no URL",
		"curl -u anna:made-up https://x.example":      "-u (password authentication) is not supported",
		"curl --user=anna https://x.example":          "-u (password authentication) is not supported",
		"curl -F a=@b https://x.example":              "-F (multipart/form-data) is not supported",
		"curl https://x.example -X":                   "flag needs an argument: 'X' in -X",
		"curl --unheard-of https://x.example":         "unknown flag: --unheard-of",
		"curl -Z https://x.example":                   "unknown shorthand flag: 'Z' in -Z",
		"curl https://x.example https://y.example":    "more than one URL",
		"curl -d @- https://x.example":                "a body from standard input",
		"curl -d @a -d @b https://x.example":          "more than one body file",
		"curl -d @a -d b https://x.example":           "both text and a file",
		"curl -G -d @a https://x.example":             "-G with a file",
		"curl -H @headers https://x.example":          "-H with a file",
		"curl -b jar https://x.example":               "-b with a cookie file",
		"curl -H nonsense https://x.example":          `invalid header "nonsense"`,
		"curl --data-urlencode a@b https://x.example": "--data-urlencode with a file",
		"curl 'https://x.example":                     "1:6: reached EOF without closing quote",
	} {
		_, _, err := requestfile.ParseCurl(command)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", command, err)
		}
		if err != nil && strings.Contains(err.Error(), "made-up") {
			t.Errorf("%s repeats a password: %v", command, err)
		}
	}
}

func TestSplitWords(t *testing.T) {
	t.Parallel()
	for command, want := range map[string][]string{
		"":                            nil,
		"code --wait":                 {"code", "--wait"},
		`"/opt/my editor" -f '' a\ b`: {"/opt/my editor", "-f", "", "a b"},
		"vi # my editor":              {"vi"},
		"curl ~/a x[1] a*b {a,b}":     {"curl", "~/a", "x[1]", "a*b", "a", "b"},
		"curl {{name}} {id}":          {"curl", "{{name}}", "{id}"},
		"curl \\\r\n -v":              {"curl", "-v"},
	} {
		if got, err := requestfile.SplitWords(command); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v", command, got, err)
		}
	}
}

// Nothing is executed or looked up.
func TestSplitWordsErrors(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]string{
		"curl https://x.example | jq":     "unsupported shell syntax at 1:24: | jq",
		"curl https://x.example?a=1&b=2":  "at 1:27: &b=2",
		"curl https://x.example/$HOME":    "at 1:24: $HOME",
		"curl \"https://x.example/`id`\"": "at 1:25: `id`",
		"curl \"$(touch /tmp/x)\"":        "at 1:7: $(touch /tmp/x)",
		"curl x\ncurl y":                  "at 2:1: curl y",
		"curl x > file":                   "at 1:8: > file",
		"curl <(id)":                      "at 1:6: <(id)",
		"A=1 curl x":                      "at 1:1: A=1 curl x",
		"! curl x":                        "at 1:1: ! curl x",
		"for x in a; do curl x; done":     "at 1:1: for",
		"curl $((1+1))":                   "at 1:6: $((1+1))",
		"curl {1..1000000}":               "too many words",
		`curl "x`:                         "1:6: reached EOF without closing quote",
	} {
		if got, err := requestfile.SplitWords(command); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v", command, got, err)
		}
	}
}

func TestIsCurl(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"curl x": true, "  $ curl x": true, "curl.exe x": true, "curl": true, "/curl x": false, "curly": false, "https://curl.example": false, "": false,
	} {
		if requestfile.IsCurl(text) != want {
			t.Errorf("%q: got %v", text, !want)
		}
	}
}

// Any pasted text gives a request with a URL and no Authorization header, or an error.
func FuzzParseCurl(f *testing.F) {
	for _, seed := range []string{
		"curl https://x.example", "curl -XPOST -d a=1 'https://x.example?a=1' -H \"Authorization: OAuth x\"", "curl $'\\x41\\u00e4' -G -d a", "curl --json '{}' x -T f", "curl \\\n -H a:b x", "curl '", "curl -H 'authorization:x' -H ';' x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, command string) {
		request, _, err := requestfile.ParseCurl(command)
		if err != nil {
			var failed *requestfile.Error
			if !errors.As(err, &failed) || failed.What == "" || failed.Hint == "" {
				t.Errorf("%q: %+v", command, err)
			}
			return
		}
		if request.Target == "" || request.Body != "" && request.BodyFile != "" {
			t.Errorf("%q: %+v", command, request)
		}
		for _, h := range request.Header {
			if strings.EqualFold(h.Name, "Authorization") {
				t.Errorf("%q: %+v", command, h)
			}
		}
	})
}
