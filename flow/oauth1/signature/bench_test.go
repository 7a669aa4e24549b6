package signature_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/dghubble/oauth1"

	"countersign/flow/oauth1/signature"
)

// What every side of the benchmark signs: a GET with 8 query parameters, such as
// a search for photos sends, and keys as long as the usual ones.
const (
	benchURL = "https://api.example.com/services/rest?method=photos.search&text=caf%C3%A9%20%26%20bar" +
		"&bbox=-122.52%2C37.70%2C-122.35%2C37.83&min_taken_date=2026-01-01%2000%3A00%3A00" +
		"&extras=geo%2Ctags%2Curl_o%2Cowner_name&sort=date-taken-desc&per_page=250&format=json"
	benchKey         = "sampleConsumerKey01234567"
	benchSecret      = "sampleConsumerSecret012345678901234567890123456789"
	benchToken       = "123456789-sampleAccessToken0123456789012345678901"
	benchTokenSecret = "sampleTokenSecret0123456789012345678901234567"
)

// perTurn is how often a side signs before the next one's turn.
const perTurn = 200

// BenchmarkSignedGET signs the same request three ways in one run: ours,
// dghubble/oauth1's http transport (its only way to sign a request), and the
// floor that nobody gets below: a nonce, and the HMAC-SHA1 of a finished base
// string in base64. They take turns, so that a busy machine slows them alike,
// and the middle turn of each counts.
func BenchmarkSignedGET(b *testing.B) {
	sides := []func(){signOurs(b), signTheirs(b), signFloor(b)}
	turns := make([][]time.Duration, len(sides))
	for b.Loop() {
		for i, sign := range sides {
			start := time.Now()
			for range perTurn {
				sign()
			}
			turns[i] = append(turns[i], time.Since(start))
		}
	}
	middle := func(i int) float64 {
		slices.Sort(turns[i])
		return float64(turns[i][len(turns[i])/2].Nanoseconds()) / perTurn
	}
	ours, theirs, floor := middle(0), middle(1), middle(2)
	b.ReportMetric(0, "ns/op") // the three together say nothing
	b.ReportMetric(ours, "ours-ns")
	b.ReportMetric(theirs, "dghubble-ns")
	b.ReportMetric(floor, "floor-ns")
	b.ReportMetric(theirs/ours, "dghubble/ours")
	b.ReportMetric(ours/floor, "ours/floor")
	b.ReportMetric(testing.AllocsPerRun(100, sides[0]), "ours-allocs")
	b.ReportMetric(testing.AllocsPerRun(100, sides[1]), "dghubble-allocs")
}

func BenchmarkNewBase(b *testing.B) {
	oauth := benchParams(benchNonce())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signature.NewBase(signature.Request{URL: benchURL}, oauth); err != nil {
			b.Fatal(err)
		}
	}
}

// benchParams has room for one more, the signature.
func benchParams(nonce string) []signature.Param {
	return append(make([]signature.Param, 0, 7), []signature.Param{
		{Name: "oauth_consumer_key", Value: benchKey},
		{Name: "oauth_nonce", Value: nonce},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"},
		{Name: "oauth_timestamp", Value: "1700000000"},
		{Name: "oauth_token", Value: benchToken},
		{Name: "oauth_version", Value: "1.0"},
	}...)
}

func benchNonce() string {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}

func benchRequest(tb testing.TB) *http.Request {
	request, err := http.NewRequest(http.MethodGet, benchURL, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return request
}

func signOurs(tb testing.TB) func() {
	signer, err := signature.NewSigner(signature.HMACSHA1, benchSecret, "")
	if err != nil {
		tb.Fatal(err)
	}
	request := benchRequest(tb)
	return func() {
		oauth := benchParams(benchNonce())
		base, err := signature.NewBase(signature.Request{Method: request.Method, URL: benchURL}, oauth)
		if err != nil {
			tb.Fatal(err)
		}
		sum, err := signer.Sign(benchTokenSecret, base.String)
		if err != nil {
			tb.Fatal(err)
		}
		oauth = append(oauth, signature.Param{Name: "oauth_signature", Value: sum})
		request.Header.Set("Authorization", signature.Header("", oauth))
	}
}

// unsent takes the place of the network behind dghubble's transport.
type unsent struct{ response http.Response }

func (u *unsent) RoundTrip(*http.Request) (*http.Response, error) { return &u.response, nil }

func signTheirs(tb testing.TB) func() {
	config := oauth1.NewConfig(benchKey, benchSecret)
	ctx := context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: &unsent{http.Response{Body: http.NoBody}}})
	transport := config.Client(ctx, oauth1.NewToken(benchToken, benchTokenSecret)).Transport
	request := benchRequest(tb)
	return func() {
		response, err := transport.RoundTrip(request)
		if err != nil {
			tb.Fatal(err)
		}
		_ = response.Body.Close() // http.NoBody: costs nothing
	}
}

func signFloor(tb testing.TB) func() {
	base, err := signature.NewBase(signature.Request{URL: benchURL}, benchParams(benchNonce()))
	if err != nil {
		tb.Fatal(err)
	}
	key, text := []byte(signature.SigningKey(benchSecret, benchTokenSecret)), []byte(base.String)
	return func() {
		benchNonce()
		mac := hmac.New(sha1.New, key)
		mac.Write(text)
		base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
}
