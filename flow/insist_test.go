package flow_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"countersign/flow"
	"countersign/flow/oauth1/signature"
	"countersign/flow/sandbox"
	"countersign/internal/testenv"
)

// insistence is one way in which a provider departs from plain RFC 5849 and takes nothing else.
type insistence struct {
	name    string
	dialect string // what tells a connector of it; without, the provider refuses
	given   string // further dialect, said both times
	config  string // further lines of getOAuthConfig
	client  string // further lines of makeApiClient

	at      []flow.Step             // where the gate looks; nil where the provider's answers make the difference
	insists func(*arrived) bool     // what passes the gate
	problem string                  // what the others are told; "" for a text of the gate's own
	refused string                  // what plain dialect ends with, when that is not the gate's word
	behind  func(port int) *elder   // what stands behind the gate; nil for the sandbox
	before  func(*arrived)          // leads the request to what the sandbox knows
	after   func(*arrived, *answer) // makes the sandbox's answer the provider's

	deny bool                                          // the person refuses: the dance is to end so
	then func(context.Context, *flow.Connection) error // after the calls
}

// answer is what stands behind the gate said.
type answer = httptest.ResponseRecorder

// complaint is how the gate refuses.
const complaint = "sample-insistence"

// insisting is the provider of an insistence: the sandbox, whose checks of signatures and of the dance are real, behind a
// gate. BASE and PORT in the dialect stand for its own address and for a free port of this machine.
type insisting struct {
	insistence
	base   string
	port   int
	behind http.Handler

	mu      sync.Mutex
	looked  int             // requests that were held against the insistence
	marks   map[string]bool // what happened so far
	secrets []string        // token secrets and verifiers that were given out
}

func newInsisting(t *testing.T, i insistence) *insisting {
	t.Helper()
	p := &insisting{insistence: i, port: fixedPort(t), marks: map[string]bool{}, behind: sandbox.New(sandbox.Options{})}
	if i.behind != nil {
		p.behind = i.behind(p.port)
	}
	p.base = fakeProvider(t, p.serve)
	return p
}

func (p *insisting) serve(w http.ResponseWriter, r *http.Request) {
	a := readArrived(r)
	a.provider = p
	if slices.Contains(p.at, a.step) && !p.passes(a) {
		problem(w, cmp.Or(p.problem, "parameter_rejected")+"&oauth_problem_advice="+url.QueryEscape(complaint))
		return
	}
	if p.before != nil {
		p.before(a)
	}
	said := httptest.NewRecorder()
	p.behind.ServeHTTP(said, a.Request)
	p.remember(said)
	if p.after != nil {
		p.after(a, said)
	}
	for name, values := range said.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(said.Code)
	w.Write(said.Body.Bytes())
}

func (p *insisting) passes(a *arrived) bool {
	p.mu.Lock()
	p.looked++
	p.mu.Unlock()
	return p.insists(a)
}

// remember keeps the secrets that an answer gives out.
func (p *insisting) remember(said *answer) {
	reply, _ := url.ParseQuery(said.Body.String())
	location, _ := url.Parse(said.Header().Get("Location"))
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, secret := range []string{reply.Get("oauth_token_secret"), location.Query().Get("oauth_verifier")} {
		if secret != "" {
			p.secrets = append(p.secrets, secret)
		}
	}
}

func (p *insisting) mark(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marks[what] = true
}

func (p *insisting) marked(what string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.marks[what]
}

// journey makes a connection as a person does, and calls with it. Its error is the first refusal, of the provider or ours.
func (p *insisting) journey(t *testing.T, m *flow.Manager, dialect string) error {
	t.Helper()
	s := setupOf(t, m, p.connector(t, dialect))
	must(t, s.Set("consumerKey", sandbox.ConsumerKey))
	must(t, s.Set("consumerSecret", sandbox.ConsumerSecret))
	// Nothing here waits long; a dance that nobody settles should fail the test and not hold it up.
	ctx, cancel := context.WithTimeout(t.Context(), testenv.WaitTimeout())
	defer cancel()
	given, err := m.WithoutAuthorization(ctx, s)
	if err != nil {
		return err
	}
	if given != nil {
		c, err := given.Save(ctx, "sample", true)
		if err != nil {
			return err
		}
		return callAll(ctx, c)
	}
	pending, err := m.Begin(ctx, s, flow.BeginOptions{})
	if err != nil {
		return err
	}
	defer pending.Close()
	if err := p.browse(t, pending); err != nil {
		return err
	}
	waiting, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		select {
		case n := <-pending.Notices(): // what a user would read while the authorization goes on
			stop(errors.New(string(n)))
		case <-waiting.Done():
		}
	}()
	v, err := pending.Wait(waiting)
	if err != nil {
		return errors.Join(err, context.Cause(waiting))
	}
	token, err := v.AccessToken(ctx)
	if err != nil {
		return err
	}
	c, err := m.Connections.Save(ctx, s, token, "sample", true)
	if err != nil {
		return err
	}
	if err := callAll(ctx, c); err != nil || p.then == nil {
		return err
	}
	return p.then(ctx, c)
}

// connector writes a connector that says no more of the provider than dialect.
func (p *insisting) connector(t *testing.T, dialect string) string {
	t.Helper()
	dir := connectorFolder(t, p.base, "")
	fill := strings.NewReplacer("BASE", p.base, "PORT", strconv.Itoa(p.port))
	write(t, filepath.Join(dir, "auth", "get-oauth-config.map.yml"), fill.Replace(`consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: BASE/oauth/request_token
authorizeUri: BASE/oauth/authorize
tokenUri: BASE/oauth/access_token
`+p.config+"\ndialect: {"+dialect+"}\n"))
	write(t, filepath.Join(dir, "auth", "make-api-client.map.yml"), fill.Replace("baseUri: BASE\n"+p.client+"\n"))
	return dir
}

// browse does what a person does in the browser. A page on the way that refuses is an error; where the callback ended, the
// dance itself tells.
func (p *insisting) browse(t *testing.T, pending *flow.Pending) error {
	t.Helper()
	resp, err := http.Get(pending.AuthorizeURL()) //nolint:noctx // a browser of a test
	must(t, err)
	page := read(t, resp)
	if strings.Contains(page, "<form") {
		decision := "allow"
		if p.deny {
			decision = "deny"
		}
		token := between(t, page, `name="oauth_token"`, `value="`, `"`)
		resp, err = http.PostForm(p.base+"/oauth/authorize", url.Values{"oauth_token": {token}, "decision": {decision}, "account": {"anna"}}) //nolint:noctx // as above
		must(t, err)
		page = read(t, resp)
	}
	switch {
	case strings.HasPrefix(resp.Request.URL.String(), pending.Callback()):
		return nil
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("the page at %s answered %s: %s", resp.Request.URL.Path, resp.Status, page)
	case strings.Contains(page, `id="verifier"`):
		return pending.Enter(between(t, page, `id="verifier"`, ">", "<"))
	}
	return nil
}

// callAll sends a call of each kind: without a body, with a form, with a body that is none, and where there can be none.
func callAll(ctx context.Context, c *flow.Connection) error {
	for _, r := range []flow.Request{
		{Target: "/echo?a=2&a=1"},
		{Method: http.MethodPost, Target: "/echo?b=1", Form: []flow.Pair{{Name: "a", Value: "é &"}, {Name: "a", Value: ""}}},
		{Method: http.MethodPut, Target: "/echo", Body: []byte(`{"a": 1}`)},
		{Method: http.MethodDelete, Target: "/echo"},
		{Method: http.MethodHead, Target: "/echo"},
	} {
		resp, err := c.Send(ctx, r)
		if err != nil {
			return err
		}
		if resp.Status != http.StatusOK {
			return fmt.Errorf("%s %s: %s: %+v", r.Method, r.Target, resp.StatusText(), resp.Explanation())
		}
	}
	return nil
}

// arrived is a request as the provider got it.
type arrived struct {
	*http.Request
	provider  *insisting
	step      flow.Step
	query     url.Values
	form      url.Values // of a form body
	body      []byte
	oauth     map[string]string // decoded, wherever they stand
	placement string            // header, query or body; "" when there is no signature
}

var authorizationPair = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)

func readArrived(r *http.Request) *arrived {
	a := &arrived{Request: r, query: r.URL.Query(), oauth: map[string]string{}}
	a.body, _ = io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(a.body))
	if r.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
		a.form, _ = url.ParseQuery(string(a.body))
	}
	header := url.Values{}
	for _, pair := range authorizationPair.FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		value, _ := url.PathUnescape(pair[2])
		header.Set(pair[1], value)
	}
	for place, values := range map[string]url.Values{"header": header, "query": a.query, "body": a.form} {
		if values.Has("oauth_signature") {
			a.placement = place
		}
		for name := range values {
			if strings.HasPrefix(name, "oauth_") {
				a.oauth[name] = values.Get(name)
			}
		}
	}
	switch r.URL.Path {
	case "/oauth/request_token":
		a.step = flow.StepRequestToken
	case "/oauth/access_token":
		a.step = flow.StepAccessToken
	case "/oauth/authorize":
		if r.Method == http.MethodGet { // the answer to the page is the browser's
			a.step = flow.StepAuthorize
		}
	default:
		a.step = flow.StepRequest
	}
	return a
}

func (a *arrived) has(name string) bool { _, ok := a.oauth[name]; return ok }

// elder is a provider for what the sandbox cannot be led to: a callback that is registered or comes with the link, no
// verifier, no token secret, RSA, API calls without a signature. It too checks signatures, over what arrived.
type elder struct {
	registered string                   // the callback, where none comes with the link
	verifier   string                   // "" for none
	secret     string                   // of all its tokens
	rsa        *rsa.PublicKey           // of a consumer that signs by RSA-SHA256; nil for HMAC-SHA1
	signed     string                   // the address that it takes for signed; "" for the one called
	asGiven    bool                     // it adds nothing to the callback
	scheme     string                   // the scheme that it takes for signed; "" for http
	keyed      bool                     // API calls bring the secret in a header
	sees       func(*signature.Request) // what it signs in place of what arrived; nil: the same
}

func (e *elder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := readArrived(r)
	switch {
	case a.step == flow.StepAuthorize:
		query := "?oauth_token=" + url.QueryEscape(a.query.Get("oauth_token"))
		if e.verifier != "" {
			query += "&oauth_verifier=" + e.verifier
		}
		if e.asGiven {
			query = ""
		}
		http.Redirect(w, r, cmp.Or(a.query.Get("return_url"), a.query.Get("oauth_callback"), e.registered)+query, http.StatusFound)
	case a.step == flow.StepRequest && e.keyed:
		if r.Header.Get("Sample-Api-Key") != e.secret || e.secret == "" {
			problem(w, "token_rejected")
		}
	case !e.genuine(a):
		problem(w, "signature_invalid")
	case a.step != flow.StepRequest:
		fmt.Fprintf(w, "oauth_token=sample-token&oauth_token_secret=%s&oauth_callback_confirmed=true", url.QueryEscape(e.secret))
	}
}

// genuine checks the signature, and that a verifier came if one was given out.
func (e *elder) genuine(a *arrived) bool {
	if a.step == flow.StepAccessToken && a.oauth["oauth_verifier"] != e.verifier {
		return false
	}
	called := signature.Request{
		Method: a.Method, URL: cmp.Or(e.scheme, "http") + "://" + a.Host + a.RequestURI, ContentType: a.Header.Get("Content-Type"), Body: a.body,
	}
	if e.signed != "" {
		called.URL = e.signed + "?" + a.URL.RawQuery
	}
	if e.sees != nil {
		e.sees(&called)
	}
	var params []signature.Param
	for name, value := range a.oauth {
		params = append(params, signature.Param{Name: name, Value: value})
	}
	base, err := signature.NewBase(called, params)
	given, err2 := base64.StdEncoding.DecodeString(a.oauth["oauth_signature"])
	if a.placement != "header" || err != nil || err2 != nil {
		return false
	}
	if e.rsa != nil {
		sum := sha256.Sum256([]byte(base.String))
		return rsa.VerifyPKCS1v15(e.rsa, crypto.SHA256, sum[:], given) == nil
	}
	key := sandbox.ConsumerSecret + "&" // nothing in it needs encoding
	if a.oauth["oauth_token"] != "" {
		key += e.secret
	}
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(base.String))
	return hmac.Equal(mac.Sum(nil), given)
}

var nextPort atomic.Int32

func init() { nextPort.Store(20000 + rand.Int32N(8000)) }

// fixedPort finds a free port, another one each time, below the range that systems give ports from by themselves.
func fixedPort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := int(nextPort.Add(1))
		l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			must(t, l.Close())
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}
