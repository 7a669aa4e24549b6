package oauth1

import (
	"context"
	"errors"
	"slices"
	"time"

	"countersign/flow/oauth1/cause"
)

// defaultTimeout is how long the user has on the provider's page.
const defaultTimeout = 5 * time.Minute

// BeginOptions are the options of one authorization.
type BeginOptions struct {
	OutOfBand     bool          // the provider shows a verifier instead of calling back
	CallbackPort  int           // on this machine, such as the one that ssh -L forwards; 0: any. A port in the config takes precedence
	BeforeRequest func()        // called right before the request token is requested; may be nil
	Timeout       time.Duration // for the user on the provider's page; 0: 5 minutes

	// Configure returns the config for this callback. nil: it does not depend on it.
	Configure func(callback string) (Config, error)
}

// Begin starts an authorization: it opens the listener, since its port is part of the callback, and requests a request
// token with the consumer key and secret (RFC 5849 section 2.1). Wait for the Pending, or close it.
func (c *Client) Begin(ctx context.Context, o BeginOptions) (*Pending, error) {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	found, err := discover(ctx, c)
	if err != nil {
		return nil, err
	}
	p := newPending(c)
	if p.callback, p.listener, err = listen(c.config, o, c.options.PageTimeout); err != nil {
		return nil, err
	}
	config := c.config
	if o.Configure != nil {
		config, err = o.Configure(p.callback)
	}
	if err == nil {
		p.client = c.with(config.withEndpoints(found))
		if o.BeforeRequest != nil {
			o.BeforeRequest()
		}
		p.reply, err = requestToken(ctx, p.client, p.callback)
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.deadline, p.timer = c.options.Now().Add(o.Timeout), time.NewTimer(o.Timeout)
	if p.listener != nil {
		p.listener.serve(p)
	}
	return p, nil
}

// requestTokenRequest returns the request for temporary credentials (RFC 5849 section 2.1).
func (c *Client) requestTokenRequest(callback string) outgoing {
	config := c.config
	params := slices.Clone(config.Dialect.RequestTokenParams)
	if scope, ok := config.scope("requestToken"); ok {
		params = append(params, scope)
	}
	out := config.tokenRequest(StepRequestToken, config.Dialect.RequestTokenMethod, WithQuery(config.RequestTokenURI, EncodeParams(params)))
	switch config.callbackMode() {
	case "omit", "onAuthorize":
		if callback != outOfBand || config.Dialect.NoVerifier { // OAuth 1.0 has no out-of-band callback
			callback = ""
		}
	case "oob":
		callback = outOfBand
	}
	if callback != "" {
		out.OAuth = []Param{{Name: "oauth_callback", Value: callback}}
	}
	return out
}

// oauthCallback returns the callback that a request for a request token names, or "".
func oauthCallback(out outgoing) string {
	if len(out.OAuth) == 0 {
		return ""
	}
	return out.OAuth[0].Value
}

// requestToken requests the temporary credentials.
func requestToken(ctx context.Context, c *Client, callback string) (tokenReply, error) {
	const what = "request token request failed"
	out := c.requestTokenRequest(callback)
	reply, err := fetchToken(ctx, c, out, what, false)
	if err != nil {
		markCallbackRefused(c, err, oauthCallback(out))
		return reply, err
	}
	if !reply.confirmed && !c.config.Dialect.UnconfirmedCallback {
		return reply, &StepError{
			Step: StepRequestToken, What: what, Cause: cause.CallbackUnconfirmed,
			Err: errors.New("the provider supports OAuth 1.0 only (no oauth_callback_confirmed=true). An attacker who gets you to approve " +
				"their link could gain access to your account (session fixation)"),
			Hint: "If you trust this provider, set callbackConfirmed: ignore in the connector's dialect.",
		}
	}
	return reply, nil
}
