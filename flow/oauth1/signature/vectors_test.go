package signature_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"countersign/flow/oauth1/signature"
)

// vector is one entry of testdata/vectors.json.
type vector struct {
	ID       string `json:"id"`
	Category string `json:"category"` // crypto: the base string is given, only the signer is tested

	SignatureMethod string      `json:"signature_method"`
	Method          string      `json:"method"`
	URL             string      `json:"url"`
	Host            string      `json:"host_header"`
	ContentType     string      `json:"content_type"`
	Body            string      `json:"body"`
	OAuth           [][2]string `json:"oauth_params"`
	ConsumerSecret  string      `json:"consumer_secret"`
	TokenSecret     string      `json:"token_secret"`
	PrivateKey      string      `json:"rsa_private_key_pem"`

	Query      [][2]string `json:"query"`
	FormBody   [][2]string `json:"form_body"`
	BaseURI    string      `json:"base_string_uri"`
	Normalized string      `json:"normalized_params"`
	BaseString string      `json:"base_string"`
	Signature  string      `json:"signature"`
}

func (v vector) request() signature.Request {
	return signature.Request{
		Method: v.Method, URL: v.URL, Host: v.Host, ContentType: v.ContentType, Body: []byte(v.Body),
	}
}

func loadVectors(tb testing.TB) []vector {
	tb.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		tb.Fatal(err)
	}
	var file struct {
		Vectors []vector `json:"vectors"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		tb.Fatal(err)
	}
	if len(file.Vectors) < 100 {
		tb.Fatalf("%d vectors: the file has lost some", len(file.Vectors))
	}
	return file.Vectors
}

// findVector is for tests that need one request or key of the file.
func findVector(tb testing.TB, id string) vector {
	tb.Helper()
	for _, v := range loadVectors(tb) {
		if v.ID == id {
			return v
		}
	}
	tb.Fatalf("there is no vector %s", id)
	return vector{}
}

func params(pairs [][2]string) []signature.Param {
	list := make([]signature.Param, len(pairs))
	for i, p := range pairs {
		list[i] = signature.Param{Name: p[0], Value: p[1]}
	}
	return list
}

func TestVectorBaseStrings(t *testing.T) {
	t.Parallel()
	for _, v := range loadVectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			if v.Category == "crypto" {
				t.Skip("its base string belongs to another signature method on purpose")
			}
			base, err := signature.NewBase(v.request(), params(v.OAuth))
			if err != nil {
				t.Fatal(err)
			}
			same(t, "method", base.Method, strings.ToUpper(v.Method))
			same(t, "base string URI", base.URI, v.BaseURI)
			same(t, "normalised parameters", base.Normalized, v.Normalized)
			same(t, "base string", base.String, v.BaseString)
		})
	}
}

func TestVectorSignatures(t *testing.T) {
	// One published key has 1023 bits, which Go refuses by default. The
	// environment is the process's, so nothing here is parallel.
	t.Setenv("GODEBUG", "rsa1024min=0")
	for _, v := range loadVectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			method, err := signature.ParseMethod(v.SignatureMethod)
			if err != nil {
				t.Fatal(err)
			}
			signer, err := signature.NewSigner(method, v.ConsumerSecret, v.PrivateKey)
			if err != nil {
				t.Fatal(err)
			}
			got, err := signer.Sign(v.TokenSecret, v.BaseString)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "signature", got, v.Signature)
			same(t, "signer's name", signer.Name(), v.SignatureMethod)
		})
	}
}

func TestVectorParameters(t *testing.T) {
	t.Parallel()
	for _, v := range loadVectors(t) {
		_, query, _ := strings.Cut(v.URL, "?")
		sameParams(t, v.ID+" query", signature.ParseForm(query), params(v.Query))
		if signature.IsForm(v.ContentType) {
			sameParams(t, v.ID+" form", signature.ParseForm(v.Body), params(v.FormBody))
		} else if len(v.FormBody) > 0 {
			t.Errorf("%s: %q counts as no form", v.ID, v.ContentType)
		}
	}
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

func sameParams(t *testing.T, what string, got, want []signature.Param) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s\n got %q\nwant %q", what, got, want)
		return
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s, parameter %d\n got %q\nwant %q", what, i, got[i], want[i])
		}
	}
}
