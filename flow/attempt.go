package flow

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"countersign/flow/signature"
)

// maxRedirects bounds how often an answer may point elsewhere.
const maxRedirects = 3

// converse sends a request, and sends it again, signed afresh, where the answer itself says how to be taken: once with the
// provider's time, once with another nonce, a few times to where a redirect points on the same origin. All other answers
// are the caller's.
func (cl *client) converse(ctx context.Context, c Config, out outgoing) (*incoming, problem, error) {
	redirects, clockSet, nonceSpent := 0, false, false
	kept, guessed := c.clock.offset(), false
	for {
		in, err := cl.send(ctx, c, out)
		if err != nil {
			return nil, problem{}, err
		}
		p := in.problem()
		in.exchange.ProviderBase, in.exchange.Problem, in.exchange.Advice = out.conceal(p.base), p.name, p.advice
		next, moved := out.redirected(in)
		switch {
		case moved && redirects < maxRedirects:
			out.url = next
			redirects++
		case p.name == "nonce_used" && !nonceSpent:
			nonceSpent = true
		case !clockSet && c.clock.correct(p, in, cl.now()):
			clockSet, guessed = true, p.name == ""
		default:
			if guessed && unexplained(p, in) { // it was not the clock
				c.clock.set(kept)
			}
			return in, p, nil
		}
		in.exchange.Failure = cmp.Or(p.said(), statusText(in.status))
		cl.traffic.add(*in.exchange)
		cl.debug.Note("retry", "step", string(out.step), "because", in.exchange.Failure)
	}
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
	if err != nil || !sameOrigin(o.url, to.String()) {
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
