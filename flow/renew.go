package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"countersign/flow/signature"
	"countersign/internal/text"
)

// renewBefore is how long before its end a token is renewed.
const renewBefore = time.Minute

// The fields of the Session extension (OAuth Session 1.0 draft 1, section 3).
const (
	sessionHandle = "oauth_session_handle"
	expiresIn     = "oauth_expires_in" // seconds; 0 or absent: no end
)

func (t Token) field(name string) string {
	for _, f := range t.Extra {
		if f.Name == name {
			return f.Value.Reveal()
		}
	}
	return ""
}

// Renewable reports whether the provider gives new tokens without the person: by the connector's refreshCredentials, by a
// session handle, or at an address of its own. What the person gave, only the person gives anew.
func (c *Connection) Renewable() bool {
	return c.config.Dialect.Dances() &&
		(c.Connector.Refresh != nil || c.current().field(sessionHandle) != "" || c.config.Dialect.Renew.URI != "")
}

// Renew gets a new access token in place of the kept one and keeps it: token, secret and session handle change at once or
// not at all.
func (c *Connection) Renew(ctx context.Context) error {
	return c.renewIf(ctx, c.current().Key)
}

// Renewed renews the token now where it is about to end and can be renewed; else it does nothing.
func (c *Connection) Renewed(ctx context.Context) error {
	token := c.current()
	if token.expires.IsZero() || c.conns.client.now().Before(token.expires.Add(-renewBefore)) || !c.Renewable() {
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
	defer func() { c.conns.client.debug.outcome("renewal", err, "connection", c.Entry.Name) }()
	get := c.renewed
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

// renewal is the request of the Session extension, or of the provider's own address.
func (c *Connection) renewal(tokenURI string) outgoing {
	old := c.current()
	out := outgoing{
		step: StepAccessToken, method: c.config.Dialect.TokenHTTPMethod(), url: tokenURI, header: c.config.tokenHeader(),
		token: old.Key, secret: old.Secret, placement: c.config.Dialect.TokenStepPlacement(), hasRealm: c.config.Dialect.RealmOnToken(), limit: tokenReplyLimit,
	}
	if own := c.config.Dialect.Renew; own.URI != "" {
		out.url, out.method = own.URI, cmp.Or(own.Method, out.method)
	} else {
		out.oauth = []signature.Param{{Name: sessionHandle, Value: old.field(sessionHandle)}}
	}
	return out
}

// renewed makes the call. At an address of its own a provider may just say yes: the token stays then, with a new life.
func (c *Connection) renewed(ctx context.Context, doing string) (Token, error) {
	old := c.current()
	// A session handle is spent when it is sent: leaving the screen before the answer is here would lose the connection.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tokenStepTimeout)
	defer cancel()
	config := c.config
	if config.Dialect.Renew.URI == "" {
		found, err := c.conns.client.discover(ctx, config)
		if err != nil {
			return Token{}, err
		}
		config = config.at(found)
	}
	in, p, err := c.conns.client.converse(ctx, config, c.renewal(config.TokenURI))
	if err != nil {
		return Token{}, c.conns.client.unanswered(StepAccessToken, doing, err)
	}
	defer func() { c.conns.client.traffic.add(*in.exchange) }()
	reply, err := readTokenReply(in, c.config.Dialect.TokenResponse.Kind, c.config.Dialect.TokenResponse.EmptySecret)
	switch {
	case err == nil:
		in.exchange.Reply = reply.masked()
	case c.config.Dialect.Renew.URI != "" && in.status/100 == 2 && p.name == "" && reply.token == "":
		old.expires = time.Time{}
		return old, nil
	default:
		err = c.conns.client.refused(StepAccessToken, doing, in, err)
		in.exchange.Failure = text.Safe(err.Error(), saidLimit)
		return Token{}, err
	}
	fresh := reply.credentials(c.config, c.conns.client.now())
	for _, f := range old.Extra { // what the new reply does not repeat, a user's id say, still holds
		if !slices.ContainsFunc(fresh.Extra, func(n TokenField) bool { return n.Name == f.Name }) && f.Name != expiresIn {
			fresh.Extra = append(fresh.Extra, f)
		}
	}
	return fresh, nil
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
	entry.Expires = c.current().expires
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
