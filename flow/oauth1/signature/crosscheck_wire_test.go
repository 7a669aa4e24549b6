package signature_test

import (
	"cmp"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/dghubble/oauth1"

	"countersign/flow/oauth1/signature"
)

// arrival is a signed request as the checkers get it.
type arrival struct {
	ID             int    `json:"id"`
	Scheme         string `json:"scheme"`
	Request        string `json:"request"` // as net/http writes it to the wire
	ConsumerSecret string `json:"consumer_secret"`
	TokenSecret    string `json:"token_secret"`
	PublicKey      string `json:"public_key"`

	sample sample
	base   signature.Base
	broken string // what was done to it after signing; empty for most
}

// arrival signs the sample and writes it out, broken in the way that is told.
func (s sample) arrival(t *testing.T, signers map[string]oauth1.Signer, broken string) arrival {
	t.Helper()
	fail := func(err error) {
		if err != nil {
			t.Fatalf("seed %d, request %d: %v\n%+v", s.seed, s.index, err, s.request)
		}
	}
	id := string(s.method) + s.consumerSecret + s.key.private
	if signers[id] == nil {
		made, err := signature.NewSigner(s.method, s.consumerSecret, s.key.private)
		fail(err)
		signers[id] = made
	}
	base, err := signature.NewBase(s.request, append(slices.Clone(s.oauth), signature.Param{Name: "realm", Value: s.realm}))
	fail(err)
	sum, err := signers[id].Sign(s.tokenSecret, base.String)
	fail(err)
	if s.method == signature.PLAINTEXT && broken != "" {
		broken = "signature changed" // it covers nothing else
	}
	if broken == "signature changed" {
		sum = string('A'+(sum[0]+1)%26) + sum[1:]
	}
	request, err := s.placed(append(slices.Clone(s.oauth), signature.Param{Name: "oauth_signature", Value: sum}))
	fail(err)
	switch broken {
	case "path changed":
		request.URL.Path, request.URL.RawPath = request.URL.Path+"/more", ""
	case "query changed":
		request.URL.RawQuery += "&more="
	}
	var wire strings.Builder
	fail(request.Write(&wire))

	a := arrival{
		Scheme: request.URL.Scheme, Request: wire.String(),
		ConsumerSecret: s.consumerSecret, TokenSecret: s.tokenSecret, sample: s, base: base, broken: broken,
	}
	if strings.HasPrefix(string(s.method), "RSA-") {
		a.PublicKey = s.key.public
	}
	return a
}

// placed puts the oauth parameters where the sample has them (section 3.5).
func (s sample) placed(oauth []signature.Param) (*http.Request, error) {
	var encoded []string
	for _, p := range oauth {
		encoded = append(encoded, slowlyEncoded(p.Name)+"="+slowlyEncoded(p.Value))
	}
	pairs := strings.Join(encoded, "&")
	uri, body := s.request.URL, string(s.request.Body)
	switch s.placement {
	case "query":
		uri, _, _ = strings.Cut(uri, "#")
		if strings.Contains(uri, "?") {
			uri += "&" + pairs
		} else {
			uri += "?" + pairs
		}
	case "body":
		body = strings.TrimPrefix(body+"&"+pairs, "&")
	}
	request, err := http.NewRequest(s.request.Method, uri, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Host = cmp.Or(s.request.Host, request.Host)
	if s.request.ContentType != "" {
		request.Header.Set("Content-Type", s.request.ContentType)
	}
	if s.placement == "header" {
		request.Header.Set("Authorization", signature.Header(s.realm, oauth))
	}
	return request, nil
}

// rsaKey is a pair of keys in PEM.
type rsaKey struct{ private, public string }

// rsaKeys are those of the vectors that Go signs with.
func rsaKeys(t *testing.T) (keys []rsaKey) {
	t.Helper()
	seen := map[string]bool{"": true}
	for _, v := range loadVectors(t) {
		if seen[v.PrivateKey] {
			continue
		}
		seen[v.PrivateKey] = true
		if _, err := signature.NewSigner(signature.RSASHA1, "", v.PrivateKey); err == nil {
			keys = append(keys, rsaKey{v.PrivateKey, publicKey(t, v.PrivateKey)})
		}
	}
	if len(keys) < 2 {
		t.Fatalf("the vectors have %d usable RSA keys", len(keys))
	}
	return keys
}

func publicKey(t *testing.T, private string) string {
	t.Helper()
	block, _ := pem.Decode([]byte(private))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(key.(crypto.Signer).Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
}
