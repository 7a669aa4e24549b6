package oauth1

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"countersign/flow/oauth1/signature"
)

// maxRedirects is how many redirects are followed.
const maxRedirects = 3

// retries decides whether a request is sent again: once with the provider's time, once with another nonce, and for a
// few redirects on the same origin.
type retries struct {
	clock     *clock
	now       func() time.Time
	redirects int
	nonceUsed bool
	clockSet  bool
	guessed   bool          // the clock was corrected although the refusal gave no reason
	before    time.Duration // the offset before the correction
}

func newRetries(c *Client) *retries {
	return &retries{clock: c.clock, now: c.options.Now, before: c.clock.offset()}
}

// again reports whether to send the request again, and changes it as the response requires.
func (r *retries) again(out *outgoing, in *Response, p problem) bool {
	next, moved := out.redirected(in)
	switch {
	case moved && r.redirects < maxRedirects:
		out.URL = next
		r.redirects++
	case p.name == "nonce_used" && !r.nonceUsed:
		r.nonceUsed = true
	case !r.clockSet && r.clock.correct(p, in, r.now()):
		r.clockSet, r.guessed = true, p.name == ""
	default:
		if r.guessed && unexplained(p, in) { // it was not the clock
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

// correct sets the clock by a response that rejects our timestamp, and reports whether that changed it. A refusal
// without a reason counts if the clocks differ by minutes.
func (c *clock) correct(p problem, in *Response, now time.Time) bool {
	refused := p.name == "timestamp_refused"
	if !refused && !unexplained(p, in) {
		return false
	}
	server, ok := p.serverTime(in.Header)
	skew := server.Sub(now).Round(time.Second)
	off := (skew - c.offset()).Abs()
	if !ok || off < time.Second || !refused && off < clockTolerance {
		return false
	}
	c.set(skew)
	return true
}

// unexplained reports a refusal without a reason, which an old timestamp may have caused.
func unexplained(p problem, in *Response) bool {
	return p.name == "" && in.Status >= 400 && in.Status <= 403
}
