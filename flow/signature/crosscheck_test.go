package signature_test

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"countersign/flow/signature"
)

// checker is an OAuth implementation that is not ours. Its script verifies all
// requests of a run in one process and says of each whether it can judge it.
type checker struct {
	name     string
	program  string   // Debian's own, which has Debian's packages
	loads    []string // arguments that load what the script needs
	packages string
	script   string
	enough   int // how many requests it must really have verified
}

var checkers = []checker{
	{
		"oauthlib", "/usr/bin/python3",
		[]string{"-c", "import oauthlib, jwt, cryptography"},
		"python3-oauthlib, python3-jwt and python3-cryptography", "oauthlib_check.py", 2000,
	},
	{"ruby-oauth", "/usr/bin/ruby", []string{"-e", `require "oauth"`}, "ruby-oauth", "ruby_check.rb", 1000},
}

// A run has these seeds and a random one, each with so many requests.
var fixedSeeds = []uint64{5849, 1, 20071204}

const samplesOfSeed = 1500

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

// verdict is a checker's answer.
type verdict struct {
	ID         int    `json:"id"`
	Verified   bool   `json:"verified"`
	Unfit      string `json:"unfit"` // the fault of its own that keeps it from judging; empty for most
	BaseString string `json:"base_string"`
	Error      string `json:"error"`
}

// Requests of every kind, signed by us and written by net/http, are verified by
// others. A run is repeated by COUNTERSIGN_SEED, the random seed that it tells.
func TestOthersVerifyWhatWeSign(t *testing.T) {
	seeds := append(slices.Clone(fixedSeeds), randomSeed(t))
	t.Logf("seeds %d, %d requests each", seeds, samplesOfSeed)
	arrivals := arrivalsOf(t, seeds)
	verified := map[string]int{} // by kind
	ran := 0
	for _, c := range checkers {
		t.Run(c.name, func(t *testing.T) {
			verdicts := c.run(t, arrivals)
			ran++
			for _, kind := range c.count(t, arrivals, verdicts) {
				verified[kind]++
			}
		})
	}
	if ran < len(checkers) {
		return
	}
	for _, a := range arrivals {
		for _, kind := range a.sample.kinds {
			if verified[kind] == 0 {
				t.Errorf("no checker verified any request with: %s", kind)
				verified[kind] = -1 // said once
			}
		}
	}
}

func randomSeed(t *testing.T) uint64 {
	t.Helper()
	given := os.Getenv("COUNTERSIGN_SEED")
	if given == "" {
		return rand.Uint64()
	}
	seed, err := strconv.ParseUint(given, 10, 64)
	if err != nil {
		t.Fatalf("COUNTERSIGN_SEED: %v", err)
	}
	return seed
}

func arrivalsOf(t *testing.T, seeds []uint64) []arrival {
	t.Helper()
	keys, signers := rsaKeys(t), map[string]signer{}
	var list []arrival
	for _, seed := range seeds {
		for index := range uint64(samplesOfSeed) {
			s := newSample(keys, seed, index)
			list = append(list, s.arrival(t, signers, ""))
			if index%20 == 0 {
				list = append(list, s.arrival(t, signers, "signature changed"))
			}
			if index%20 == 10 && s.method != signature.PLAINTEXT { // which covers the secrets only
				list = append(list, s.arrival(t, signers, "path changed"))
			}
		}
	}
	for i := range list {
		list[i].ID = i
	}
	return list
}

type signer interface {
	Sign(tokenSecret, base string) (string, error)
}

// arrival signs the sample and writes it out, broken in the way that is told.
func (s sample) arrival(t *testing.T, signers map[string]signer, broken string) arrival {
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
	base, err := signature.NewBase(s.request, s.oauth)
	fail(err)
	sum, err := signers[id].Sign(s.tokenSecret, base.String)
	fail(err)
	if broken == "signature changed" {
		sum = string('A'+(sum[0]+1)%26) + sum[1:]
	}
	request, err := s.placed(append(slices.Clone(s.oauth), signature.Param{Name: "oauth_signature", Value: sum}))
	fail(err)
	if broken == "path changed" {
		request.URL.Path, request.URL.RawPath = request.URL.Path+"/more", ""
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

// run gives the checker's verdicts, in the order of the arrivals.
func (c checker) run(t *testing.T, arrivals []arrival) []verdict {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), c.program, c.loads...).CombinedOutput(); err != nil {
		say := t.Skipf
		if os.Getenv("COUNTERSIGN_TEST_REAL") == "require" {
			say = t.Fatalf
		}
		say("missing: %s for %s: %v: %s", c.packages, c.program, err, bytes.TrimSpace(out))
	}
	var in, complaints bytes.Buffer
	lines := json.NewEncoder(&in)
	for _, a := range arrivals {
		if err := lines.Encode(a); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), c.program, filepath.Join("testdata", "crosscheck", c.script))
	cmd.Stdin, cmd.Stderr = &in, &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", c.script, err, complaints.String())
	}
	verdicts := make([]verdict, 0, len(arrivals))
	for answers := json.NewDecoder(bytes.NewReader(out)); answers.More(); {
		var v verdict
		if err := answers.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if v.ID != len(verdicts) {
			t.Fatalf("answer %d is about request %d", len(verdicts), v.ID)
		}
		verdicts = append(verdicts, v)
	}
	if len(verdicts) != len(arrivals) {
		t.Fatalf("%d answers to %d requests", len(verdicts), len(arrivals))
	}
	return verdicts
}

// count holds the verdicts against what is right, and gives the kinds of the
// requests that were verified.
func (c checker) count(t *testing.T, arrivals []arrival, verdicts []verdict) (kinds []string) {
	t.Helper()
	verified, refused, wrong := 0, map[string]int{}, 0
	unfit, passed := map[string]int{}, map[string]int{}
	for i, a := range arrivals {
		v := verdicts[i]
		switch {
		case a.broken != "" && v.Verified, a.broken == "" && v.Unfit == "" && !v.Verified:
			if wrong++; wrong <= 3 {
				t.Error(explain(a, v))
			}
		case a.broken != "" && v.Unfit == "":
			refused[a.broken]++
		case a.broken == "" && v.Unfit != "":
			unfit[v.Unfit]++
			if v.Verified {
				passed[v.Unfit]++
			}
		case a.broken == "":
			verified++
			kinds = append(kinds, a.sample.kinds...)
		}
	}
	report := fmt.Sprintf("%d verified", verified)
	for _, how := range slices.Sorted(maps.Keys(refused)) {
		report += fmt.Sprintf("\n%d refused as they should be: %s", refused[how], how)
	}
	for _, fault := range slices.Sorted(maps.Keys(unfit)) {
		report += fmt.Sprintf("\n%d left out (%d would have passed): %s", unfit[fault], passed[fault], fault)
	}
	t.Log(report)
	if wrong > 0 {
		t.Errorf("%d wrong verdicts, up to 3 of them above", wrong)
	}
	if verified < c.enough {
		t.Errorf("%d requests verified, fewer than %d", verified, c.enough)
	}
	if len(refused) != 2 {
		t.Errorf("not every way to break a request was tried: %v", refused)
	}
	return kinds
}

func explain(a arrival, v verdict) string {
	return fmt.Sprintf(`seed %d, request %d: verified %v, though %s (COUNTERSIGN_SEED=%[1]d repeats it)
kinds: %[5]s
consumer secret %[6]q, token secret %[7]q
our base string:   %[8]s
their base string: %[9]s
their error: %[10]s
on the wire, by %[11]s:
%[12]s`, a.sample.seed, a.sample.index, v.Verified, cmp.Or(a.broken, "rightly signed"), strings.Join(a.sample.kinds, ", "),
		a.ConsumerSecret, a.TokenSecret, a.base.String, v.BaseString, v.Error, a.Scheme, a.Request)
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
