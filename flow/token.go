package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"countersign/flow/oauth1"
	"countersign/internal/text"
)

// renewBefore is how long before its end a token is renewed.
const renewBefore = time.Minute

// Renewable reports whether the provider gives new tokens without the person: by the connector's refreshCredentials, by a
// session handle, or at an address of its own. What the person gave, only the person gives anew.
func (c *Connection) CanRefresh() bool {
	return c.provider.dialect.RequiresAuthorization() &&
		(c.Connector.Refresh != nil || c.current().Field(oauth1.SessionHandle) != "" || c.provider.dialect.Refresh.URI != "")
}

// Renew gets a new access token in place of the kept one and keeps it: token, secret and session handle change at once or
// not at all.
func (c *Connection) Refresh(ctx context.Context) error {
	return c.tokens().renewIf(ctx, c.current().Key)
}

// Renewed renews the token now where it is about to end and can be renewed; else it does nothing.
func (c *Connection) RefreshIfExpiring(ctx context.Context) error {
	token := c.current()
	if token.Expires.IsZero() || c.conns.net.now().Before(token.Expires.Add(-renewBefore)) || !c.CanRefresh() {
		return nil
	}
	return c.tokens().renewIf(ctx, token.Key)
}

// tokens replaces the token of a connection.
type tokens struct{ *Connection }

func (c *Connection) tokens() tokens { return tokens{c} }

// renewIf renews unless another call, or another program, did so since the token stale was taken: a session handle is good
// once.
func (c tokens) renewIf(ctx context.Context, stale string) error {
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
func (c tokens) adopt(ctx context.Context, doing string) (bool, error) {
	entry, secret, err := c.conns.keychain.Get(ctx, c.Entry.Name)
	if err != nil {
		return false, storeError(doing, err)
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

func (c tokens) renew(ctx context.Context, doing string) (err error) {
	defer func() { c.conns.net.debug.Outcome("renewal", err, "connection", c.Entry.Name) }()
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
func (c tokens) save(ctx context.Context, doing string) error {
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
		return storeError(doing, ErrNotFound) // forgotten meanwhile, and not to come back
	}
	entry.Expires = c.current().Expires
	if err := c.conns.keychain.Put(ctx, entry, secret, true); err != nil {
		return storeError(doing, err)
	}
	return nil
}

// Revocable reports whether the provider can be told to withdraw the access: at an address of its own, or by the connector's
// disconnect. OAuth 1.0a itself knows no such thing.
func (c *Connection) CanRevoke() bool {
	return c.provider.dialect.Revoke.URI != "" || c.Connector.Disconnect != nil
}

// Revoke has the provider withdraw the access, after which the token is good for nothing. The connection stays kept;
// Manager.Forget removes it. The error is a StepError, around a Refusal when the provider answered.
func (c *Connection) Revoke(ctx context.Context) error {
	doing := fmt.Sprintf("revoking the access of %s", c.Entry.Name)
	switch {
	case !c.CanRevoke():
		return &StepError{Step: StepAccessToken, What: doing, Err: errors.New("the connector names no address to revoke it at"), Hint: byHand(c.Connector)}
	case c.provider.dialect.Revoke.URI == "":
		return c.Disconnect(ctx)
	}
	c.renewing.Lock() // or a renewal under way gets a token that outlives this one
	defer c.renewing.Unlock()
	done, err := c.conns.turn(ctx, c.Entry.Name, doing)
	if err != nil {
		return err
	}
	defer done()
	return c.oauth.Revoke(ctx, doing, byHand(c.Connector), c.current())
}

// byHand is how a person withdraws the access.
func byHand(c *Connector) string {
	if c != nil && c.RevokePage != "" {
		return "withdraw the access at " + text.Safe(c.RevokePage, 200)
	}
	return "withdraw the access on the provider's own pages"
}

// Disconnect runs the connector's disconnect, which tells the service that the connection ends; nothing happens where the
// connector has none. The connection stays kept.
func (c *Connection) Disconnect(ctx context.Context) error {
	method := c.Connector.Disconnect
	if method == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	h := &scriptHost{c: c, call: c.Send}
	if _, err := evaluate(ctx, *method, c.variables(), h); err != nil {
		return h.failed(ctx, StepRequest, fmt.Sprintf("disconnecting %s", c.Entry.Name), err, byHand(c.Connector))
	}
	return nil
}

// scriptTimeout bounds a script that renews or disconnects, its calls included.
const scriptTimeout = time.Minute

// refreshed renews by the connector's refreshCredentials. Its calls are signed by the old token; they are never the reason
// for a renewal themselves, and not noted in the index.
func (c tokens) refreshed(ctx context.Context, doing string) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	h := &scriptHost{c: c.Connection, call: func(ctx context.Context, r Request) (*Response, error) { return c.send(ctx, r, false) }}
	vars := c.variables()
	answer, err := evaluate(ctx, *c.Connector.Refresh, vars, h)
	if err == nil {
		var fresh Token
		if fresh, err = merged(c.current(), vars["credentials"].(map[string]any), answer, c.conns.net.now()); err == nil {
			fresh.Skew = c.oauth.Skew()
			return fresh, nil
		}
	}
	return Token{}, h.failed(ctx, StepAccessToken, doing, err, "connect again; if it stays, look at the connector's refreshCredentials")
}

// merged lays what refreshCredentials gives over the credentials that it was given. What it only repeats stays where it
// was: many scripts give all of the credentials back. The time of the token's end is what this answer says, or none.
func merged(t Token, credentials map[string]any, answer any, now time.Time) (Token, error) {
	object, ok := answer.(map[string]any)
	if !ok {
		return Token{}, errors.New("refreshCredentials gives no object")
	}
	fresh := t
	fresh.Extra, fresh.Expires = slices.Clone(t.Extra), expiry(object, now)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value, ok := scalar(object[name])
		if before, _ := scalar(credentials[name]); ok && value == before {
			continue
		}
		switch {
		case !ok && object[name] != nil:
			return Token{}, fmt.Errorf("refreshCredentials gives an object or a list for %s; a credential is text", text.Safe(name, 60))
		case name == "oauth_token" && value == "":
			return Token{}, errors.New("refreshCredentials gives an empty oauth_token")
		case name == "oauth_token":
			fresh.Key = value
		case name == "oauth_token_secret":
			fresh.Secret = NewSecret(value)
		default:
			fresh.Extra = slices.DeleteFunc(fresh.Extra, func(f TokenField) bool { return f.Name == name })
			if object[name] != nil {
				fresh.Extra = append(fresh.Extra, TokenField{Name: name, Value: NewSecret(value)})
			}
		}
	}
	return fresh, nil
}

// scalar is a script's value as a credential is kept.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// expiry is the end that renewed credentials name: in seconds from now, or as a moment. One that is over already was only
// repeated from the credentials of before. The zero time: none.
func expiry(credentials map[string]any, now time.Time) time.Time {
	for _, name := range []string{"expires_in", "expiresIn", oauth1.ExpiresIn} {
		text, _ := scalar(credentials[name])
		if seconds, err := strconv.ParseInt(text, 10, 32); err == nil && seconds > 0 {
			return now.Add(time.Duration(seconds) * time.Second).UTC()
		}
	}
	for _, name := range []string{"expires_at", "expiresAt"} {
		text, _ := scalar(credentials[name])
		if end := oauth1.ParseTime(text); end.After(now) {
			return end.UTC()
		}
	}
	return time.Time{}
}
