package flow

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"

	"countersign/flow/oauth1"
)

func TestHintsFitTheCause(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"full disk":    {&fs.PathError{Op: "write", Path: "index.json", Err: syscall.ENOSPC}, "Check your input"},
		"refused":      {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "network connection"},
		"no answer":    {context.DeadlineExceeded, "no response in time"},
		"unknown host": {&net.OpError{Op: "dial", Err: &net.DNSError{Name: "service.example"}}, "host name"},
	} {
		if got := Explain(c.err); !strings.Contains(got.Next, c.want) {
			t.Errorf("%s: %q, want %q in it", name, got.Next, c.want)
		}
	}
	if got := Explain(errors.New("one\ntwo\n")); got.What != "one; two" {
		t.Errorf("two lines read %q", got.What)
	}
}

func TestTargetsAreResolved(t *testing.T) {
	t.Parallel()
	c := &Connection{}
	c.api.BaseURI = "https://api.example/2/"
	for target, want := range map[string]string{
		"/me":                       "https://api.example/2/me",
		"me?a=b c&d=é":              "https://api.example/2/me?a=b%20c&d=%C3%A9",
		"":                          "https://api.example/2/",
		"?a=1":                      "https://api.example/2/?a=1",
		"https://other.example/x":   "https://other.example/x",
		"/go?to=https://a.example/": "https://api.example/2/go?to=https://a.example/",
		"go?to=https://a.example/":  "https://api.example/2/go?to=https://a.example/",
		"?to=https://a.example/":    "https://api.example/2/?to=https://a.example/",
	} {
		if got, own := c.resolve(target); got != want || own != strings.HasPrefix(want, "https://api.example/") {
			t.Errorf("resolve(%q) = %q, own %v", target, got, own)
		}
	}
}

func TestBodyTypeIsGuessed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"a":1}`: jsonType, "12": jsonType, "a=1&b=2": oauth1.FormType, "a = b": "text/plain; charset=utf-8",
		"<a b='c'/>": "text/plain; charset=utf-8", "\xff\xfe": "application/octet-stream",
	} {
		if got := guessType([]byte(body)); got != want {
			t.Errorf("guessType(%q) = %q, want %q", body, got, want)
		}
	}
}
