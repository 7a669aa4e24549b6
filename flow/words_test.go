package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"countersign/flow/signature"
)

func TestSecretPrintsAsDots(t *testing.T) {
	t.Parallel()
	const text = "sample-secret"
	s := struct{ S Secret }{NewSecret(text)}
	shown := []string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s.S))
	}
	asJSON, err := json.Marshal(map[string]any{"s": s, "p": &s.S})
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "secret", s.S, "struct", s)
	shown = append(shown, string(asJSON), logged.String(), fmt.Errorf("wrapped %v", s).Error())
	for _, line := range shown {
		if strings.Contains(line, text) || strings.Contains(line, fmt.Sprintf("%x", text)) {
			t.Errorf("shown: %s", line)
		}
	}
	if NewSecret("").String() != "" || s.S.Reveal() != text {
		t.Error("an empty secret shows dots, or Reveal does not give the secret")
	}
}

func TestWordsOfAPage(t *testing.T) {
	t.Parallel()
	page := "<html><head><title>x</title></head><style>p{}</style><p>Invalid &amp; expired<br>token</p></html>"
	if got := words(page, "text/html"); got != "Invalid & expired token" {
		t.Errorf("words gave %q", got)
	}
}

func TestProblemIsFoundWhereverItStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		challenge, body, problem, advice string
	}{
		"header":         {`OAuth realm="a, b", oauth_problem="token_rejected", oauth_problem_advice="connect%20again"`, "", "token_rejected", "connect again"},
		"quoted comma":   {`oauth realm="x=\"1\", y", oauth_problem=nonce_used`, "", "nonce_used", ""},
		"body":           {"", "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2\n", "timestamp_refused", ""},
		"other scheme":   {`Bearer error="invalid_token"`, "", "", ""},
		"nothing at all": {"", "Internal error", "", ""},
		"broken header":  {`OAuth realm="never ends, oauth_problem=x`, "", "", ""},
		"unknown name":   {`OAuth oauth_problem="made_up"`, "", "made_up", ""},
	} {
		h := http.Header{}
		if c.challenge != "" {
			h.Set("WWW-Authenticate", c.challenge)
		}
		p := findProblem(h, []byte(c.body))
		if p.name != c.problem || p.advice != c.advice {
			t.Errorf("%s: found %q, %q", name, p.name, p.advice)
		}
	}
}

func TestClockOffIsSaid(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	date := func(d time.Duration) http.Header {
		return http.Header{"Date": {now.Add(d).UTC().Format(http.TimeFormat)}}
	}
	ranged := problem{name: "timestamp_refused", fields: map[string]string{"oauth_acceptable_timestamps": "1799999000-1799999600"}}
	for _, c := range []struct {
		p      problem
		header http.Header
		want   string
	}{
		{problem{name: "timestamp_refused"}, date(-10 * time.Minute), "10m0s ahead of"},
		{problem{name: "timestamp_refused"}, date(time.Hour), "1h0m0s behind"},
		{ranged, date(0), "11m40s ahead of"},
		{problem{name: "timestamp_refused"}, date(time.Second), "compare this machine's clock"},
		{problem{name: "signature_invalid"}, date(time.Hour), "consumer secret"},
		{problem{name: "made_up"}, date(0), "registered at the provider"},
	} {
		if got := c.p.hint(StepRequestToken, c.header, now); !strings.Contains(got, c.want) {
			t.Errorf("%s: hint %q, want %q in it", c.p.name, got, c.want)
		}
	}
}

func TestAdviceFitsTheCause(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"full disk":    {&fs.PathError{Op: "write", Path: "index.json", Err: syscall.ENOSPC}, "look at what was given"},
		"refused":      {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "reaches the service"},
		"no answer":    {context.DeadlineExceeded, "did not answer in time"},
		"unknown host": {&net.OpError{Op: "dial", Err: &net.DNSError{Name: "service.example"}}, "host's name"},
	} {
		if got := Explain(c.err); !strings.Contains(got.Next, c.want) {
			t.Errorf("%s: %q, want %q in it", name, got.Next, c.want)
		}
	}
	if got := Explain(errors.New("one\ntwo\n")); got.What != "one; two" {
		t.Errorf("two lines read %q", got.What)
	}
}

func TestTokenReplyIsReadAsProvidersWriteIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, kind string
		empty      bool
		token      string
		secret     string
		extra      int
		wrong      string
	}{
		"form":             {body: "oauth_token=a%20b&oauth_token_secret=c%26d", token: "a b", secret: "c&d"},
		"trailing newline": {body: "oauth_token=a&oauth_token_secret=b\r\n", token: "a", secret: "b"},
		"extra fields":     {body: "user_id=1&oauth_token=a&oauth_token_secret=b&screen_name=x", token: "a", secret: "b", extra: 2},
		"JSON":             {body: ` {"oauth_token":"a","oauth_token_secret":"b","user_id":12345678901234567890}`, token: "a", secret: "b", extra: 1},
		"JSON as a form":   {body: `{"oauth_token":"a"}`, kind: "form", wrong: "no oauth_token"},
		"broken JSON":      {body: `{"oauth_token":`, wrong: "no JSON"},
		"semicolons":       {body: "oauth_token=a;b&oauth_token_secret=c", token: "a;b", secret: "c"},
		"twice":            {body: "oauth_token=a&oauth_token=b&oauth_token_secret=c", wrong: "twice"},
		"no secret":        {body: "oauth_token=a", wrong: "no oauth_token_secret"},
		"empty secret":     {body: "oauth_token=a&oauth_token_secret=", empty: true, token: "a"},
		"problem in a 200": {body: "oauth_problem=token_used", wrong: "problem"},
		"error in a 200":   {body: "Error: mwoauth-invalid-signature", wrong: "no oauth_token"},
	} {
		r, err := readTokenReply(&incoming{status: http.StatusOK, body: []byte(c.body)}, c.kind, c.empty)
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
	if _, err := readTokenReply(&incoming{status: http.StatusOK, truncated: true}, "", false); err == nil {
		t.Error("an endless reply was taken")
	}
}

func TestPastedTextIsRecognised(t *testing.T) {
	t.Parallel()
	dance := func() *Pending {
		p := newDance(false)
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
		p := dance()
		if err := p.Enter(pasted); err != nil || p.verified == nil || p.verified.verifier.Reveal() != want {
			t.Errorf("Enter(%q): %v", pasted, err)
		}
	}
	for pasted, want := range map[string]error{
		"http://127.0.0.1:1/callback":                     errNoVerifier,
		"https://x.example/authorize?oauth_token=tok":     errNoVerifier,
		"oauth_token=other&oauth_verifier=v":              errOtherDance,
		"http://127.0.0.1:1/c?denied=tok":                 ErrDenied,
		"http://127.0.0.1:1/c?denied=other":               errOtherDance,
		"http://127.0.0.1:1/c?oauth_problem=user_refused": ErrDenied,
		"http://127.0.0.1:1/c?error=access_denied":        ErrDenied,
		strings.Repeat("9", verifierLimit+1):              nil,
		"a b":                                             nil,
	} {
		err := dance().Enter(pasted)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("Enter(%.60q) gave %v, want %v", pasted, err, want)
		}
	}
}

func TestVerifierIsNeverDropped(t *testing.T) {
	t.Parallel()
	p := newDance(true)
	p.reply.token = "tok"
	v, err := p.judge(signature.ParseForm("oauth_token=tok&oauth_verifier=v"), false)
	if err != nil || v.verifier.Reveal() != "v" {
		t.Errorf("with a verifier: %v", err)
	}
	if v, err = p.judge(signature.ParseForm("oauth_token=tok"), false); err != nil || !v.verifier.Empty() {
		t.Errorf("without one: %v", err)
	}
}

func TestTargetsStandOnTheBase(t *testing.T) {
	t.Parallel()
	c := &Connection{}
	c.api.BaseURI = "https://api.example/2/"
	for target, want := range map[string]string{
		"/me":                       "https://api.example/2/me",
		"me?a=b c&d=é":              "https://api.example/2/me?a=b%20c&d=%C3%A9",
		"":                          "https://api.example/2/",
		"?a=1":                      "https://api.example/2/?a=1",
		"https://other.example/x":   "https://other.example/x",
		"/go?to=https://a.example/": "https://api.example/2/go?to=https://a.example/",
		"go?to=https://a.example/":  "https://api.example/2/go?to=https://a.example/",
		"?to=https://a.example/":    "https://api.example/2/?to=https://a.example/",
	} {
		if got, own := c.resolve(target); got != want || own != strings.HasPrefix(want, "https://api.example/") {
			t.Errorf("resolve(%q) = %q, own %v", target, got, own)
		}
	}
	for _, w := range [][3]string{
		{"https://a/b", "c=d", "https://a/b?c=d"},
		{"https://a/b?x", "c=d", "https://a/b?x&c=d"},
		{"https://a/b?", "c=d", "https://a/b?c=d"},
		{"https://a/b#f", "", "https://a/b"},
	} {
		if got := withQuery(w[0], w[1]); got != w[2] {
			t.Errorf("withQuery(%q, %q) = %q", w[0], w[1], got)
		}
	}
}

func TestBodyTypeIsGuessed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"a":1}`: jsonType, "12": jsonType, "a=1&b=2": formType, "a = b": "text/plain; charset=utf-8",
		"<a b='c'/>": "text/plain; charset=utf-8", "\xff\xfe": "application/octet-stream",
	} {
		if got := guessType([]byte(body)); got != want {
			t.Errorf("guessType(%q) = %q, want %q", body, got, want)
		}
	}
}
