package oauth1

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// defaultTimeout is how long a person may take at the provider's page.
const defaultTimeout = 5 * time.Minute

// BeginOptions are a person's wishes for one authorization.
type BeginOptions struct {
	OutOfBand     bool          // have the provider show a verifier instead of calling back
	CallbackPort  int           // on this machine, as ssh -L needs one; 0: a free one. A port of the config's own comes first
	BeforeRequest func()        // called when all is ready and the request token is about to be asked for; may be nil
	Timeout       time.Duration // for the person to come back from the provider's page; 0 means 5 minutes

	// Configure gives the config anew once the callback is known, which it may hold. nil: it stays.
	Configure func(callback string) (Config, error)
}

// Begin starts an authorization: it opens the listener, since its port is part of the callback, and gets a request token with
// the consumer key and secret (RFC 5849 section 2.1). The Pending that it gives must be waited for or closed.
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
		p.client = c.with(config.at(found))
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
		p.listener.serve(p.receive)
	}
	return p, nil
}

// requestToken asks for the temporary credentials.
func requestToken(ctx context.Context, c *Client, callback string) (tokenReply, error) {
	config := c.config
	out := config.tokenRequest(StepRequestToken, config.Dialect.RequestTokenMethod, WithQuery(config.RequestTokenURI, EncodeParams(config.requestTokenParams())))
	switch config.callbackMode() {
	case "omit", "onAuthorize":
		if callback == outOfBand && !config.Dialect.NoVerifier { // OAuth 1.0 knows no out-of-band: the person just says when it is done
			out.oauth = []Param{{Name: "oauth_callback", Value: outOfBand}}
		}
	case "oob":
		out.oauth = []Param{{Name: "oauth_callback", Value: outOfBand}}
	default:
		out.oauth = []Param{{Name: "oauth_callback", Value: callback}}
	}
	doing := fmt.Sprintf("asking %s for a request token", Host(config.RequestTokenURI))
	reply, err := askForToken(ctx, c, out, doing)
	if err != nil {
		blameCallback(c, err, callback)
		return reply, err
	}
	if !reply.confirmed && !config.Dialect.UnconfirmedCallback {
		return reply, &StepError{
			Step: StepRequestToken, What: doing,
			Err:  errors.New("the answer lacks oauth_callback_confirmed=true, so the provider speaks OAuth 1.0, not 1.0a: whoever made you follow a link of theirs could take the access over"),
			Hint: "if you trust this provider, say so in the connector's dialect: callbackConfirmed: ignore",
		}
	}
	return reply, nil
}

// requestTokenParams go out with the request for a request token, and are signed.
func (c Config) requestTokenParams() []Param {
	params := c.Dialect.RequestTokenParams
	if scope, ok := c.scope("requestToken"); ok {
		params = append(params[:len(params):len(params)], scope)
	}
	return params
}
