package flow

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"countersign/flow/history"
	"countersign/flow/oauth1"
	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// Send signs a request (RFC 5849 section 3) and sends it. A refusal is a response, which Response.Explanation explains; the
// error means that there was no response, or only part of one (an InterruptedError). An access token that is expiring, or that
// the service calls expired, is refreshed first, once.
func (c *Connection) Send(ctx context.Context, r Request) (*Response, error) {
	if c.Connector.Sandbox() {
		if err := c.conns.sandboxes.Ensure(ctx, c.provider.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	r.Progress = countAttempts(r.Progress)
	token := c.current()
	if err := c.RefreshIfExpiring(ctx); err != nil {
		return nil, err
	}
	resp, err := c.send(ctx, r, c.CanRefresh())
	if err == nil && resp.verdict.key == keyExpired && c.CanRefresh() {
		if err := c.tokens().refreshIf(ctx, token.Key); err != nil {
			return nil, err
		}
		resp, err = c.send(ctx, r, false)
	}
	if err != nil {
		return nil, err
	}
	c.noteUse(context.WithoutCancel(ctx), resp.Exchange.Started)
	return resp, nil
}

// countAttempts numbers the responses to one request. The first report on each has no body yet.
func countAttempts(progress func(Progress)) func(Progress) {
	if progress == nil {
		return nil
	}
	attempt := 0
	return func(p Progress) {
		if p.Body == nil {
			attempt++
		}
		p.Attempt = attempt
		progress(p)
	}
}

// send sends a request without refreshing the token. willRefresh says that the caller refreshes an expired token and sends the
// request again.
func (c *Connection) send(ctx context.Context, r Request, willRefresh bool) (*Response, error) {
	out, err := c.outgoing(r)
	what := fmt.Sprintf("%s %s failed", out.Method, oauth1.HostAndPath(out.URL))
	if err != nil {
		return nil, &StepError{Step: StepRequest, What: "invalid request", Err: err, Hint: "Fix the request and send it again."}
	}
	var response *Response
	out.Read = func(in *oauth1.Response) error {
		v, err := judge(in, slices.Concat(c.Connector.APIClient.Handlers, c.client().Handlers))
		if err != nil {
			return &StepError{Step: StepRequest, What: what, Err: err, Hint: "Fix the responseHandlers of the connector's makeApiClient."}
		}
		response = newResponse(in)
		response.verdict = v
		if v.key == keyExpired && willRefresh {
			in.Exchange.Failure = cmp.Or(v.message, oauth1.StatusText(in.Status))
			return nil
		}
		response.explain(what, in, c.provider, c.conns.net.rehearsal)
		return nil
	}
	sent := newSent(c, r)
	in, err := c.oauth.Send(context.WithValue(ctx, sentKey{}, sent), what, out)
	var partial *oauth1.InterruptedError
	switch {
	case errors.As(err, &partial):
		interrupted := &InterruptedError{Response: newResponse(partial.Response), Err: partial.Err}
		interrupted.Response.Exchange = &Exchange{Exchange: *partial.Response.Exchange, sent: sent}
		return nil, &StepError{Step: StepRequest, What: what, Err: interrupted, Hint: partial.Hint()}
	case err != nil:
		return nil, err
	}
	response.Exchange = &Exchange{Exchange: *in.Exchange, sent: sent}
	return response, nil
}

// Record saves a request in the connection's history, if retention says so. It waits up to two seconds for other processes.
// Canceled requests are recorded as failed.
func (c *Connection) Record(ctx context.Context, r Request, o Outcome, retention history.Retention) error {
	return <-c.StartRecord(ctx, r, o, retention)
}

// StartRecord is Record in the background. Manager.Close waits for it.
func (c *Connection) StartRecord(ctx context.Context, r Request, o Outcome, retention history.Retention) <-chan error {
	if !retention.Enabled || retention.Max <= 0 || c.conns == nil {
		done := make(chan error, 1)
		done <- nil
		return done
	}
	ctx = context.WithoutCancel(ctx)
	return c.conns.history.Go(func() error {
		rec := recorder{c}
		return c.conns.history.Add(ctx, c.Entry.Name, rec.masker().Entry(rec.sent(r, o), retention.Bodies), retention.Max, rec.location)
	})
}

// HistoryRequest is the n-th latest request of the history (from 1). The error says which parts of it were not saved.
func (c *Connection) HistoryRequest(ctx context.Context, n int) (Request, error) {
	entries, err := c.conns.history.List(ctx, c.Entry.Name)
	if err != nil {
		return Request{}, err
	}
	if n < 1 || n > len(entries) {
		return Request{}, &StepError{
			Step: StepRequest, What: fmt.Sprintf("no request %d in the history", n), Err: fmt.Errorf("it has %s", text.Count(len(entries), "request", "requests")),
			Hint: "Run countersign history " + c.Entry.Name + " to list them.",
		}
	}
	e := entries[n-1]
	if missing := e.Missing(); len(missing) > 0 {
		return Request{}, &StepError{
			Step: StepRequest, What: fmt.Sprintf("cannot resend request %d of the history", n), Err: fmt.Errorf("not saved: %s", strings.Join(missing, ", ")),
			Hint: "Send it from the request screen, which asks for the missing parts, or write the whole request.",
		}
	}
	r := Request{
		Method: e.Method, Target: e.Target, Query: e.Query, Header: requestfile.WithContentType(e.Header, e.BodyType), BodyFile: e.BodyFile,
		Body: []byte(e.Body),
	}
	if e.BodyFile != "" {
		r.Body, _, err = requestfile.ReadBody(e.BodyFile)
	}
	return r, err
}

// Outcome is the result of sending a request: a response or an error.
type Outcome struct {
	Status int
	Took   time.Duration
	Size   int64
	Body   []byte // of the response, as far as it is available
	Err    error
}

// OutcomeOf is the outcome of Connection.Send.
func OutcomeOf(r *Response, err error) Outcome {
	if r == nil {
		return Outcome{Err: err}
	}
	return Outcome{Status: r.Status, Took: r.Took, Size: int64(len(r.Body)), Body: r.Body}
}

// recorder saves requests of a connection in its history.
type recorder struct{ *Connection }

// location looks the connection up in the index. Its name may belong to another one by now.
func (c recorder) location(ctx context.Context) (history.Location, error) {
	entries, err := c.conns.store.List(ctx)
	if err != nil {
		return history.Deleted, err
	}
	i := slices.IndexFunc(entries, func(o Entry) bool { return o.Name == c.Entry.Name && o.Created.Equal(c.Entry.Created) })
	switch {
	case i < 0:
		return history.Deleted, nil
	case entries[i].Store == StoreMemory:
		return history.Memory, nil
	}
	return history.Disk, nil
}

// masker masks this connection's secrets.
func (c recorder) masker() history.Masker {
	var secrets []string
	for _, s := range append(c.secrets(), NewSecret(c.client().Password), c.provider.Config.Dialect.PrivateKey) {
		secrets = append(secrets, s.Reveal())
	}
	return history.NewMasker(secrets, []string{c.provider.ConsumerKey})
}

// sent is a request with its outcome, not masked yet.
func (c recorder) sent(r Request, o Outcome) history.Sent {
	s := history.Sent{
		ID: rand.Text(), At: c.conns.net.now().Add(-o.Took), Method: r.Method, Target: r.Target, Query: r.Query, Header: r.Header,
		BodyFile: r.BodyFile, Status: o.Status, Took: o.Took, Size: o.Size, ResponseBody: o.Body,
	}
	switch {
	case errors.Is(o.Err, context.Canceled):
		s.Failure = "canceled before a response arrived"
	case o.Err != nil:
		s.Failure = Explain(o.Err).What
	}
	out := oauth1.Request{Header: http.Header{}}
	for _, h := range r.Header {
		out.Header.Add(h.Name, h.Value)
	}
	if setBody(&out, r) == nil {
		s.Body, s.BodyType = out.Body, out.Header.Get("Content-Type")
	}
	return s
}
