package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/flow/history"
	"countersign/flow/oauth1"
	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// Call signs a request (RFC 5849 section 3) and sends it. The error means that no answer came, or not all of it, which then
// holds a Cut; a refusal is an answer, and its Trouble explains it. A token that is about to end, or that the service calls expired, is renewed first, once.
func (c *Connection) Send(ctx context.Context, r Request) (*Response, error) {
	if c.Connector.Sandbox() {
		if err := c.conns.sandboxes.Ensure(ctx, c.provider.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	r.Progress = tries(r.Progress)
	token := c.current()
	if end := token.Expires; !end.IsZero() && c.conns.net.now().After(end.Add(-renewBefore)) && c.CanRefresh() {
		if err := c.tokens().renewIf(ctx, token.Key); err != nil {
			return nil, err
		}
	}
	resp, err := c.send(ctx, r, c.CanRefresh())
	if err == nil && resp.verdict.key == keyExpired && c.CanRefresh() {
		if err := c.tokens().renewIf(ctx, token.Key); err != nil {
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

// tries numbers the answers to one call. The first arrival of each has no body yet.
func tries(progress func(Progress)) func(Progress) {
	if progress == nil {
		return nil
	}
	try := 0
	return func(a Progress) {
		if a.Body == nil {
			try++
		}
		a.Attempt = try
		progress(a)
	}
}

// send sends a call once, as far as renewal goes, and says what its answer comes to. renewing says that another call follows
// when the token has expired.
func (c *Connection) send(ctx context.Context, r Request, renewing bool) (*Response, error) {
	out, err := c.outgoing(r)
	doing := fmt.Sprintf("calling %s %s", out.Method, oauth1.HostAndPath(out.URL))
	if err != nil {
		return nil, &StepError{Step: StepRequest, What: doing, Err: err, Hint: "mend the request and send it again"}
	}
	var answer *Response
	out.Read = func(in *oauth1.Response) error {
		v, err := judge(in, slices.Concat(c.Connector.APIClient.Handlers, c.client().Handlers))
		if err != nil {
			return &StepError{Step: StepRequest, What: doing, Err: err, Hint: "mend the responseHandlers of the connector's makeApiClient"}
		}
		answer = newResponse(in)
		answer.verdict = v
		if v.key == keyExpired && renewing {
			in.Exchange.Failure = cmp.Or(v.message, oauth1.StatusText(in.Status))
			return nil
		}
		answer.explain(doing, in, c.provider, c.conns.net.rehearsal)
		return nil
	}
	sent := newSent(c, r)
	in, err := c.oauth.Send(context.WithValue(ctx, sentKey{}, sent), doing, out)
	var cut *oauth1.InterruptedError
	switch {
	case errors.As(err, &cut):
		broken := &InterruptedError{Response: newResponse(cut.Response), Err: cut.Err}
		broken.Response.Exchange = &Exchange{Exchange: *cut.Response.Exchange, sent: sent}
		return nil, &StepError{Step: StepRequest, What: doing, Err: broken, Hint: cut.Hint()}
	case err != nil:
		return nil, err
	}
	answer.Exchange = &Exchange{Exchange: *in.Exchange, sent: sent}
	return answer, nil
}

// Record adds a request to the connection's history, as far as keep wants it. It waits for other programs for two seconds
// at most. A request that was broken off is recorded like one that failed. The error is for telling once: the request itself
// went as it went.
func (c *Connection) Record(ctx context.Context, r Request, o Outcome, keep history.Retention) error {
	return <-c.StartRecord(ctx, r, o, keep)
}

// StartRecord is Record in the background. The manager's Close waits for it, also when nobody takes its error.
func (c *Connection) StartRecord(ctx context.Context, r Request, o Outcome, keep history.Retention) <-chan error {
	if !keep.Enabled || keep.Max <= 0 || c.conns == nil {
		done := make(chan error, 1)
		done <- nil
		return done
	}
	ctx = context.WithoutCancel(ctx)
	return c.conns.history.Go(func() error {
		rec := recorder{c}
		sent := rec.masker().Entry(rec.sent(r, o), keep.Bodies)
		return c.conns.history.Add(ctx, c.Entry.Name, sent, keep.Max, rec.place)
	})
}

// Again is the n-th latest request of the history (from 1). The error tells what the history does not hold of it.
func (c *Connection) HistoryRequest(ctx context.Context, n int) (Request, error) {
	const doing = "sending a call of the history again"
	calls, err := c.conns.history.List(ctx, c.Entry.Name)
	if err != nil {
		return Request{}, err
	}
	if n < 1 || n > len(calls) {
		return Request{}, &StepError{
			Step: StepRequest, What: doing, Err: fmt.Errorf("it holds %s", text.Count(len(calls), "call", "calls")),
			Hint: "countersign history " + c.Entry.Name + " lists them",
		}
	}
	p := calls[n-1]
	if lost := p.Missing(); len(lost) > 0 {
		return Request{}, &StepError{
			Step: StepRequest, What: doing, Err: fmt.Errorf("%s was not kept", strings.Join(lost, ", ")),
			Hint: "send it from the screens, which ask for that, or write the whole call",
		}
	}
	r := Request{
		Method: p.Method, Target: p.Target, Query: p.Query, Header: requestfile.WithContentType(p.Header, p.BodyType), BodyFile: p.BodyFile,
		Body: []byte(p.Body),
	}
	if p.BodyFile != "" {
		if r.Body, _, err = requestfile.ReadBody(p.BodyFile); err != nil {
			return r, err
		}
	}
	return r, nil
}
