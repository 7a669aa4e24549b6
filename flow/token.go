package flow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"countersign/flow/oauth1"
	"countersign/internal/text"
)

// refreshBefore is how long before its expiry a token is refreshed.
const refreshBefore = time.Minute

// CanRefresh reports whether the token can be refreshed without the user: by the connector's refreshCredentials, with a
// session handle, or at the provider's refresh URL.
func (c *Connection) CanRefresh() bool {
	return c.provider.dialect.RequiresAuthorization() &&
		(c.Connector.Refresh != nil || c.current().Field(oauth1.SessionHandle) != "" || c.provider.dialect.Refresh.URI != "")
}

// Refresh gets and saves a new access token. Token, secret and session handle change together or not at all.
func (c *Connection) Refresh(ctx context.Context) error {
	return c.tokens().refreshIf(ctx, c.current().Key)
}

// RefreshIfExpiring refreshes the token if it expires within a minute and can be refreshed.
func (c *Connection) RefreshIfExpiring(ctx context.Context) error {
	token := c.current()
	if token.Expires.IsZero() || c.conns.net.now().Before(token.Expires.Add(-refreshBefore)) || !c.CanRefresh() {
		return nil
	}
	return c.tokens().refreshIf(ctx, token.Key)
}

// tokens replaces a connection's token.
type tokens struct{ *Connection }

func (c *Connection) tokens() tokens { return tokens{c} }

// refreshIf refreshes the token unless another request or process has replaced the token stale: a session handle can be used
// once.
func (c tokens) refreshIf(ctx context.Context, stale string) error {
	c.refreshing.Lock()
	defer c.refreshing.Unlock()
	what := "cannot refresh the access token of " + c.Entry.Name
	unlock, err := c.conns.lock(ctx, c.Entry.Name, what)
	if err != nil {
		return err
	}
	defer unlock()
	changed, err := c.reload(ctx, what)
	switch {
	case err != nil:
		return err
	case c.current().Key == stale:
		return c.refresh(ctx, what)
	case changed:
		return c.makeClient(ctx)
	}
	return nil
}

// reload reads the token from the store, and reports whether another process has changed it.
func (c tokens) reload(ctx context.Context, what string) (changed bool, err error) {
	entry, data, err := c.conns.store.Get(ctx, c.Entry.Name)
	if err != nil {
		return false, storeError(what, err)
	}
	r, err := parseRecord(data, what)
	if err != nil || r.Token == c.current().Key {
		return false, err
	}
	c.setToken(r.token(entry.Expires))
	return true, nil
}

func (c tokens) refresh(ctx context.Context, what string) (err error) {
	defer func() { c.conns.net.debug.Outcome("refresh", err, "connection", c.Entry.Name) }()
	var fresh Token
	if c.Connector.Refresh != nil {
		fresh, err = c.refreshByScript(ctx, what)
	} else {
		fresh, err = c.oauth.Refresh(ctx, what, c.current())
	}
	if err != nil {
		return err
	}
	c.setToken(fresh)
	if err := c.save(ctx, what); err != nil {
		return err
	}
	return c.makeClient(ctx) // it may put the token into a header
}

// save replaces the connection's record.
func (c tokens) save(ctx context.Context, what string) error {
	data, err := c.record()
	if err != nil {
		return err
	}
	// The provider has already invalidated the old token: leaving the screen must not lose the new one.
	ctx = context.WithoutCancel(ctx)
	entry := c.Entry
	list, err := c.conns.store.List(ctx)
	switch i := slices.IndexFunc(list, func(e Entry) bool { return e.Name == entry.Name }); {
	case err == nil && i >= 0:
		entry = list[i] // which may have changed since the connection was opened
	case err == nil:
		return storeError(what, ErrNotFound) // deleted meanwhile
	}
	entry.Expires = c.current().Expires
	return storeError(what, c.conns.store.Put(ctx, entry, data, true))
}

// CanRevoke reports whether the access can be revoked: at the provider's revocation endpoint, which OAuth 1.0a does not
// define, or by the connector's disconnect.
func (c *Connection) CanRevoke() bool {
	return c.provider.dialect.Revoke.URI != "" || c.Connector.Disconnect != nil
}

// Revoke revokes the access at the provider. The connection stays saved. The error is a StepError, around a Refusal if the
// provider refused.
func (c *Connection) Revoke(ctx context.Context) error {
	what := "cannot revoke the access of " + c.Entry.Name
	switch {
	case !c.CanRevoke():
		return &StepError{Step: StepAccessToken, What: what, Err: errors.New("no revocation endpoint"), Hint: revokeHint(c.Connector)}
	case c.provider.dialect.Revoke.URI == "":
		return c.Disconnect(ctx)
	}
	c.refreshing.Lock() // else a concurrent refresh gets a token that remains valid
	defer c.refreshing.Unlock()
	unlock, err := c.conns.lock(ctx, c.Entry.Name, what)
	if err != nil {
		return err
	}
	defer unlock()
	return c.oauth.Revoke(ctx, what, revokeHint(c.Connector), c.current())
}

// revokeHint is how the user revokes the access.
func revokeHint(c *Connector) string {
	if c != nil && c.RevokePage != "" {
		return "Revoke the access at " + text.Safe(c.RevokePage, 200)
	}
	return "Revoke the access on the provider's website."
}

// Disconnect runs the connector's disconnect, if it has one. The connection stays saved.
func (c *Connection) Disconnect(ctx context.Context) error {
	method := c.Connector.Disconnect
	if method == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	h := &scriptHost{c: c, send: c.Send}
	if _, err := evaluate(ctx, *method, c.variables(), h); err != nil {
		return h.failed(ctx, StepRequest, "cannot disconnect "+c.Entry.Name, err, revokeHint(c.Connector))
	}
	return nil
}

// scriptTimeout limits a script that refreshes or disconnects, including its requests.
const scriptTimeout = time.Minute

// refreshByScript refreshes the token with the connector's refreshCredentials. Its requests are signed with the old token. They
// don't cause another refresh, and are not noted in the index.
func (c tokens) refreshByScript(ctx context.Context, what string) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	h := &scriptHost{c: c.Connection, send: func(ctx context.Context, r Request) (*Response, error) { return c.Connection.send(ctx, r, false) }}
	vars := c.variables()
	value, err := evaluate(ctx, *c.Connector.Refresh, vars, h)
	if err == nil {
		var fresh Token
		if fresh, err = merged(c.current(), vars["credentials"].(map[string]any), value, c.conns.net.now()); err == nil {
			fresh.Skew = c.oauth.Skew()
			return fresh, nil
		}
	}
	return Token{}, h.failed(ctx, StepAccessToken, what, err, "Reconnect. If it fails again, check the connector's refreshCredentials.")
}

// merged is the token with what refreshCredentials returned. Values equal to the old credentials keep their place: many
// scripts return all of them. The expiry is only what the result says.
func merged(t Token, credentials map[string]any, result any, now time.Time) (Token, error) {
	object, ok := result.(map[string]any)
	if !ok {
		return Token{}, errors.New("refreshCredentials did not return an object")
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
			return Token{}, fmt.Errorf("refreshCredentials returned an object or a list as %s", text.Safe(name, 60))
		case name == "oauth_token" && value == "":
			return Token{}, errors.New("refreshCredentials returned an empty oauth_token")
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

// scalar is a script's value as credentials are saved: as text.
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

// expiry is when refreshed credentials expire: in seconds from now, or at a time. A time in the past was only copied from the
// old credentials. The zero time means that they don't say.
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
