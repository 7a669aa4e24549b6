package flow

import (
	"context"
	"errors"
	"fmt"
)

// Revocable reports whether the provider has an address at which the access is withdrawn. OAuth 1.0a itself knows none.
func (c *Connection) Revocable() bool { return c.config.Dialect.Revoke.URI != "" }

// Revoke has the provider withdraw the access, after which the token is good for nothing. The connection stays kept;
// Manager.Forget removes it. The error is a StepError, around a Refusal when the provider answered.
func (c *Connection) Revoke(ctx context.Context) error {
	const byHand = "withdraw the access on the provider's own pages"
	doing := fmt.Sprintf("revoking the access of %s", c.Entry.Name)
	if !c.Revocable() {
		return &StepError{Step: StepAccessToken, Doing: doing, Err: errors.New("the connector names no address to revoke it at"), Hint: byHand}
	}
	c.renewing.Lock() // or a renewal under way gets a token that outlives this one
	defer c.renewing.Unlock()
	ctx, cancel := context.WithTimeout(ctx, tokenStepTimeout)
	defer cancel()
	token := c.current()
	in, p, err := c.m.converse(ctx, c.config, outgoing{
		step: StepAccessToken, method: c.config.Dialect.Revoke.Method, url: c.config.Dialect.Revoke.URI, header: c.config.tokenHeader(),
		token: token.Key, secret: token.Secret, placement: c.config.Dialect.TokenStepPlacement(), realm: c.config.tokenRealm(), limit: tokenReplyLimit,
	})
	if err != nil {
		return c.m.unanswered(StepAccessToken, doing, err)
	}
	defer func() { c.m.trace.add(*in.exchange) }()
	if in.status/100 == 2 && p.name == "" {
		return nil
	}
	refused := c.m.refused(StepAccessToken, doing, in, errors.New("the answer was "+statusText(in.status)))
	refused.Hint = byHand
	in.exchange.Failure = Safe(refused.Error(), saidLimit)
	return refused
}
