package flow

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
)

// pageTimeout is how long the callback page waits for the access token; 0 means oauth1's default.
var pageTimeout time.Duration

// network is how requests leave this machine.
type network struct {
	transport http.RoundTripper
	now       func() time.Time
	random    io.Reader
	allowHTTP bool
	traffic   *Traffic
	debug     *DebugLog  // nil: none
	rehearsal *Rehearsal // nil: none
}

// client signs and sends for one consumer. skew is how far the provider's clock is ahead.
func (n *network) client(c oauth1.Config, skew time.Duration) *oauth1.Client {
	o := oauth1.Options{
		Transport: n.transport, Now: n.now, Random: n.random, AllowHTTP: n.allowHTTP, Skew: skew, PageTimeout: pageTimeout,
		Observer: n.observe, Redact: func(secrets ...Secret) { n.debug.Hide(secrets...) },
	}
	if n.rehearsal != nil {
		o.HintFromHeader = n.rehearsal.Advice
	}
	return oauth1.NewClient(c, o)
}

func (n *network) observe(ctx context.Context, x oauth1.Exchange) {
	sent, _ := ctx.Value(sentKey{}).(*sent)
	n.traffic.add(Exchange{Exchange: x, sent: sent})
	n.debug.Exchange(x)
	if x.Retried {
		n.debug.Note("retry", "step", string(x.Step), "because", x.Failure)
	}
}

// maxTraffic is the number of exchanges that are remembered.
const maxTraffic = 100

// Traffic remembers the latest exchanges of this run.
type Traffic struct {
	mu   sync.Mutex
	list []Exchange
}

func (t *Traffic) add(x Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.list) == maxTraffic {
		t.list = slices.Delete(t.list, 0, 1)
	}
	t.list = append(t.list, x)
}

// List returns the latest exchanges, the newest last, with their secrets masked.
func (t *Traffic) List() []Exchange {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.list)
}

// Exchange is one HTTP request and its response, with secrets masked.
type Exchange struct {
	oauth1.Exchange

	sent *sent // nil for token requests
}

// sent is an API request as the user wrote it, from which it can be sent again.
type sent struct {
	senders    *senders
	connection time.Time // when it was created, which identifies it; zero if it is not saved
	request    Request   // without its body if that is long, or in a file
}

// from is the connection that sent it; nil if it was deleted.
func (s *sent) from() *Connection { return s.senders.get(s.connection) }

// senders are the connections that have sent requests in this run. An exchange does not hold its connection itself, so that
// the secrets of a deleted connection are released.
type senders struct {
	mu   sync.Mutex
	list map[int64]*Connection
}

func (s *senders) add(c *Connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.list == nil {
		s.list = map[int64]*Connection{}
	}
	s.list[c.Entry.Created.UnixNano()] = c
}

func (s *senders) get(created time.Time) *Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list[created.UnixNano()]
}

// keep releases connections that are not saved any more.
func (s *senders) keep(saved []Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.list, func(_ int64, c *Connection) bool {
		return !c.unsaved && !slices.ContainsFunc(saved, func(e Entry) bool { return e.Created.Equal(c.Entry.Created) })
	})
}

// sentKey is the context key of the request that is sent.
type sentKey struct{}

// maxRemembered limits the body of a request that can be sent again, in bytes.
const maxRemembered = 1 << 20

func newSent(c *Connection, r Request) *sent {
	r.Progress = nil
	if r.BodyFile != "" || len(r.Body) > maxRemembered {
		r.Body = nil
	}
	c.conns.senders.add(c)
	return &sent{senders: &c.conns.senders, connection: c.Entry.Created, request: r}
}

// IsAPIRequest reports whether the exchange is an API request, which can be sent again, and not a token request.
func (x *Exchange) IsAPIRequest() bool { return x.sent != nil }

// origins say where oauth parameters come from.
var origins = map[string]string{
	"oauth_consumer_key":     "connection: your consumer key",
	"oauth_nonce":            "random",
	"oauth_signature_method": "connector",
	"oauth_version":          "RFC 5849; the connector can omit it",
	"oauth_body_hash":        "hash of the body",
	"oauth_callback":         "where the provider redirects you",
	"oauth_verifier":         "the provider's page, through you",
	oauth1.SessionHandle:     "connection: the provider's session handle, for refreshes",
}

// Origin says where a signed parameter comes from: the connector, the connection, the user's request, or the clock.
func (x *Exchange) Origin(p Param) string {
	switch {
	case p.Name == "oauth_timestamp" && x.ClockSkew != 0:
		return fmt.Sprintf("this machine's clock, adjusted by %v to match the provider's", x.ClockSkew)
	case p.Name == "oauth_timestamp":
		return "this machine's clock"
	case p.Name == "oauth_token" && x.Step == StepAccessToken:
		return "the provider: the current token"
	case p.Name == "oauth_token":
		return "connection: the access token"
	case origins[p.Name] != "":
		return origins[p.Name]
	case x.sent != nil && x.sent.request.contains(p):
		return "your request"
	}
	return "connector"
}

// contains reports whether the user wrote this parameter in the target, the query or a form.
func (r Request) contains(p Param) bool {
	_, query, _ := strings.Cut(escape(r.Target), "?")
	query, _, _ = strings.Cut(query, "#")
	written := slices.Concat(signature.ParseForm(query), params(r.Query), params(r.Form))
	if len(r.Form) == 0 {
		written = append(written, signature.ParseForm(string(r.Body))...)
	}
	return slices.Contains(written, p)
}
