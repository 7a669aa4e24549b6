package flow_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/flow"
	"countersign/flow/oauth1"
)

// provider is a fake whose token steps always succeed, and whose API answers by api. It remembers the oauth parameters of
// each request.
type provider struct {
	base string
	api  http.HandlerFunc

	mu       sync.Mutex
	requests []map[string]string // oauth parameters of the header, with path and method under those names
	tokens   int
	reply    string // added to the access-token reply
}

func newProvider(t *testing.T, api http.HandlerFunc) *provider {
	t.Helper()
	p := &provider{api: api}
	p.base = fakeProvider(t, p.serve)
	return p
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	seen := map[string]string{"method": r.Method, "path": r.URL.Path}
	for _, pair := range strings.Split(strings.TrimPrefix(r.Header.Get("Authorization"), "OAuth "), ", ") {
		name, value, _ := strings.Cut(pair, "=")
		seen[name] = strings.Trim(value, `"`)
	}
	p.requests = append(p.requests, seen)
	token := r.URL.Path == "/request" || r.URL.Path == "/access"
	if token {
		p.tokens++
	}
	n, reply := p.tokens, p.reply
	p.mu.Unlock()
	if token {
		fmt.Fprintf(w, "oauth_token=token-%d&oauth_token_secret=sample-secret-%d&oauth_callback_confirmed=true%s", n, n, reply)
		return
	}
	p.api(w, r)
}

// seen lists what one field was in all requests to path.
func (p *provider) seen(path, field string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []string
	for _, r := range p.requests {
		if r["path"] == path {
			list = append(list, r[field])
		}
	}
	return list
}

// connected keeps a connection to p, whose dialect may be more than plain.
func connected(t *testing.T, m *flow.Manager, p *provider, more string) *flow.Connection {
	t.Helper()
	s := setupOf(t, m, connectorFolder(t, p.base, more))
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)
	return c
}

func problem(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
	w.WriteHeader(http.StatusUnauthorized)
	io.WriteString(w, "oauth_problem="+text)
}

func TestProvidersTimeIsTakenOnceAndRemembered(t *testing.T) {
	t.Parallel()
	const ahead = 3600
	for name, refuse := range map[string]func(http.ResponseWriter){
		"by its range": func(w http.ResponseWriter) {
			now := time.Now().Unix() + ahead
			problem(w, fmt.Sprintf("timestamp_refused&oauth_acceptable_timestamps=%d-%d", now-300, now+300))
		},
		"by its date": func(w http.ResponseWriter) {
			w.Header().Set("Date", time.Now().Add(ahead*time.Second).UTC().Format(http.TimeFormat))
			problem(w, "timestamp_refused")
		},
		"without a reason": func(w http.ResponseWriter) {
			w.Header().Set("Date", time.Now().Add(ahead*time.Second).UTC().Format(http.TimeFormat))
			w.WriteHeader(http.StatusUnauthorized)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p *provider
			p = newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
				stamps := p.seen("/me", "oauth_timestamp")
				stamp, _ := strconv.ParseInt(stamps[len(stamps)-1], 10, 64)
				if off := stamp - time.Now().Unix() - ahead; off < -300 || off > 300 {
					refuse(w)
				}
			})
			m := newManager(t)
			connected(t, m, p, "")
			for want := 2; want <= 3; want++ { // refused and corrected, then right at once
				c, err := m.Connections.Open(t.Context(), "sample")
				must(t, err)
				resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
				must(t, err)
				if got := len(p.seen("/me", "path")); resp.Status != http.StatusOK || got != want {
					t.Fatalf("%s after %d requests, want %d", resp.StatusText(), got, want)
				}
				if skew := resp.Exchange.ClockSkew.Seconds(); skew < ahead-5 || skew > ahead+5 {
					t.Errorf("the exchange shows a skew of %v s", skew)
				}
			}
		})
	}
}

func TestTimestampIsCorrectedOnlyOnce(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		problem(w, "timestamp_refused")
	})
	m := newManager(t)
	resp, err := connected(t, m, p, "").Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	if n := len(p.seen("/me", "path")); n != 2 || resp.Explanation() == nil {
		t.Errorf("%d requests, trouble %v", n, resp.Explanation())
	}
}

func TestClockThatDidNotHelpIsNotKept(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { // a cached refusal, say: its date is old
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusForbidden)
	})
	m := newManager(t)
	c := connected(t, m, p, "")
	for range 2 {
		_, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
	}
	stamps := p.seen("/me", "oauth_timestamp")
	if stamp, _ := strconv.ParseInt(stamps[2], 10, 64); len(stamps) != 4 || time.Now().Unix()-stamp > 60 {
		t.Errorf("timestamps %v: the third should be this machine's again", stamps)
	}
}

func TestSpentNonceIsReplacedOnce(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { problem(w, "nonce_used") })
	m := newManager(t)
	resp, err := connected(t, m, p, "").Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	nonces := p.seen("/me", "oauth_nonce")
	if len(nonces) != 2 || nonces[0] == nonces[1] {
		t.Errorf("nonces %v, want two different ones", nonces)
	}
	if e := resp.Explanation(); e == nil || !strings.Contains(e.ProviderMessage, "nonce_used") {
		t.Errorf("trouble: %+v", e)
	}
}

func TestDataOfASuccessIsNoRefusal(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"nonce_used", "token_expired"} {
		p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "a note of a stranger&oauth_problem="+word)
		})
		p.reply = "&oauth_session_handle=sample-handle"
		m := newManager(t)
		resp, err := connected(t, m, p, "").Send(t.Context(), flow.Request{Method: http.MethodPost, Target: "/notes"})
		must(t, err)
		if n := len(p.seen("/notes", "path")); n != 1 || resp.Explanation() != nil {
			t.Errorf("%s: sent %d times, trouble %+v", word, n, resp.Explanation())
		}
	}
}

func TestCorrectedClockGetsNoBlame(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusUnauthorized)
	})
	m := newManager(t)
	resp, err := connected(t, m, p, "").Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	if e := resp.Explanation(); e == nil || strings.Contains(e.Next, "clock") {
		t.Errorf("trouble: %+v", e)
	}
}

func TestRedirectIsFollowedOnTheSameOriginOnly(t *testing.T) {
	t.Parallel()
	elsewhere := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/me?a=1", http.StatusSeeOther)
		case "/away":
			http.Redirect(w, r, elsewhere.base+"/me", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		}
	})
	m := newManager(t)
	c := connected(t, m, p, "")

	resp, err := c.Send(t.Context(), flow.Request{Target: "/moved"})
	must(t, err)
	first, second := p.seen("/moved", "oauth_nonce"), p.seen("/me", "oauth_nonce")
	if resp.Status != http.StatusOK || len(second) != 1 || first[0] == second[0] {
		t.Errorf("%s, nonces %v then %v", resp.StatusText(), first, second)
	}
	for target, sent := range map[string]int{"/away": 1, "/round": 4} {
		resp, err := c.Send(t.Context(), flow.Request{Target: target})
		must(t, err)
		if n := len(p.seen(target, "path")); n != sent || resp.Status != http.StatusFound || resp.Explanation() == nil {
			t.Errorf("%s: %s after %d requests, want %d", target, resp.StatusText(), n, sent)
		}
	}
	resp, err = c.Send(t.Context(), flow.Request{Method: http.MethodPost, Target: "/moved", Body: []byte("x")})
	must(t, err)
	if resp.Status != http.StatusSeeOther || len(p.seen("/me", "path")) != 1 {
		t.Errorf("a POST was sent on: %s", resp.StatusText())
	}
	if n := len(elsewhere.seen("/me", "path")); n != 0 {
		t.Errorf("%d signed requests went to another origin", n)
	}
}

func TestExpiredTokenIsRenewedOnceAndKept(t *testing.T) {
	t.Parallel()
	var p *provider
	p = newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		tokens := p.seen("/me", "oauth_token")
		if tokens[len(tokens)-1] == "token-2" {
			problem(w, "token_expired")
		}
	})
	p.reply = "&oauth_session_handle=sample-handle&user_id=7"
	m := newManager(t)
	connected(t, m, p, "")
	for range 2 {
		c, err := m.Connections.Open(t.Context(), "sample")
		must(t, err)
		resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
		if resp.Status != http.StatusOK {
			t.Fatalf("%s: %+v", resp.StatusText(), resp.Explanation())
		}
	}
	if tokens := p.seen("/me", "oauth_token"); strings.Join(tokens, " ") != "token-2 token-3 token-3" {
		t.Errorf("called with %v: the new token was not kept", tokens)
	}
	handles, old := p.seen("/access", "oauth_session_handle"), p.seen("/access", "oauth_token")
	if len(handles) != 2 || handles[1] != "sample-handle" || old[1] != "token-2" || p.seen("/access", "oauth_verifier")[1] != "" {
		t.Errorf("renewed with handle %v and token %v", handles, old)
	}
}

func TestTokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	p.reply = "&oauth_session_handle=sample-handle&oauth_expires_in=3600"
	now := time.Now()
	clock := now
	m := newManager(t, func(o *flow.Options) { o.Now = func() time.Time { return clock } })
	c := connected(t, m, p, "")
	if want := now.Add(time.Hour).UTC(); !c.Entry.Expires.Equal(want) {
		t.Errorf("expires %v, want %v", c.Entry.Expires, want)
	}
	for _, step := range []struct {
		passed time.Duration
		token  string
	}{{0, "token-2"}, {58 * time.Minute, "token-2"}, {59*time.Minute + time.Second, "token-3"}} {
		clock = now.Add(step.passed)
		_, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
		if tokens := p.seen("/me", "oauth_token"); tokens[len(tokens)-1] != step.token {
			t.Errorf("after %v called with %v, want %s", step.passed, tokens, step.token)
		}
	}
	list, err := m.Connections.List(t.Context())
	must(t, err)
	if want := now.Add(59*time.Minute + time.Second + time.Hour); list[0].Expires.Sub(want).Abs() > time.Second {
		t.Errorf("listed as expiring %v, want %v", list[0].Expires, want)
	}
}

func TestRenewalAtItsOwnAddressMayJustSayYes(t *testing.T) {
	t.Parallel()
	expired := true
	var mu sync.Mutex
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case r.URL.Path == "/renew" && r.Method == http.MethodGet:
			expired = false
			io.WriteString(w, "Access Token has been renewed")
		case expired:
			problem(w, "token_expired")
		}
	})
	m := newManager(t)
	c := connected(t, m, p, fmt.Sprintf("dialect: {renew: {uri: %s/renew, method: GET}}", p.base))
	resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	if resp.Status != http.StatusOK || strings.Join(p.seen("/me", "oauth_token"), " ") != "token-2 token-2" {
		t.Errorf("%s, called with %v", resp.StatusText(), p.seen("/me", "oauth_token"))
	}
}

func TestRefusedRenewalIsExplained(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { problem(w, "token_expired") })
	m := newManager(t)
	c := connected(t, m, p, fmt.Sprintf("dialect: {renew: {uri: %s/renew}}", p.base))
	_, err := c.Send(t.Context(), flow.Request{Target: "/me"})
	if e := flow.Explain(err); !strings.Contains(e.What, "refresh the access token") || !strings.Contains(e.Next, oauth1.HintReconnect) {
		t.Errorf("explanation: %+v", e)
	}
}

func TestAnAnswerTellsWhenTheTokenHasEnded(t *testing.T) {
	t.Parallel()
	for problemName, ended := range map[string]bool{"token_revoked": true, "token_rejected": true, "nonce_used": false, "": false} {
		p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			if problemName != "" {
				problem(w, problemName)
			}
		})
		c := connected(t, newManager(t), p, "")
		resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		if err != nil || resp.NeedsReconnect() != ended {
			t.Errorf("%q: ended %v, %v", problemName, !ended, err)
		}
	}
}
