package sandbox

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// bench is a sandbox under test with a clock that the test moves, and a client
// that signs by code of its own.
type bench struct {
	t      *testing.T
	server *httptest.Server
	clock  atomic.Int64 // seconds since 1970
	nonce  atomic.Int64

	mu    sync.Mutex
	lines []string
}

// Where the token steps and the page of the plain sandbox are.
const (
	pathRequestToken = "/oauth/request_token"
	pathAuthorize    = "/oauth/authorize"
	pathAccessToken  = "/oauth/access_token"
)

const epoch = 1_800_000_000

func newBench(t *testing.T) *bench {
	t.Helper()
	return newBenchWith(t, nil)
}

func newBenchWith(t *testing.T, random io.Reader) *bench {
	t.Helper()
	return newBenchOf(t, Options{Random: random})
}

// newBenchOf takes all options but the clock and the log.
func newBenchOf(t *testing.T, o Options) *bench {
	t.Helper()
	b := &bench{t: t}
	b.clock.Store(epoch)
	o.Now = func() time.Time { return time.Unix(b.clock.Load(), 0) }
	o.Log = func(line string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.lines = append(b.lines, line)
	}
	b.server = httptest.NewServer(New(o))
	t.Cleanup(b.server.Close)
	return b
}

// pass moves the clock.
func (b *bench) pass(d time.Duration) { b.clock.Add(int64(d / time.Second)) }

// call is a request to sign and send.
type call struct {
	method, target string            // POST and a raw path with query, unless told otherwise
	query          [][2]string       // the target's pairs, where url.ParseQuery can't tell
	body           string            // with its contentType
	contentType    string            //
	oauth          map[string]string // instead of, and besides, the usual parameters; "-" leaves one out
	token          credentials       //
	consumerSecret string            // the right one, unless told otherwise
	place          string            // "header", unless "form" or "query"
	header         http.Header       // added last, so Authorization may replace the one made
}

type credentials struct{ token, secret string }

// reply is what came back, its body read as a form too.
type reply struct {
	status int
	header http.Header
	body   string
	form   url.Values
}

var testDigests = map[string]func() hash.Hash{"HMAC-SHA1": sha1.New, "HMAC-SHA256": sha256.New, "HMAC-SHA512": sha512.New}

func testEncode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// parameters are the oauth_ parameters but the signature.
func (b *bench) parameters(c call) map[string]string {
	oauth := map[string]string{
		"oauth_consumer_key":     ConsumerKey,
		"oauth_signature_method": "HMAC-SHA1",
		"oauth_timestamp":        fmt.Sprint(b.clock.Load()),
		"oauth_nonce":            fmt.Sprintf("nonce%d", b.nonce.Add(1)),
	}
	if c.token.token != "" {
		oauth["oauth_token"] = c.token.token
	}
	maps.Copy(oauth, c.oauth)
	maps.DeleteFunc(oauth, func(_, value string) bool { return value == "-" })
	return oauth
}

// base is the signature base string, made another way than the sandbox's:
// net/url decodes, and whole pairs are sorted.
func (b *bench) base(c call, oauth map[string]string) string {
	b.t.Helper()
	target, err := url.Parse(b.server.URL + c.target)
	if err != nil {
		b.t.Fatal(err)
	}
	pairs := slices.Clone(c.query)
	for name, value := range oauth {
		pairs = append(pairs, [2]string{name, value})
	}
	var parsed []string
	if c.query == nil {
		parsed = append(parsed, target.RawQuery)
	}
	if strings.HasPrefix(c.contentType, formType) {
		parsed = append(parsed, c.body)
	}
	for _, raw := range parsed {
		values, err := url.ParseQuery(raw)
		if err != nil {
			b.t.Fatal(err)
		}
		for name, all := range values {
			for _, value := range all {
				pairs = append(pairs, [2]string{name, value})
			}
		}
	}
	lines := make([]string, len(pairs))
	for i, p := range pairs {
		lines[i] = testEncode(p[0]) + "\x00" + testEncode(p[1])
	}
	slices.Sort(lines)
	joined := strings.ReplaceAll(strings.Join(lines, "&"), "\x00", "=")
	uri := b.server.URL + target.EscapedPath()
	return strings.Join([]string{c.method, testEncode(uri), testEncode(joined)}, "&")
}

func testSignature(method, consumerSecret, tokenSecret, base string) string {
	key := testEncode(consumerSecret) + "&" + testEncode(tokenSecret)
	digest := testDigests[method]
	if digest == nil {
		return key
	}
	mac := hmac.New(digest, []byte(key))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// request signs a call and puts the oauth_ parameters in their place.
func (b *bench) request(c call) *http.Request {
	b.t.Helper()
	if c.method == "" {
		c.method = http.MethodPost
	}
	if c.consumerSecret == "" {
		c.consumerSecret = ConsumerSecret
	}
	if c.place == "form" {
		c.contentType = formType
	}
	oauth := b.parameters(c)
	if _, given := c.oauth["oauth_signature"]; !given {
		oauth["oauth_signature"] = testSignature(oauth["oauth_signature_method"], c.consumerSecret, c.token.secret, b.base(c, oauth))
	}
	var header, form []string
	for _, name := range slices.Sorted(maps.Keys(oauth)) {
		header = append(header, fmt.Sprintf(`%s="%s"`, name, testEncode(oauth[name])))
		form = append(form, name+"="+testEncode(oauth[name]))
	}
	pairs := strings.Join(form, "&")
	switch c.place {
	case "form":
		c.body = strings.Trim(c.body+"&"+pairs, "&")
	case "query":
		separator := "?"
		if strings.Contains(c.target, "?") {
			separator = "&"
		}
		c.target += separator + pairs
	}
	r, err := http.NewRequestWithContext(b.t.Context(), c.method, b.server.URL+c.target, strings.NewReader(c.body))
	if err != nil {
		b.t.Fatal(err)
	}
	if c.contentType != "" {
		r.Header.Set("Content-Type", c.contentType)
	}
	if c.place == "" || c.place == "header" {
		r.Header.Set("Authorization", `OAuth realm="a \"realm\", with a comma", `+strings.Join(header, ", "))
	}
	maps.Copy(r.Header, c.header)
	return r
}

// send signs and sends a call.
func (b *bench) send(c call) reply {
	b.t.Helper()
	return b.do(b.request(c))
}

// do sends a request and follows no redirect.
func (b *bench) do(r *http.Request) reply {
	b.t.Helper()
	response, err := b.server.Client().Transport.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	form, _ := url.ParseQuery(string(body))
	return reply{response.StatusCode, response.Header, string(body), form}
}

// get fetches a target without signing.
func (b *bench) get(target string, header http.Header) reply {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.server.URL+target, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	maps.Copy(r.Header, header)
	return b.do(r)
}

// ask gets a request token.
func (b *bench) ask(callback string) credentials {
	b.t.Helper()
	got := b.send(call{target: pathRequestToken, oauth: map[string]string{"oauth_callback": callback}})
	return b.credentials(got)
}

func (b *bench) credentials(got reply) credentials {
	b.t.Helper()
	if got.status != http.StatusOK {
		b.t.Fatalf("got status %d: %s", got.status, got.body)
	}
	return credentials{got.form.Get("oauth_token"), got.form.Get("oauth_token_secret")}
}

// consent posts the consent form.
func (b *bench) consent(header http.Header, fields ...string) reply {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+pathAuthorize,
		strings.NewReader(strings.Join(fields, "&")))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", formType)
	maps.Copy(r.Header, header)
	return b.do(r)
}

var asJSON = http.Header{"Accept": {"application/json"}}

// allow gives consent to an out-of-band request token and returns its verifier.
func (b *bench) allow(token, username string) string {
	b.t.Helper()
	got := b.consent(asJSON, "oauth_token="+token, "decision=allow", "account="+username)
	var answer struct{ Verifier string }
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil || answer.Verifier == "" {
		b.t.Fatalf("consent answered %d %s", got.status, got.body)
	}
	return answer.Verifier
}

// exchange trades a request token for an access token.
func (b *bench) exchange(token credentials, verifier string) reply {
	b.t.Helper()
	return b.send(call{target: pathAccessToken, token: token, oauth: map[string]string{"oauth_verifier": verifier}})
}

// connect makes the whole dance.
func (b *bench) connect(username string) credentials {
	b.t.Helper()
	token := b.ask("oob")
	return b.credentials(b.exchange(token, b.allow(token.token, username)))
}

// wantProblem checks a refusal: its status, its name in challenge and body, and
// words of its advice.
func wantProblem(t *testing.T, got reply, status int, name, advice string) {
	t.Helper()
	if got.status != status || got.form.Get("oauth_problem") != name {
		t.Fatalf("got %d %q, want %d %q; body: %s", got.status, got.form.Get("oauth_problem"), status, name, got.body)
	}
	if challenge := got.header.Get("WWW-Authenticate"); !strings.HasPrefix(challenge,
		`OAuth realm="countersign sandbox", oauth_problem="`+name+`"`) {
		t.Errorf("challenge is %q", challenge)
	}
	if got.header.Get("Content-Type") != formType {
		t.Errorf("content type is %q", got.header.Get("Content-Type"))
	}
	if text := got.form.Get("oauth_problem_advice"); !strings.Contains(text, advice) || text == "" {
		t.Errorf("advice %q lacks %q", text, advice)
	}
}
