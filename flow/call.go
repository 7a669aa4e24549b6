package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"countersign/flow/oauth1"
)

// Call signs a request (RFC 5849 section 3) and sends it. The error means that no answer came, or not all of it, which then
// holds a Cut; a refusal is an answer, and its Trouble explains it. A token that is about to end, or that the service calls expired, is renewed first, once.
func (c *Connection) Call(ctx context.Context, r Request) (*Response, error) {
	if c.Connector.Sandbox() {
		if err := c.conns.sandboxes.Ensure(ctx, c.provider.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	r.Progress = tries(r.Progress)
	token := c.current()
	if end := token.Expires; !end.IsZero() && c.conns.net.now().After(end.Add(-renewBefore)) && c.Renewable() {
		if err := c.tokens().renewIf(ctx, token.Key); err != nil {
			return nil, err
		}
	}
	resp, err := c.send(ctx, r, c.Renewable())
	if err == nil && resp.verdict.key == keyExpired && c.Renewable() {
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
func tries(progress func(Arrival)) func(Arrival) {
	if progress == nil {
		return nil
	}
	try := 0
	return func(a Arrival) {
		if a.Body == nil {
			try++
		}
		a.Try = try
		progress(a)
	}
}

// send sends a call once, as far as renewal goes, and says what its answer comes to. renewing says that another call follows
// when the token has expired.
func (c *Connection) send(ctx context.Context, r Request, renewing bool) (*Response, error) {
	out, err := c.outgoing(r)
	doing := fmt.Sprintf("calling %s %s", out.Method, oauth1.Place(out.URL))
	if err != nil {
		return nil, &StepError{Step: StepCall, Doing: doing, Err: err, Hint: "mend the request and send it again"}
	}
	var answer *Response
	out.Read = func(in *oauth1.Response) error {
		v, err := judge(in, slices.Concat(c.Connector.APIClient.Handlers, c.client().Handlers))
		if err != nil {
			return &StepError{Step: StepCall, Doing: doing, Err: err, Hint: "mend the responseHandlers of the connector's makeApiClient"}
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
	var cut *oauth1.Cut
	switch {
	case errors.As(err, &cut):
		broken := &Cut{Response: newResponse(cut.Response), Err: cut.Err}
		broken.Response.Exchange = &Exchange{Exchange: *cut.Response.Exchange, sent: sent}
		return nil, &StepError{Step: StepCall, Doing: doing, Err: broken, Hint: cut.Next()}
	case err != nil:
		return nil, err
	}
	answer.Exchange = &Exchange{Exchange: *in.Exchange, sent: sent}
	return answer, nil
}
