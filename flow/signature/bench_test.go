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

	"countersign/flow/signature"
)

// The request that every side signs: a GET with 8 query parameters.
const (
	benchURL = "https://api.example.com/services/rest?method=photos.search&text=caf%C3%A9%20%26%20bar" +
		"&bbox=-122.52%2C37.70%2C-122.35%2C37.83&min_taken_date=2026-01-01%2000%3A00%3A00" +
		"&extras=geo%2Ctags%2Curl_o%2Cowner_name&sort=date-taken-desc&per_page=250&format=json"
	benchKey         = "sampleConsumerKey01234567"
	benchSecret      = "sampleConsumerSecret012345678901234567890123456789"
	benchToken       = "123456789-sampleAccessToken0123456789012345678901"
	benchTokenSecret = "sampleTokenSecret0123456789012345678901234567"
)

// perTurn is how often each side signs before the next one's turn.
const perTurn = 200

// BenchmarkSignedGET signs the same request three ways in one run and reports
// how they compare: ours, dghubble/oauth1's http transport (its only way to
// sign), and the floor below which nobody gets, which is the HMAC-SHA1 of a
// finished base string, its base64 and a nonce.
func BenchmarkSignedGET(b *testing.B) {
	ours, theirs, floor := signOurs(b), signTheirs(b), signFloor(b)
	var turns [3][]time.Duration
	for b.Loop() {
		// In turns, so that a busy machine slows all three alike.
		for i, sign := range []func(){ours, theirs, floor} {
			start := time.Now()
			for range perTurn {
				sign()
			}
			turns[i] = append(turns[i], time.Since(start))
		}
	}
	each := func(i int) float64 {
		slices.Sort(turns[i])
		return float64(turns[i][len(turns[i])/2].Nanoseconds()) / perTurn
	}
	b.ReportMetric(0, "ns/op") // the three together say nothing
	b.ReportMetric(each(0), "ours-ns")
	b.ReportMetric(each(1), "dghubble-ns")
	b.ReportMetric(each(2), "floor-ns")
	b.ReportMetric(each(1)/each(0), "x-faster-than-dghubble")
	b.ReportMetric(each(0)/each(2), "x-floor")
	b.ReportMetric(testing.AllocsPerRun(100, ours), "ours-allocs")
	b.ReportMetric(testing.AllocsPerRun(100, theirs), "dghubble-allocs")
}

func BenchmarkOurs(b *testing.B) {
	sign := signOurs(b)
	b.ReportAllocs()
	for b.Loop() {
		sign()
	}
}

func BenchmarkFloor(b *testing.B) {
	sign := signFloor(b)
	b.ReportAllocs()
	for b.Loop() {
		sign()
	}
}

func BenchmarkDghubble(b *testing.B) {
	sign := signTheirs(b)
	b.ReportAllocs()
	for b.Loop() {
		sign()
	}
}

func BenchmarkNewBase(b *testing.B) {
	oauth := benchParams("137131201", "7d8f3e4a7d8f3e4a7d8f3e4a7d8f3e4a")
	b.ReportAllocs()
	for b.Loop() {
		signature.NewBase(signature.Request{Method: "GET", URL: benchURL}, oauth)
	}
}

func benchParams(timestamp, nonce string) []signature.Param {
	return append(make([]signature.Param, 0, 7), []signature.Param{
		{Name: "oauth_consumer_key", Value: benchKey},
		{Name: "oauth_nonce", Value: nonce},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"},
		{Name: "oauth_timestamp", Value: timestamp},
		{Name: "oauth_token", Value: benchToken},
		{Name: "oauth_version", Value: "1.0"},
	}...)
}

func benchNonce() string {
	var random [16]byte
	rand.Read(random[:])
	return hex.EncodeToString(random[:])
}

func signOurs(tb testing.TB) func() {
	signer, err := signature.NewSigner(signature.HMACSHA1, benchSecret, "")
	if err != nil {
		tb.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodGet, benchURL, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return func() {
		oauth := benchParams("137131201", benchNonce())
		base, err := signature.NewBase(signature.Request{Method: "GET", URL: benchURL}, oauth)
		if err != nil {
			tb.Fatal(err)
		}
		sum, err := signer.Sign(benchTokenSecret, base.String)
		if err != nil {
			tb.Fatal(err)
		}
		request.Header.Set("Authorization", signature.Header("", append(oauth, signature.Param{Name: "oauth_signature", Value: sum})))
	}
}

type answerer struct{ response *http.Response }

func (a answerer) RoundTrip(*http.Request) (*http.Response, error) { return a.response, nil }

func signTheirs(tb testing.TB) func() {
	config := oauth1.NewConfig(benchKey, benchSecret)
	ctx := context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: answerer{&http.Response{}}})
	transport := config.Client(ctx, oauth1.NewToken(benchToken, benchTokenSecret)).Transport
	request, err := http.NewRequest(http.MethodGet, benchURL, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return func() {
		if _, err := transport.RoundTrip(request); err != nil {
			tb.Fatal(err)
		}
	}
}

func signFloor(tb testing.TB) func() {
	base, err := signature.NewBase(signature.Request{Method: "GET", URL: benchURL}, benchParams("137131201", benchNonce()))
	if err != nil {
		tb.Fatal(err)
	}
	key, text := []byte(benchSecret+"&"+benchTokenSecret), []byte(base.String)
	return func() {
		benchNonce()
		mac := hmac.New(sha1.New, key)
		mac.Write(text)
		base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
}
