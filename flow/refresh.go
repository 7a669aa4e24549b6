package flow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"countersign/internal/text"
)

// scriptTimeout bounds a script that renews or disconnects, its calls included.
const scriptTimeout = time.Minute

// refreshed renews by the connector's refreshCredentials. Its calls are signed by the old token, and are themselves never
// the reason for a renewal.
func (c *Connection) refreshed(ctx context.Context, doing string) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	h := &scriptHost{c: c, call: c.callOnce}
	vars := c.variables()
	answer, err := evaluate(ctx, *c.Connector.Refresh, vars, h)
	if err == nil {
		var fresh Token
		if fresh, err = c.current().merged(vars["credentials"].(map[string]any), answer, c.conns.client.now()); err == nil {
			fresh.skew = c.config.clock.offset()
			return fresh, nil
		}
	}
	return Token{}, h.failed(ctx, StepAccessToken, doing, err, "connect again; if it stays, look at the connector's refreshCredentials")
}

// callOnce is Call without renewal, and without a note in the index.
func (c *Connection) callOnce(ctx context.Context, r Request) (*Response, error) {
	in, v, doing, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	return c.response(doing, in, v), nil
}

// merged lays what refreshCredentials gives over the credentials that it was given. What it only repeats stays where it
// was: many scripts give all of the credentials back. The time of the token's end is what this answer says, or none.
func (t Token) merged(credentials map[string]any, answer any, now time.Time) (Token, error) {
	object, ok := answer.(map[string]any)
	if !ok {
		return Token{}, errors.New("refreshCredentials gives no object")
	}
	fresh := t
	fresh.Extra, fresh.expires = slices.Clone(t.Extra), expiry(object, now)
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
				fresh.Extra = append(fresh.Extra, TokenField{name, NewSecret(value)})
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
	for _, name := range []string{"expires_in", "expiresIn", expiresIn} {
		text, _ := scalar(credentials[name])
		if seconds, err := strconv.ParseInt(text, 10, 32); err == nil && seconds > 0 {
			return now.Add(time.Duration(seconds) * time.Second).UTC()
		}
	}
	for _, name := range []string{"expires_at", "expiresAt"} {
		text, _ := scalar(credentials[name])
		if end := moment(text); end.After(now) {
			return end.UTC()
		}
	}
	return time.Time{}
}

// moment reads a time as scripts write it: RFC 3339, or seconds or milliseconds since 1970.
func moment(text string) time.Time {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at
	}
	n, err := strconv.ParseFloat(text, 64)
	const milliseconds = 1e11 // as seconds, that is the year 5138
	switch {
	case err != nil || n <= 0 || n > 1e14:
		return time.Time{}
	case n > milliseconds:
		return time.UnixMilli(int64(n))
	}
	return time.Unix(int64(n), 0)
}
