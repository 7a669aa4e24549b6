package oauth1

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"countersign/flow/oauth1/reply"
	"countersign/flow/oauth1/signature"
)

// maxRedirects is how many redirects are followed.
const maxRedirects = 3

// retries decides whether a request is sent again: once with the provider's time, once with another nonce, and for a
// few redirects on the same origin.
type retries struct {
	never     bool
	clock     *clock
	now       func() time.Time
	redirects int
	from      string // the URL before the first redirect
	nonceUsed bool
	clockSet  bool
	guessed   bool          // the clock was corrected although the refusal gave no reason
	before    time.Duration // the offset before the correction
}

func newRetries(c *Client) *retries {
	return &retries{never: c.options.SendOnce, clock: c.clock, now: c.options.Now, before: c.clock.offset()}
}

// again reports whether to send the request again, and changes it as the response requires.
func (r *retries) again(out *outgoing, in *Response) bool {
	if r.never {
		return false
	}
	next, moved := out.redirected(in)
	switch {
	case moved && r.redirects < maxRedirects:
		if r.from == "" {
			r.from = out.URL
		}
		out.URL = next
		r.redirects++
	case in.Problem == "nonce_used" && !r.nonceUsed:
		r.nonceUsed = true
	case !r.clockSet && r.clock.correct(in, r.now()):
		r.clockSet, r.guessed = true, in.Problem == ""
	case !r.clockSet && r.before != 0 && in.Problem == "timestamp_refused":
		r.clock.set(0) // the refusal contradicts a remembered correction
		r.clockSet = true
	default:
		if r.guessed && in.unexplained() || r.clockSet && r.clock.offset() == 0 && in.Problem == "timestamp_refused" { // it was not the clock
			r.clock.set(r.before)
		}
		return false
	}
	return true
}

// redirected returns the URL of a redirect that a signed request may follow: by GET or HEAD, on the same origin.
// Another origin would get a valid signature (as in CVE-2026-54605).
func (o outgoing) redirected(in *Response) (string, bool) {
	location := in.Header.Get("Location")
	if in.Status < 301 || in.Status > 308 || in.Status == http.StatusNotModified || location == "" ||
		o.Method != http.MethodGet && o.Method != http.MethodHead {
		return "", false
	}
	base, err := url.Parse(o.URL)
	if err != nil {
		return "", false
	}
	to, err := base.Parse(location)
	if err != nil || !SameOrigin(o.URL, to.String()) {
		return "", false
	}
	to.Fragment = ""
	to.RawQuery = withoutOAuth(to.RawQuery)
	return to.String(), true
}

// withoutOAuth removes the oauth parameters that a redirect repeats from a signed query.
func withoutOAuth(query string) string {
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		p := signature.ParseForm(pair)
		return len(p) > 0 && strings.HasPrefix(p[0].Name, "oauth_")
	})
	return strings.Join(pairs, "&")
}

// clock is the difference between a provider's clock and this machine's. All requests of an authorization or a
// connection share it.
type clock struct{ skew atomic.Int64 }

func (c *clock) set(skew time.Duration) { c.skew.Store(int64(skew)) }

func (c *clock) offset() time.Duration { return time.Duration(c.skew.Load()) }

// correct sets the clock by a response that rejects our timestamp, whatever its status, and reports whether that changed it. A
// refusal without a reason counts if the clocks differ by minutes.
func (c *clock) correct(in *Response, now time.Time) bool {
	refused := in.Problem == "timestamp_refused"
	if !refused && !in.unexplained() {
		return false
	}
	skew := c.offset() + in.Reply.Skew // a message compares the provider's time with the timestamp that was sent
	if !in.Reply.HasSkew {
		date, ok := reply.ServerDate(in.Header)
		if !ok {
			return false
		}
		skew = date.Sub(now).Round(time.Second)
	}
	off := (skew - c.offset()).Abs()
	if off < time.Second || !refused && off < clockTolerance {
		return false
	}
	c.set(skew)
	return true
}

// unexplained reports a refusal without a reason, which an old timestamp may have caused.
func (r *Response) unexplained() bool {
	return r.Problem == "" && r.Reply.Cause == "" && r.Status >= 400 && r.Status <= 403
}
