package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"countersign/flow/oauth1"
)

// renewBefore is how long before its end a token is renewed.
const renewBefore = time.Minute

// Renewable reports whether the provider gives new tokens without the person: by the connector's refreshCredentials, by a
// session handle, or at an address of its own. What the person gave, only the person gives anew.
func (c *Connection) Renewable() bool {
	return c.provider.dialect.Dances() &&
		(c.Connector.Refresh != nil || c.current().Field(oauth1.SessionHandle) != "" || c.provider.dialect.Renew.URI != "")
}

// Renew gets a new access token in place of the kept one and keeps it: token, secret and session handle change at once or
// not at all.
func (c *Connection) Renew(ctx context.Context) error {
	return c.renewIf(ctx, c.current().Key)
}

// Renewed renews the token now where it is about to end and can be renewed; else it does nothing.
func (c *Connection) Renewed(ctx context.Context) error {
	token := c.current()
	if token.Expires.IsZero() || c.conns.net.now().Before(token.Expires.Add(-renewBefore)) || !c.Renewable() {
		return nil
	}
	return c.renewIf(ctx, token.Key)
}

// renewIf renews unless another call, or another program, did so since the token stale was taken: a session handle is good
// once.
func (c *Connection) renewIf(ctx context.Context, stale string) error {
	c.renewing.Lock()
	defer c.renewing.Unlock()
	doing := fmt.Sprintf("renewing the access token of %s", c.Entry.Name)
	done, err := c.conns.turn(ctx, c.Entry.Name, doing)
	if err != nil {
		return err
	}
	defer done()
	adopted, err := c.adopt(ctx, doing)
	switch {
	case err != nil:
		return err
	case c.current().Key == stale:
		return c.renew(ctx, doing)
	case adopted:
		return c.makeClient(ctx)
	}
	return nil
}

// adopt takes over the token that another program has kept under this connection's name in the meantime. A record that cannot
// be read now could not be written with a new token either.
func (c *Connection) adopt(ctx context.Context, doing string) (bool, error) {
	entry, secret, err := c.conns.keychain.Get(ctx, c.Entry.Name)
	if err != nil {
		return false, unkept(doing, err)
	}
	var r record
	if json.Unmarshal(secret, &r) != nil || r.Version != recordVersion {
		return false, unreadable(doing)
	}
	if r.Token == c.current().Key {
		return false, nil
	}
	c.setToken(r.token(entry.Expires))
	return true, nil
}

func (c *Connection) renew(ctx context.Context, doing string) (err error) {
	defer func() { c.conns.net.debug.outcome("renewal", err, "connection", c.Entry.Name) }()
	get := func(ctx context.Context, doing string) (Token, error) {
		return c.oauth.Refresh(ctx, doing, c.current())
	}
	if c.Connector.Refresh != nil {
		get = c.refreshed
	}
	fresh, err := get(ctx, doing)
	if err != nil {
		return err
	}
	c.setToken(fresh)
	if err := c.save(ctx, doing); err != nil {
		return err
	}
	return c.makeClient(ctx) // it may have the token in a header
}

// save writes the connection's record anew, in place of the kept one.
func (c *Connection) save(ctx context.Context, doing string) error {
	secret, err := json.Marshal(c.record())
	if err != nil {
		return fmt.Errorf("writing the connection's record: %w", err)
	}
	// The provider has forgotten the old token already: leaving the screen must not lose the new one.
	ctx = context.WithoutCancel(ctx)
	entry := c.Entry
	list, err := c.conns.keychain.List(ctx)
	switch i := slices.IndexFunc(list, func(e Entry) bool { return e.Name == entry.Name }); {
	case err == nil && i >= 0:
		entry = list[i] // with what was noted since it was opened
	case err == nil:
		return unkept(doing, ErrNotFound) // forgotten meanwhile, and not to come back
	}
	entry.Expires = c.current().Expires
	if err := c.conns.keychain.Put(ctx, entry, secret, true); err != nil {
		return unkept(doing, err)
	}
	return nil
}

// current is the token as it is now; a renewal may change it between two calls.
func (c *Connection) current() Token {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

func (c *Connection) setToken(t Token) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = t
}
