package sandbox

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestTimestampWindow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	for _, tc := range []struct {
		offset int64
		advice string // "" passes
	}{
		{-300, ""},
		{300, ""},
		{-301, "301 seconds behind the sandbox's clock"},
		{301, "301 seconds ahead of the sandbox's clock"},
		{-epoch + 1, "behind the sandbox's clock"},
	} {
		t.Run(fmt.Sprint(tc.offset), func(t *testing.T) {
			got := b.send(call{
				method: http.MethodGet, target: pathMe, token: token,
				oauth: map[string]string{"oauth_timestamp": fmt.Sprint(epoch + tc.offset)},
			})
			if tc.advice == "" {
				if got.status != http.StatusOK {
					t.Errorf("got %d: %s", got.status, got.body)
				}
				return
			}
			wantProblem(t, got, 401, "timestamp_refused", tc.advice)
			if around := got.form.Get("oauth_acceptable_timestamps"); around != fmt.Sprintf("%d-%d", epoch-300, epoch+300) {
				t.Errorf("acceptable: %q", around)
			}
			if got.header.Get("Date") != time.Unix(epoch, 0).UTC().Format(http.TimeFormat) {
				t.Errorf("Date is %s, another clock than the timestamps'", got.header.Get("Date"))
			}
		})
	}
}

func TestNonceReuse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	anna, ben := b.connect("anna"), b.connect("ben")
	send := func(token credentials, timestamp int64) reply {
		return b.send(call{
			method: http.MethodGet, target: pathMe, token: token,
			oauth: map[string]string{"oauth_nonce": "same", "oauth_timestamp": fmt.Sprint(timestamp)},
		})
	}
	passes := func(got reply) {
		t.Helper()
		if got.status != http.StatusOK {
			t.Fatalf("got %d: %s", got.status, got.body)
		}
	}
	forged := credentials{anna.token, "sample-wrong-secret"}
	wantProblem(t, send(forged, epoch+1), 401, "signature_invalid", "")
	passes(send(anna, epoch+1)) // a forged request does not use it up
	wantProblem(t, send(anna, epoch+1), 401, "nonce_used", `"same"`)
	passes(send(anna, epoch+2))
	passes(send(ben, epoch+1))
	b.pass(301 * time.Second) // epoch+1 is still good, so still remembered
	wantProblem(t, send(anna, epoch+1), 401, "nonce_used", "")
	b.pass(time.Second)
	wantProblem(t, send(anna, epoch+1), 401, "timestamp_refused", "")
}

func TestNonceExpiry(t *testing.T) {
	t.Parallel()
	var n nonces
	n.use(10, 0, "a")
	n.use(20, 0, "a")
	n.use(30, 20, "b")
	if len(n.used) != 2 {
		t.Errorf("%d timestamps are kept, want 2", len(n.used))
	}
}

func TestPlaintextWithoutTimestampAndNonce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	send := func(timestamp, nonce string) reply {
		return b.send(call{method: http.MethodGet, target: pathMe, token: token, oauth: map[string]string{
			"oauth_signature_method": "PLAINTEXT", "oauth_timestamp": timestamp, "oauth_nonce": nonce,
		}})
	}
	for range 2 {
		if got := send("-", "-"); got.status != http.StatusOK {
			t.Errorf("got %d: %s", got.status, got.body)
		}
	}
	wantProblem(t, send("12", "-"), 401, "timestamp_refused", "")
	send(fmt.Sprint(epoch), "given")
	wantProblem(t, send(fmt.Sprint(epoch), "given"), 401, "nonce_used", "")
}

func TestConcurrentNonce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	var passed atomic.Int32
	var all sync.WaitGroup
	for range 16 {
		request := b.request(call{method: http.MethodGet, target: pathMe, token: token, oauth: map[string]string{"oauth_nonce": "same"}})
		all.Go(func() {
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				passed.Add(1)
			}
		})
	}
	all.Wait()
	if passed.Load() != 1 {
		t.Errorf("%d passed, want 1", passed.Load())
	}
}
