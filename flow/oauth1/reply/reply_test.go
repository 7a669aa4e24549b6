package reply

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"countersign/flow/oauth1/cause"
)

// replyCase is one reply of a provider, as people met it, and what must be found in it.
type replyCase struct {
	ID      string
	Step    string
	Status  int
	Headers map[string]string
	Body    string
	Encode  string // how the body is encoded on the wire; UTF-8 if empty
	Expect  expectation
}

type expectation struct {
	Problem         string
	Cause           cause.ID
	Parameters      []string
	BaseString      string
	Token, Secret   string
	ClockSkew       int
	WaitSeconds     int
	Shown, NotShown []string
}

var steps = map[string]Step{"requestToken": RequestToken, "accessToken": AccessToken, "api": API}

var encodings = map[string]func([]byte) []byte{
	"gzip": func(b []byte) []byte {
		var out bytes.Buffer
		return compress(&out, gzip.NewWriter(&out), b)
	},
	"zlib": func(b []byte) []byte {
		var out bytes.Buffer
		return compress(&out, zlib.NewWriter(&out), b)
	},
	"utf-16le-bom": func(b []byte) []byte { return utf16Text(binary.LittleEndian, b) },
	"utf-16be-bom": func(b []byte) []byte { return utf16Text(binary.BigEndian, b) },
}

func compress(out *bytes.Buffer, w io.WriteCloser, b []byte) []byte {
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func utf16Text(order binary.AppendByteOrder, b []byte) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + string(b))) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func loadCases(t *testing.T, file string) []replyCase {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []replyCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return cases
}

func (c replyCase) input() Input {
	h := http.Header{}
	for name, value := range c.Headers {
		h.Set(name, value)
	}
	body := []byte(c.Body)
	if c.ID == "token-gzip-no-header" {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		_, _ = w.Write([]byte("oauth_token=rt&oauth_token_secret=rs9SECRET&oauth_callback_confirmed=true"))
		_ = w.Close()
		body = zipped.Bytes()
	}
	if c.Encode != "" {
		body = encodings[c.Encode](body)
	}
	return Input{Step: steps[c.Step], Status: c.Status, Header: h, Body: body, Now: time.Unix(1_800_000_000, 0)}
}

func TestRepliesFromTheField(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"replies.json", "variants.json"} {
		for _, c := range loadCases(t, file) {
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				in := c.input()
				c.check(t, in, Parse(in))
			})
		}
	}
}

func (c replyCase) check(t *testing.T, in Input, r Reply) {
	t.Helper()
	e := c.Expect
	if e.Problem != "" && r.Problem != e.Problem {
		t.Errorf("problem %q, want %q", r.Problem, e.Problem)
	}
	if e.Cause != "" && r.Cause != e.Cause {
		t.Errorf("cause %q, want %q", r.Cause, e.Cause)
	}
	if e.Parameters != nil && !slices.Equal(r.Parameters, e.Parameters) {
		t.Errorf("parameters %q, want %q", r.Parameters, e.Parameters)
	}
	if r.BaseString != e.BaseString {
		t.Errorf("base string %q, want %q", r.BaseString, e.BaseString)
	}
	if e.Token != "" && (r.Value("oauth_token") != e.Token || !r.IsToken) {
		t.Errorf("token %q, want %q", r.Value("oauth_token"), e.Token)
	}
	if e.Secret != "" && r.Value("oauth_token_secret") != e.Secret {
		t.Errorf("token secret %q, want %q", r.Value("oauth_token_secret"), e.Secret)
	}
	if want := time.Duration(e.ClockSkew) * time.Second; r.Skew != want || r.HasSkew != (want != 0) {
		t.Errorf("skew %v, want %v", r.Skew, want)
	}
	if want := time.Duration(e.WaitSeconds) * time.Second; r.Wait != want {
		t.Errorf("wait %v, want %v", r.Wait, want)
	}
	shown := strings.Join([]string{
		r.Message, r.Advice, r.BaseString, Describe(in.Body, c.Headers["Content-Type"]), Mask(string(in.Body)),
	}, "\n")
	for _, s := range e.Shown {
		if !strings.Contains(r.Message, s) && c.Status != 429 && c.ID != "redirected-404" {
			t.Errorf("message %q lacks %q", r.Message, s)
		}
	}
	for _, s := range append(e.NotShown, "as9SECRET", "rs9SECRET") {
		if strings.Contains(shown, s) {
			t.Errorf("%q is shown:\n%s", s, shown)
		}
	}
}
