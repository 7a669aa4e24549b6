package reply

import (
	"cmp"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"countersign/flow/oauth1/cause"
)

var (
	epoch  = regexp.MustCompile(`\b1[0-9]{9}\b`)
	labels = regexp.MustCompile(`(?i)\b(yours?|client|request|received|sent|you|oauth_timestamp|ours?|server|current|now|expected|local)\b[^0-9]{0,24}(1[0-9]{9})\b`)
	dates  = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?\b`)
)

// skew finds how far the provider's clock is ahead of the one that the request was signed by: by the range of timestamps that
// it accepts, or by both times in its message.
func (r *Reply) skew(in Input, acceptable, evidence string) {
	from, to, _ := strings.Cut(acceptable, "-")
	lo, err1 := strconv.ParseInt(strings.TrimSpace(from), 10, 64)
	hi, err2 := strconv.ParseInt(strings.TrimSpace(to), 10, 64)
	if err1 == nil && err2 == nil && lo <= hi {
		r.setSkew(time.Unix(lo+(hi-lo)/2, 0), cmpTime(in.Sent, in.Now))
		return
	}
	if r.Problem != "timestamp_refused" {
		return
	}
	var yours, ours time.Time
	for _, m := range labels.FindAllStringSubmatch(evidence, -1) {
		at := parseEpoch(m[2])
		switch strings.ToLower(m[1])[0] {
		case 'y', 'r':
			yours = at
		default:
			if strings.HasPrefix(strings.ToLower(m[1]), "oauth") || strings.EqualFold(m[1], "client") || strings.EqualFold(m[1], "sent") {
				yours = at
			} else {
				ours = at
			}
		}
	}
	if ours.IsZero() || yours.IsZero() {
		for _, digits := range epoch.FindAllString(evidence, -1) {
			switch at := parseEpoch(digits); {
			case at.Equal(in.Sent):
				yours = at
			case at.Equal(yours):
			default:
				ours = at
			}
		}
	}
	if yours.IsZero() {
		yours = in.Sent
	}
	if !ours.IsZero() && !yours.IsZero() && !ours.Equal(yours) {
		r.setSkew(ours, yours)
		return
	}
	for _, date := range dates.FindAllString(evidence, -1) {
		at, err := time.Parse(time.RFC3339, date)
		if err == nil && !in.Sent.IsZero() && at.Sub(in.Sent).Abs() > time.Second {
			r.setSkew(at, in.Sent)
		}
	}
}

func (r *Reply) setSkew(theirs, ours time.Time) {
	if ours.IsZero() {
		return
	}
	r.Skew, r.HasSkew = theirs.Sub(ours).Round(time.Second), true
}

func cmpTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

func parseEpoch(digits string) time.Time {
	n, _ := strconv.ParseInt(digits, 10, 64) // ten digits
	return time.Unix(n, 0)
}

// ServerDate is the time in the response's Date header.
func ServerDate(h http.Header) (time.Time, bool) {
	at, err := http.ParseTime(h.Get("Date"))
	return at, err == nil
}

// findWait reads how long to wait: Retry-After in seconds or as a date (RFC 9110 section 10.2.3), or a rate limit's reset.
func (r *Reply) findWait(in Input) {
	wait := r.Cause == cause.RateLimited // some providers refuse with 403
	if !wait && in.Status != http.StatusTooManyRequests && in.Status != http.StatusServiceUnavailable {
		return
	}
	now := in.Now
	if date, ok := ServerDate(in.Header); ok {
		now = date // whose clock the date in Retry-After belongs to
	}
	after := in.Header.Get("Retry-After")
	if n, err := strconv.ParseFloat(strings.TrimSpace(after), 64); err == nil {
		r.Wait = time.Duration(n * float64(time.Second))
	} else if at, err := http.ParseTime(after); err == nil {
		r.Wait = at.Sub(now)
	} else if n, err := strconv.ParseFloat(cmp.Or(in.Header.Get("X-Rate-Limit-Reset"), in.Header.Get("X-RateLimit-Reset"), in.Header.Get("RateLimit-Reset")), 64); err == nil {
		switch {
		case n > 1e12:
			r.Wait = time.UnixMilli(int64(n)).Sub(now)
		case n > 1e9:
			r.Wait = time.Unix(int64(n), 0).Sub(now)
		default:
			r.Wait = time.Duration(n * float64(time.Second))
		}
	}
	const longest = 24 * time.Hour
	r.Wait = min(max(r.Wait, 0), longest)
}
