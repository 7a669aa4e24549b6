package oauth1

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"countersign/internal/secret"
)

// Token is an access token with its secret (token credentials, RFC 5849 section 2.3) and the other fields of the
// response, such as a user ID or a session handle.
type Token struct {
	Key    string
	Secret secret.Text
	Extra  []TokenField

	Expires time.Time     // zero if unknown
	Skew    time.Duration // the provider's clock minus this machine's
}

// TokenField is another field of a token response. Some of these are secrets, so all are treated as secrets.
type TokenField struct {
	Name  string
	Value secret.Text
}

// String returns the shortened token, without the secret.
func (t Token) String() string { return secret.Shorten(t.Key) }

// Field returns the value of another field, or "".
func (t Token) Field(name string) string {
	for _, f := range t.Extra {
		if f.Name == name {
			return f.Value.Reveal()
		}
	}
	return ""
}

// AccessToken exchanges the authorized request token and its verifier for an access token (RFC 5849 section 2.3). It
// can be called once. The callback page in the browser then shows the result.
func (v *Verified) AccessToken(ctx context.Context) (Token, error) {
	c, requestToken := v.p.client, v.p.reply
	out := c.config.tokenRequest(StepAccessToken, c.config.Dialect.TokenMethod, c.config.TokenURI)
	out.Token, out.TokenSecret = requestToken.token, requestToken.secret
	if !v.verifier.Empty() {
		out.OAuth = []Param{{Name: "oauth_verifier", Value: v.verifier.Reveal()}}
	}
	reply, err := fetchToken(ctx, c, out, "access token request failed", false)
	v.p.finish(err == nil)
	if err != nil {
		return Token{}, err
	}
	token := reply.credentials(c)
	for _, p := range v.extra {
		if token.Field(p.Name) == "" {
			token.Extra = append(token.Extra, TokenField{p.Name, secret.New(p.Value)})
		}
	}
	return token, nil
}

// The fields of the Session extension (OAuth Session 1.0 draft 1, section 3).
const (
	SessionHandle = "oauth_session_handle"
	ExpiresIn     = "oauth_expires_in" // seconds; 0 or absent: no expiry
)

// Refresh exchanges an access token for a new one, with its session handle or at the dialect's Refresh endpoint. That
// may accept without a new token: the old one is valid again then.
func (c *Client) Refresh(ctx context.Context, what string, old Token) (Token, error) {
	// A session handle can be used once: canceling before the response arrives would lose the connection.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), TokenTimeout)
	defer cancel()
	endpoint := c.config.Dialect.Refresh
	if endpoint.URI == "" {
		found, err := discover(ctx, c)
		if err != nil {
			return Token{}, err
		}
		c = c.with(c.config.withEndpoints(found))
	}
	out := c.config.tokenRequest(StepAccessToken, c.config.Dialect.TokenMethod, c.config.TokenURI)
	out.Token, out.TokenSecret = old.Key, old.Secret
	if endpoint.URI != "" {
		out.URL, out.Method = endpoint.URI, cmp.Or(endpoint.Method, out.Method)
	} else {
		out.OAuth = []Param{{Name: SessionHandle, Value: old.Field(SessionHandle)}}
	}
	reply, err := fetchToken(ctx, c, out, what, endpoint.URI != "")
	switch {
	case err != nil:
		return Token{}, err
	case reply.token == "":
		old.Expires = time.Time{}
		return old, nil
	}
	fresh := reply.credentials(c)
	for _, f := range old.Extra { // such as a user ID, which the new response need not repeat
		if !slices.ContainsFunc(fresh.Extra, func(n TokenField) bool { return n.Name == f.Name }) && f.Name != ExpiresIn {
			fresh.Extra = append(fresh.Extra, f)
		}
	}
	return fresh, nil
}

// Revoke revokes a token at the dialect's Revoke endpoint. hint is the Hint of a refusal.
func (c *Client) Revoke(ctx context.Context, what, hint string, t Token) error {
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	out := c.config.tokenRequest(StepAccessToken, c.config.Dialect.Revoke.Method, c.config.Dialect.Revoke.URI)
	out.Token, out.TokenSecret = t.Key, t.Secret
	out.Read = func(in *Response) error {
		if in.ok() && !in.Reply.Named {
			return nil
		}
		refused := in.refuse(StepAccessToken, what, errors.New(StatusText(in.Status)))
		refused.Hint = hint
		return refused
	}
	_, err := c.do(ctx, what, out)
	return err
}

// credentials returns a reply received just now as a Token.
func (r tokenReply) credentials(c *Client) Token {
	t, now := Token{Key: r.token, Secret: r.secret, Skew: c.Skew()}, c.options.Now()
	if seconds, err := strconv.ParseInt(r.field(ExpiresIn), 10, 32); err == nil && seconds > 0 {
		t.Expires = now.Add(time.Duration(seconds) * time.Second).UTC()
	}
	if end := ParseTime(r.field(c.config.Dialect.TokenResponse.Expires)); end.After(now) {
		t.Expires = end.UTC()
	}
	for _, f := range r.extra {
		t.Extra = append(t.Extra, TokenField{f.Name, secret.New(f.Value)})
	}
	return t
}

// ParseTime parses RFC 3339, or seconds or milliseconds since 1970. It returns the zero time for anything else.
func ParseTime(text string) time.Time {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at
	}
	n, err := strconv.ParseFloat(text, 64)
	const milliseconds = 1e11 // in seconds, this would be the year 5138
	switch {
	case err != nil || n <= 0 || n > 1e14:
		return time.Time{}
	case n > milliseconds:
		return time.UnixMilli(int64(n))
	}
	return time.Unix(int64(n), 0)
}
