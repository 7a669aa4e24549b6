package sandbox

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"countersign/flow/sandbox/wire"
)

// vector is a request with the base string and signature that several
// independent implementations agree on.
type vector struct {
	ID, Scheme, Method, Host, Target, ContentType, Body, Realm string
	OAuth                                                      [][2]string
	SignatureMethod, ConsumerSecret, TokenSecret               string
	Base, Signature                                            string
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 30 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	return vectors
}

func TestAgreesWithOtherImplementations(t *testing.T) {
	t.Parallel()
	for _, v := range readVectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			// The sandbox speaks http alone, so the scheme is all that may differ.
			want := strings.Replace(v.Base, "&https%3A", "&http%3A", 1)
			if got := v.arrive(t).baseString(); got != want {
				t.Errorf("base string\n got %s\nwant %s", got, want)
			}
			if got := wire.Signature(v.SignatureMethod, v.ConsumerSecret, v.TokenSecret, v.Base); got != v.Signature {
				t.Errorf("signature is %s, want %s", got, v.Signature)
			}
		})
	}
}

// arrive puts the vector on the wire and reads it as the server does.
func (v vector) arrive(t *testing.T) *incoming {
	t.Helper()
	header := fmt.Sprintf(`realm="%s"`, v.Realm)
	for _, pair := range append(v.OAuth, [2]string{"oauth_signature", v.Signature}) {
		header += fmt.Sprintf(`, %s="%s"`, testEncode(pair[0]), testEncode(pair[1]))
	}
	wire := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: OAuth %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		v.Method, v.Target, v.Host, header, v.ContentType, len(v.Body), v.Body)
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(wire)))
	if err != nil {
		t.Fatal(err)
	}
	a, err := readIncoming(httptest.NewRecorder(), r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
