package oauth1

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"countersign/flow/oauth1/signature"
)

// maxRedirects bounds how often an answer may point elsewhere.
const maxRedirects = 3

// retries decides whether a request is sent again: once with the provider's time, once with another nonce, a few times to
// where a redirect points on the same origin. All other responses are the caller's.
type retries struct {
	clock     *clock
	now       func() time.Time
	redirects int
	nonceUsed bool
	clockSet  bool
	guessed   bool          // the clock was corrected though nobody spoke of it
	before    time.Duration // what the clock was corrected from
}

func newRetries(c *Client) *retries {
	return &retries{clock: c.clock, now: c.options.Now, before: c.clock.offset()}
}

// again reports whether the request goes out once more, and changes it where the response wants it otherwise.
func (r *retries) again(out *outgoing, in *incoming, p problem) bool {
	next, moved := out.redirected(in)
	switch {
	case moved && r.redirects < maxRedirects:
		out.url = next
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

// redirected gives the address that an answer points to, if a signed request may follow it: by GET or HEAD, on the same
// origin. Anywhere else a fresh, valid signature would be handed to whoever the answer names (CVE-2026-54605 is that).
func (o outgoing) redirected(in *incoming) (string, bool) {
	location := in.header.Get("Location")
	if in.status < 301 || in.status > 308 || in.status == http.StatusNotModified || location == "" ||
		o.method != http.MethodGet && o.method != http.MethodHead {
		return "", false
	}
	base, err := url.Parse(o.url)
	if err != nil {
		return "", false
	}
	to, err := base.Parse(location)
	if err != nil || !SameOrigin(o.url, to.String()) {
		return "", false
	}
	to.Fragment = ""
	to.RawQuery = withoutProtocol(to.RawQuery)
	return to.String(), true
}

// withoutProtocol drops oauth parameters that a redirect repeats from a signed query: they are made anew.
func withoutProtocol(query string) string {
	if !strings.Contains(query, "oauth_") {
		return query
	}
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		if p := signature.ParseForm(pair); len(p) == 0 || !strings.HasPrefix(p[0].Name, "oauth_") {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// clock is how far a provider's clock is from this machine's. It is shared by all requests of a dance or a connection; a
// nil one keeps this machine's time.
type clock struct{ skew atomic.Int64 }

func newClock(skew time.Duration) *clock {
	c := &clock{}
	c.set(skew)
	return c
}

func (c *clock) set(skew time.Duration) { c.skew.Store(int64(skew)) }

func (c *clock) offset() time.Duration {
	if c == nil {
		return 0
	}
	return time.Duration(c.skew.Load())
}

// correct learns the provider's time from an answer that refuses ours, and reports whether it learnt anything: by the range
// that the provider accepts, else by the Date of its answer. A refusal that gives no reason counts when the clocks are
// minutes apart.
func (c *clock) correct(p problem, in *incoming, now time.Time) bool {
	refused := p.name == "timestamp_refused"
	if c == nil || !refused && !unexplained(p, in) {
		return false
	}
	server, ok := p.serverTime(in.header)
	if !ok {
		return false
	}
	skew := server.Sub(now).Round(time.Second)
	off := (skew - c.offset()).Abs()
	if off < time.Second || !refused && off < clockTolerance {
		return false
	}
	c.set(skew)
	return true
}

// unexplained reports a refusal by a provider that does not say why: an old timestamp may be behind it.
func unexplained(p problem, in *incoming) bool {
	return p.name == "" && in.status >= 400 && in.status <= 403
}
