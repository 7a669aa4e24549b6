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

// pageHold is for how long the browser's page waits to say what became of the verifier; 0 leaves it to the client.
var pageHold time.Duration

// network is how requests leave this machine, to whichever provider.
type network struct {
	transport http.RoundTripper
	now       func() time.Time
	random    io.Reader
	allowHTTP bool
	traffic   *Traffic
	debug     *DebugLog  // nil: none
	rehearsal *Rehearsal // nil: requests go where they say
}

// client signs and sends for one consumer of one provider, whose clock is ahead by skew.
func (n *network) client(c oauth1.Config, skew time.Duration) *oauth1.Client {
	o := oauth1.Options{
		Transport: n.transport, Now: n.now, Random: n.random, AllowHTTP: n.allowHTTP, Skew: skew, PageTimeout: pageHold,
		Observer: n.observe, Redact: func(secrets ...Secret) { n.debug.Hide(secrets...) },
	}
	if n.rehearsal != nil {
		o.HintFromHeader = n.rehearsal.Advice
	}
	return oauth1.NewClient(c, o)
}

// observe remembers an exchange, of which the context says what was asked for.
func (n *network) observe(ctx context.Context, x oauth1.Exchange) {
	sent, _ := ctx.Value(sentKey{}).(*sent)
	n.traffic.add(Exchange{Exchange: x, sent: sent})
	n.debug.Exchange(x)
	if x.Retried {
		n.debug.Note("retry", "step", string(x.Step), "because", x.Failure)
	}
}

// trafficLength is how many exchanges are remembered.
const trafficLength = 100

// Traffic remembers the latest exchanges of this run.
type Traffic struct {
	mu   sync.Mutex
	list []Exchange
}

func (t *Traffic) add(x Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.list) == trafficLength {
		t.list = slices.Delete(t.list, 0, 1)
	}
	t.list = append(t.list, x)
}

// List gives what was said on the wire since the start, the newest last, the secrets masked. It is bounded.
func (t *Traffic) List() []Exchange {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.list)
}

// Exchange is one request and its response, as far as they may be shown and kept.
type Exchange struct {
	oauth1.Exchange

	sent *sent // of a request of the API: what was asked for
}

// sent is a request as it was asked for, and of which connection, from which it can be made again.
type sent struct {
	senders    *senders
	connection time.Time // when it was made, which tells it from all others; zero where it is not saved
	request    Request   // without its body where that is long, or is in a file
}

// from is the connection that sent it; nil when it was deleted meanwhile.
func (s *sent) from() *Connection { return s.senders.get(s.connection) }

// senders are the connections that sent something in this run, each until it is deleted: no exchange holds one itself, so that
// none keeps the secrets of a connection that is gone.
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

// keep drops those that are saved no more.
func (s *senders) keep(saved []Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.list, func(_ int64, c *Connection) bool {
		return !c.unsaved && !slices.ContainsFunc(saved, func(e Entry) bool { return e.Created.Equal(c.Entry.Created) })
	})
}

// sentKey is where a context holds what is sent.
type sentKey struct{}

// bodyRemembered bounds the body of a request that can be made again, in bytes.
const bodyRemembered = 1 << 20

func newSent(c *Connection, r Request) *sent {
	r.Progress = nil
	if r.BodyFile != "" || len(r.Body) > bodyRemembered {
		r.Body = nil
	}
	c.conns.senders.add(c)
	return &sent{senders: &c.conns.senders, connection: c.Entry.Created, request: r}
}

// Callable reports whether the exchange is a request of the API, which can be made again.
func (x *Exchange) IsAPIRequest() bool { return x.sent != nil }

// BodySize is how long the request's body is, in bytes.
func (x *Exchange) BodySize() int { return x.RequestSize }

// origins are where the oauth parameters of every request come from.
var origins = map[string]string{
	"oauth_consumer_key":     "connection: your consumer key",
	"oauth_nonce":            "fresh",
	"oauth_signature_method": "connector",
	"oauth_version":          "RFC 5849; the connector can leave it out",
	"oauth_body_hash":        "made of the body",
	"oauth_callback":         "where the provider is to send you back to",
	"oauth_verifier":         "the provider's page, through you",
	oauth1.SessionHandle:     "connection: the provider's, for renewals",
}

// Origin says where a signed parameter comes from: the connector, the connection, the person's request, or this moment.
func (x *Exchange) Origin(p Param) string {
	switch {
	case p.Name == "oauth_timestamp":
		return "this machine's clock" + skewWords(x.ClockSkew)
	case p.Name == "oauth_token" && x.Step == StepAccessToken:
		return "the provider: the token so far"
	case p.Name == "oauth_token":
		return "connection: the access token"
	case origins[p.Name] != "":
		return origins[p.Name]
	case x.sent != nil && x.sent.request.holds(p):
		return "your request"
	}
	return "connector"
}

func skewWords(skew time.Duration) string {
	switch {
	case skew > 0:
		return fmt.Sprintf(", and %s, to fit the provider's", skew)
	case skew < 0:
		return fmt.Sprintf(", less %s, to fit the provider's", -skew)
	}
	return ""
}

// holds reports whether the person wrote this parameter: in the target, the query or a form.
func (r Request) holds(p Param) bool {
	_, query, _ := strings.Cut(wireText(r.Target), "?")
	query, _, _ = strings.Cut(query, "#")
	written := slices.Concat(signature.ParseForm(query), params(r.Query), params(r.Form))
	if len(r.Form) == 0 {
		written = append(written, signature.ParseForm(string(r.Body))...)
	}
	return slices.Contains(written, p)
}
