package flow

import (
	"context"
	"errors"
	"fmt"

	"countersign/internal/text"
)

// Revocable reports whether the provider can be told to withdraw the access: at an address of its own, or by the connector's
// disconnect. OAuth 1.0a itself knows no such thing.
func (c *Connection) Revocable() bool {
	return c.config.Dialect.Revoke.URI != "" || c.Connector.Disconnect != nil
}

// Revoke has the provider withdraw the access, after which the token is good for nothing. The connection stays kept;
// Manager.Forget removes it. The error is a StepError, around a Refusal when the provider answered.
func (c *Connection) Revoke(ctx context.Context) error {
	doing := fmt.Sprintf("revoking the access of %s", c.Entry.Name)
	switch {
	case !c.Revocable():
		return &StepError{Step: StepAccessToken, Doing: doing, Err: errors.New("the connector names no address to revoke it at"), Hint: byHand(c.Connector)}
	case c.config.Dialect.Revoke.URI == "":
		return c.Disconnect(ctx)
	}
	c.renewing.Lock() // or a renewal under way gets a token that outlives this one
	defer c.renewing.Unlock()
	done, err := c.conns.turn(ctx, c.Entry.Name, doing)
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, tokenStepTimeout)
	defer cancel()
	token := c.current()
	in, p, err := c.conns.client.converse(ctx, c.config, outgoing{
		step: StepAccessToken, method: c.config.Dialect.Revoke.Method, url: c.config.Dialect.Revoke.URI, header: c.config.tokenHeader(),
		token: token.Key, secret: token.Secret, placement: c.config.Dialect.TokenStepPlacement(), hasRealm: c.config.Dialect.RealmOnToken(), limit: tokenReplyLimit,
	})
	if err != nil {
		return c.conns.client.unanswered(StepAccessToken, doing, err)
	}
	defer func() { c.conns.client.traffic.add(*in.exchange) }()
	if in.status/100 == 2 && p.name == "" {
		return nil
	}
	refused := c.conns.client.refused(StepAccessToken, doing, in, errors.New("the answer was "+statusText(in.status)))
	refused.Hint = byHand(c.Connector)
	in.exchange.Failure = text.Safe(refused.Error(), saidLimit)
	return refused
}

// byHand is how a person withdraws the access.
func byHand(c *Connector) string {
	if c != nil && c.RevokeAt != "" {
		return "withdraw the access at " + text.Safe(c.RevokeAt, 200)
	}
	return "withdraw the access on the provider's own pages"
}
