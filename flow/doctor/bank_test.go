package doctor_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"countersign/flow/doctor"
	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/internal/secret"
)

const (
	consumerKey    = "dpf43f3p2l4k3l03"
	consumerSecret = "kd94hf93k423kf44kd94hf93k423kf44"
	accessToken    = "nnch734d00sl2jdk-7719"
	tokenSecret    = "pfkkdhi9sl3r4s00pfkkdhi9sl3r4s00pfkk"
)

// situation is a refusal with its true cause.
type situation struct {
	kind     string // explains, silent, misleads
	name     string
	cause    cause.ID
	provider func(p *provider)
	user     func(c *circumstances)
}

// circumstances are what the user's connection looks like.
type circumstances struct {
	doctor.Evidence

	t         *testing.T
	base      string // the provider's address
	provider  *provider
	transport http.RoundTripper
}

// config changes both the refused request's config and the test request's.
func (c *circumstances) config(change func(*oauth1.Config)) {
	change(&c.Refused.Config)
	change(&c.Test.Config)
}

// request makes the refused request one to the API.
func (c *circumstances) request(method, target string) {
	c.Step = reply.API
	c.Refused.RequestToken = false
	c.Refused.Request = oauth1.Request{
		Method: method, URL: c.base + target, Header: http.Header{},
		Token: accessToken, TokenSecret: secret.New(tokenSecret), Limit: 1 << 20,
	}
}

// body is a request with a body.
func (c *circumstances) body(target, kind, body string) {
	c.request("POST", target)
	c.Refused.Request.Header.Set("Content-Type", kind)
	c.Refused.Request.Body = []byte(body)
}

// accessTokenRequest makes the refused request the one for an access token.
func (c *circumstances) accessTokenRequest() {
	c.request("POST", "/oauth/access_token")
	c.Step = reply.AccessToken
	c.Refused.Request.Token, c.Refused.Request.TokenSecret = "temporary0001", secret.New("temporarysecret0001")
	c.Refused.Request.OAuth = []oauth1.Param{{Name: "oauth_verifier", Value: "473829"}}
	c.Facts.HasTest = false
}

// sender sends as the product does.
type sender struct {
	transport http.RoundTripper
	count     int
	body      []byte // of the last response
	sent      time.Time
}

func (s *sender) RoundTrip(r *http.Request) (*http.Response, error) {
	s.count++
	resp, err := s.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	s.body, err = io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(s.body))
	return resp, err
}

func (s *sender) Send(ctx context.Context, t doctor.Trial) oauth1.Attempt {
	s.sent = time.Now().Add(t.Skew)
	c := oauth1.NewClient(t.Config, oauth1.Options{Transport: s, Skew: t.Skew})
	if t.RequestToken {
		return c.TryRequestToken(ctx, t.Callback)
	}
	return c.Try(ctx, t.Request)
}

// wantRight is how many of the situations must be named right, in percent.
const wantRight = 95

// verdict is a line of the table.
type verdict struct {
	situation
	doctor.Diagnosis
}

func TestBank(t *testing.T) {
	var bank []situation
	for _, list := range [][]situation{explaining(t), silence(t), misleading(t)} {
		bank = append(bank, list...)
	}
	if len(bank) < 60 {
		t.Errorf("the bank has %d situations, want 60 or more", len(bank))
	}
	run(t, bank)
}

func run(t *testing.T, bank []situation) {
	right := tabulate(t, bank)
	if right*100 < len(bank)*wantRight {
		t.Errorf("%d of %d named right, want %d %%", right, len(bank), wantRight)
	}
}

// tabulate logs the doctor's verdicts, fails for a wrong one that it claims, and counts the right ones.
func tabulate(t *testing.T, bank []situation) (right int) {
	var verdicts []verdict
	for _, s := range bank {
		t.Run(strings.ReplaceAll(s.kind+" "+s.name, "/", "|"), func(t *testing.T) {
			verdicts = append(verdicts, verdict{s, examine(t, s)})
		})
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tkind\tsituation\ttrue cause\tverdict\tconfidence\trequests")
	for _, v := range verdicts {
		mark := "wrong"
		if v.Cause == v.situation.cause {
			mark = ""
			right++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\n",
			mark, v.kind, v.name, v.situation.cause, v.Cause, v.Confidence, v.Requests)
		if mark != "" && (v.Confidence == doctor.Proven || v.Confidence == doctor.Likely) {
			t.Errorf("%s: %s, which is wrong, is %s", v.name, v.Cause, v.Confidence)
		}
	}
	w.Flush()
	t.Logf("%d of %d named right\n%s", right, len(bank), table.String())
	return right
}

func examine(t *testing.T, s situation) doctor.Diagnosis {
	p := &provider{
		consumers: map[string]string{consumerKey: consumerSecret}, blocked: map[string]failure{},
		tokens: map[string]string{accessToken: tokenSecret}, dead: map[string]failure{},
		used: map[string]bool{}, writes: map[string]int{}, answer: silent,
	}
	if s.provider != nil {
		s.provider(p)
	}
	c := &circumstances{t: t, provider: p}
	start := httptest.NewServer
	if strings.Contains(s.name, "over https") {
		start = httptest.NewTLSServer
	}
	server := start(p)
	t.Cleanup(server.Close)
	c.transport = server.Client().Transport
	c.base = server.URL
	config := oauth1.Config{
		Provider: "Sample", ConsumerKey: consumerKey, ConsumerSecret: secret.New(consumerSecret),
		RequestTokenURI: c.base + "/oauth/request_token", AuthorizeURI: c.base + "/oauth/authorize",
		TokenURI: c.base + "/oauth/access_token",
	}
	c.request("GET", "/api/account")
	c.Refused.Config = config
	c.Test = c.Refused
	c.Facts = doctor.Facts{OwnOrigin: true, HasTest: true}
	c.Step, c.Refused.RequestToken, c.Refused.Callback = reply.RequestToken, true, "oob"
	c.Refused.Request = oauth1.Request{}
	s.user(c)
	if c.Refused.RequestToken {
		c.Facts.HasTest = false // there is no access token yet
	}
	if !c.Facts.HasTest {
		c.Test = doctor.Trial{}
	}

	out := &sender{transport: c.transport}
	c.Attempt = out.Send(t.Context(), c.Refused)
	if c.Step == reply.AccessToken && c.Attempt.Err == nil {
		c.Attempt.Reply = reply.Parse(reply.Input{
			Step: c.Step, Status: c.Attempt.Reply.Status, Header: c.Attempt.Header, Body: out.body,
			Sent: out.sent, Now: time.Now(),
		})
	}
	c.Now = time.Now()
	sent := out.count
	p.mu.Lock()
	before := p.count
	p.mu.Unlock()
	d, err := doctor.Diagnose(t.Context(), c.Evidence, out, doctor.Options{})
	if err != nil {
		t.Errorf("Diagnose: %v", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if out.count-sent != d.Requests {
		t.Errorf("%d requests were sent, the diagnosis says %d", out.count-sent, d.Requests)
	}
	all := c.transport == server.Client().Transport && s.kind != "oauthlib" && len(c.Facts.Environments) == 0
	if all && p.count-before != d.Requests {
		t.Errorf("the provider saw %d requests, the diagnosis says %d", p.count-before, d.Requests)
	}
	if d.Requests > doctor.MaxRequests {
		t.Errorf("%d requests were sent, at most %d may be", d.Requests, doctor.MaxRequests)
	}
	for what, n := range p.writes {
		if n > 1 {
			t.Errorf("%s was sent %d times", what, n)
		}
	}
	swapped := s.cause == cause.KeysSwapped || s.cause == cause.TokenAndConsumerSwapped
	if !swapped && !suggestsSwap.MatchString(c.Attempt.Reply.Message) {
		assertNoSecret(t, c, strings.Join(p.seen, "\n"))
	}
	t.Logf("%s (%s): %s\nFix: %+v", cmp.Or(d.Cause, "none"), d.Confidence, strings.Join(d.Evidence, " "), d.Fix)
	return d
}

// suggestsSwap matches words after which swapped values may be tried, which sends a secret as a key.
var suggestsSwap = regexp.MustCompile(`(?i)(unknown|invalid) consumer key|consumer_key_unknown`)

// assertNoSecret fails if a secret of the connection or of the provider arrived there in clear text.
func assertNoSecret(t *testing.T, c *circumstances, seen string) {
	t.Helper()
	secrets := []string{
		c.Refused.Config.ConsumerSecret.Reveal(), c.Refused.Request.TokenSecret.Reveal(),
		c.Test.Request.TokenSecret.Reveal(),
	}
	for _, s := range c.provider.consumers {
		secrets = append(secrets, s)
	}
	for _, s := range c.provider.tokens {
		secrets = append(secrets, s)
	}
	for _, s := range secrets {
		for _, form := range []string{s, escape(s), url.QueryEscape(s), strings.TrimSpace(s)} {
			if form != "" && strings.Contains(seen, form) {
				t.Errorf("the provider saw the secret %q", s)
			}
		}
	}
}
