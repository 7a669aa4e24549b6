package requestfile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow/requestfile"
	"countersign/specs"
)

func TestACurlCommandBecomesACall(t *testing.T) {
	t.Parallel()
	form := specs.Header{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}
	for name, tt := range map[string]struct {
		command string
		want    requestfile.Request
		remarks []string
	}{
		"an address alone": {"curl https://api.example/a?b=1", requestfile.Request{Method: "GET", Target: "https://api.example/a?b=1"}, nil},
		"lines of a browser's copy": {
			"$ curl 'https://api.example/a' \\\n  -H 'Accept: */*' \\\n  -H 'Authorization: OAuth oauth_token=\"made-up\"' \\\r  --data-raw $'{\"a\":\"it\\'s \\u00fc\\n\"}' -H 'content-type: application/json' --compressed",
			requestfile.Request{Method: "POST", Target: "https://api.example/a", Body: "{\"a\":\"it's ü\n\"}", Header: []specs.Header{{Name: "Accept", Value: "*/*"}, {Name: "content-type", Value: "application/json"}}},
			[]string{"Authorization left out: signing makes it"},
		},
		"a form in pieces":     {`curl -sSXPUT -d a=1 --data 'b=2 3' --data-urlencode "c=x y" api.example`, requestfile.Request{Method: "PUT", Target: "http://api.example", Body: "a=1&b=2 3&c=x%20y", Header: []specs.Header{form}}, nil},
		"a query from data":    {`curl -G --url https://api.example/a?z=1 -d q=1`, requestfile.Request{Method: "GET", Target: "https://api.example/a?z=1&q=1"}, nil},
		"a file":               {`curl --data-binary @~/a.json -H "Content-Type: application/json" https://api.example`, requestfile.Request{Method: "POST", Target: "https://api.example", BodyFile: "~/a.json", Header: []specs.Header{{Name: "Content-Type", Value: "application/json"}}}, nil},
		"an upload":            {`curl -T a.png https://api.example/a`, requestfile.Request{Method: "PUT", Target: "https://api.example/a", BodyFile: "a.png"}, nil},
		"only the head":        {`curl -I https://api.example`, requestfile.Request{Method: "HEAD", Target: "https://api.example"}, nil},
		"what is not done":     {`curl -kL --max-time=5 -o /dev/null https://api.example`, requestfile.Request{Method: "GET", Target: "https://api.example"}, []string{"-k left out: certificates are checked", "-L left out: a signature is good for one address"}},
		"JSON by its option":   {`curl --json '{}' https://api.example`, requestfile.Request{Method: "POST", Target: "https://api.example", Body: "{}", Header: []specs.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "Accept", Value: "application/json"}}}, nil},
		"JSON as curl has it":  {`curl -d '{"a": 1}' https://api.example`, requestfile.Request{Method: "POST", Target: "https://api.example", Body: `{"a": 1}`, Header: []specs.Header{form}}, []string{"the body goes as a form, as curl has it, and looks like application/json"}},
		"quotes in the middle": {`curl https://api.example/'a b'"c\"d"e\ f`, requestfile.Request{Method: "GET", Target: `https://api.example/a bc"de f`}, nil},
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

func TestACurlCommandThatCannotBeDoneSaysWhy(t *testing.T) {
	t.Parallel()
	for command, why := range map[string]string{
		"curl":                                        "it has no address",
		"curl -u anna:made-up https://x.example":      "-u signs in by user and password",
		"curl --user=anna https://x.example":          "-u signs in by user and password",
		"curl -F a=@b https://x.example":              "several parts (multipart)",
		"curl https://x.example | jq":                 "more than the one command",
		"curl https://x.example?a=1&b=2":              "more than the one command",
		"curl https://x.example/$ID":                  "a variable or a command of the shell",
		"curl \"https://x.example/`id`\"":             "a variable or a command of the shell",
		"curl 'https://x.example":                     "a quote is opened and not closed",
		"curl https://x.example -X":                   "--request has no value",
		"curl --unheard-of https://x.example":         "the option --unheard-of is not known here",
		"curl -Z https://x.example":                   "the option -Z is not known here",
		"curl https://x.example https://y.example":    "two addresses",
		"curl -d @- https://x.example":                "from another command",
		"curl -d @a -d b https://x.example":           "from a text and from a file",
		"curl -H @headers https://x.example":          "from a file",
		"curl -b jar https://x.example":               "from a file",
		"curl -H nonsense https://x.example":          `"nonsense" is no header`,
		`curl $'\q' https://x.example`:                "is no character",
		"curl https://x.example # what this does":     "a comment",
		"curl --data-urlencode a@b https://x.example": "from a file",
	} {
		_, _, err := requestfile.ParseCurl(command)
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s gave %v", command, err)
		}
		if err != nil && strings.Contains(err.Error(), "made-up") {
			t.Errorf("%s repeats a password: %v", command, err)
		}
	}
}

func TestWhatIsACurlCommand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"curl x": true, "  $ curl x": true, "curl.exe x": true, "curl": true, "/curl x": false, "curly": false, "https://curl.example": false, "": false,
	} {
		if requestfile.IsCurl(text) != want {
			t.Errorf("%q is taken for the other", text)
		}
	}
}

// Whatever is pasted, there is a call with an address and no Authorization, or an error.
func FuzzParseCurl(f *testing.F) {
	for _, seed := range []string{
		"curl https://x.example", "curl -XPOST -d a=1 'https://x.example?a=1' -H \"Authorization: OAuth x\"", "curl $'\\x41\\u00e4' -G -d a", "curl --json '{}' x -T f", "curl \\\n -H a:b x", "curl '", "curl -H 'authorization:x' -H ';' x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, command string) {
		call, _, err := requestfile.ParseCurl(command)
		if err != nil {
			var failed *requestfile.Error
			if !errors.As(err, &failed) || failed.What == "" || failed.Hint == "" {
				t.Errorf("%q gave %+v", command, err)
			}
			return
		}
		if call.Target == "" || call.Body != "" && call.BodyFile != "" {
			t.Errorf("%q gave %+v", command, call)
		}
		for _, h := range call.Header {
			if strings.EqualFold(h.Name, "Authorization") {
				t.Errorf("%q keeps %+v", command, h)
			}
		}
	})
}
