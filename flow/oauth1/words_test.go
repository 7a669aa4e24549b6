package oauth1

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/flow/oauth1/paste"
	"countersign/flow/oauth1/reply"
	"countersign/flow/oauth1/signature"
)

func TestClockOffIsSaid(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	date := func(d time.Duration) http.Header {
		return http.Header{"Date": {now.Add(d).UTC().Format(http.TimeFormat)}}
	}
	for _, c := range []struct {
		body   string
		header http.Header
		want   string
	}{
		{"oauth_problem=timestamp_refused", date(-10 * time.Minute), "10m0s ahead of"},
		{"oauth_problem=timestamp_refused", date(time.Hour), "1h0m0s behind"},
		{"oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1799999000-1799999600", date(0), "11m40s ahead of"},
		{"oauth_problem=timestamp_refused", date(time.Second), "Check this machine's clock"},
		{"oauth_problem=signature_invalid", date(time.Hour), "consumer secret"},
		{"oauth_problem=made_up", date(0), "registered with the provider"},
	} {
		in := response(http.StatusUnauthorized, c.header, c.body)
		in.client.options.Now = func() time.Time { return now }
		in.Reply = reply.Parse(reply.Input{Step: reply.RequestToken, Status: in.Status, Header: c.header, Body: in.Body, Now: now})
		if got := in.hint(StepRequestToken); !strings.Contains(got, c.want) {
			t.Errorf("%s: hint %q, want %q in it", c.body, got, c.want)
		}
	}
}

func TestReadTokenReply(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, format string
		empty        bool
		token        string
		secret       string
		extra        int
		wrong        string
	}{
		"form":             {body: "oauth_token=a%20b&oauth_token_secret=c%26d", token: "a b", secret: "c&d"},
		"trailing newline": {body: "oauth_token=a&oauth_token_secret=b\r\n", token: "a", secret: "b"},
		"extra fields":     {body: "user_id=1&oauth_token=a&oauth_token_secret=b&screen_name=x", token: "a", secret: "b", extra: 2},
		"JSON":             {body: ` {"oauth_token":"a","oauth_token_secret":"b","user_id":12345678901234567890}`, token: "a", secret: "b", extra: 1},
		"JSON as a form":   {body: `{"oauth_token":"a"}`, format: "form", wrong: "no oauth_token"},
		"broken JSON":      {body: `{"oauth_token":`, wrong: "no oauth_token"},
		"semicolons":       {body: "oauth_token=a;b&oauth_token_secret=c", token: "a;b", secret: "c"},
		"twice":            {body: "oauth_token=a&oauth_token=b&oauth_token_secret=c", wrong: "duplicate oauth_token"},
		"no secret":        {body: "oauth_token=a", wrong: "no oauth_token_secret"},
		"empty secret":     {body: "oauth_token=a&oauth_token_secret=", empty: true, token: "a"},
		"problem in a 200": {body: "oauth_problem=token_used", wrong: "problem"},
		"error in a 200":   {body: "Error: mwoauth-invalid-signature", wrong: "no oauth_token"},
	} {
		in := response(http.StatusOK, http.Header{}, c.body)
		in.Reply = reply.Parse(reply.Input{Step: reply.AccessToken, Status: http.StatusOK, Header: in.Header, Body: in.Body, Format: c.format})
		r, err := readTokenReply(in, c.empty)
		if c.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%s: error %v, want %q in it", name, err, c.wrong)
			}
			continue
		}
		if err != nil || r.token != c.token || r.secret.Reveal() != c.secret || len(r.extra) != c.extra {
			t.Errorf("%s: %q %q %v, error %v", name, r.token, r.secret.Reveal(), r.extra, err)
		}
	}
	if _, err := readTokenReply(&Response{Status: http.StatusOK, Truncated: true}, false); err == nil {
		t.Error("an endless reply was taken")
	}
}

func TestEnter(t *testing.T) {
	t.Parallel()
	authorization := func() *Pending {
		p := newAuthorization(false)
		p.reply.token = "tok"
		return p
	}
	for pasted, want := range map[string]string{
		"123456":                                "123456",
		" 123-456-789\r\n":                      "123-456-789",
		"abc#_=_":                               "abc",
		"dmVyaWZpZXI=":                          "dmVyaWZpZXI=",
		"oauth_token=tok&oauth_verifier=v":      "v",
		"?oauth_verifier=v&oauth_token=tok#_=_": "v",
		"http://127.0.0.1:1/c?wp_scope=*&oauth_verifier=v%20w":       "v w",
		"https://x.example/c?a=1;b&oauth_token=tok&oauth_verifier=v": "v",
	} {
		p := authorization()
		if err := p.Enter(pasted); err != nil || p.outcome.verified == nil || p.outcome.verified.verifier.Reveal() != want {
			t.Errorf("Enter(%q): %v", pasted, err)
		}
	}
	for pasted, want := range map[string]error{
		"http://127.0.0.1:1/callback":                     errNoVerifier,
		"https://x.example/authorize?oauth_token=tok":     nil,
		"oauth_token=other&oauth_verifier=v":              errOtherAuthorization,
		"http://127.0.0.1:1/c?denied=tok":                 ErrDenied,
		"http://127.0.0.1:1/c?denied=other":               errNoVerifier,
		"http://127.0.0.1:1/c?oauth_problem=user_refused": ErrDenied,
		"http://127.0.0.1:1/c?error=access_denied":        ErrDenied,
		strings.Repeat("9", paste.Limit+1):                nil,
		"a b":                                             errNoVerifier,
	} {
		err := authorization().Enter(pasted)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("Enter(%.60q) gave %v, want %v", pasted, err, want)
		}
	}
}

func TestReadCallbackReturnsTheVerifier(t *testing.T) {
	t.Parallel()
	p := newAuthorization(true)
	p.reply.token = "tok"
	v, err := p.readCallback(signature.ParseForm("oauth_token=tok&oauth_verifier=v"), false)
	if err != nil || v != "v" {
		t.Errorf("with a verifier: %v", err)
	}
	if v, err = p.readCallback(signature.ParseForm("oauth_token=tok"), false); err != nil || v != "" {
		t.Errorf("without one: %v", err)
	}
}

func TestWithQuery(t *testing.T) {
	t.Parallel()
	for _, w := range [][3]string{
		{"https://a/b", "c=d", "https://a/b?c=d"},
		{"https://a/b?x", "c=d", "https://a/b?x&c=d"},
		{"https://a/b?", "c=d", "https://a/b?c=d"},
		{"https://a/b#f", "", "https://a/b"},
	} {
		if got := WithQuery(w[0], w[1]); got != w[2] {
			t.Errorf("WithQuery(%q, %q) = %q", w[0], w[1], got)
		}
	}
}
