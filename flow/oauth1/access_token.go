package oauth1

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"countersign/internal/secret"
	"countersign/internal/text"
)

// Token is an access token with its secret (token credentials, RFC 5849 section 2.3) and whatever else the provider sent
// along: a user's id, a session handle.
type Token struct {
	Key    string
	Secret secret.Text
	Extra  []TokenField

	Expires time.Time     // zero when the provider names no end
	Skew    time.Duration // of the provider's clock against this machine's, as the authorization learnt it
}

// TokenField is one more field of the provider's answer. Providers put secrets there too, so that all are taken for one.
type TokenField struct {
	Name  string
	Value secret.Text
}

// String shows which token it is, and no secret.
func (t Token) String() string { return secret.Shorten(t.Key) }

// Field is the value of a further field; empty when there is none.
func (t Token) Field(name string) string {
	for _, f := range t.Extra {
		if f.Name == name {
			return f.Value.Reveal()
		}
	}
	return ""
}

// AccessToken makes an access token of the authorized request token and its verifier. It can be done once. The browser's page,
// which may wait for it, is told how it went.
func (v *Verified) AccessToken(ctx context.Context) (Token, error) {
	c, asked := v.p.client, v.p.reply
	out := c.config.tokenRequest(StepAccessToken, c.config.Dialect.TokenMethod, c.config.TokenURI)
	out.token, out.secret = asked.token, asked.secret
	if !v.verifier.Empty() {
		out.oauth = []Param{{Name: "oauth_verifier", Value: v.verifier.Reveal()}}
	}
	reply, err := askForToken(ctx, c, out, fmt.Sprintf("exchanging the verifier for an access token at %s", Host(c.config.TokenURI)))
	v.p.conclude(err == nil)
	if err != nil {
		return Token{}, err
	}
	return reply.credentials(c), nil
}

// The fields of the Session extension (OAuth Session 1.0 draft 1, section 3).
const (
	SessionHandle = "oauth_session_handle"
	ExpiresIn     = "oauth_expires_in" // seconds; 0 or absent: no end
)

// Refresh gets a new access token in place of an old one: by its session handle, or at the address that the dialect has for
// that. There a provider may just say yes: the token stays then, with a new life.
func (c *Client) Refresh(ctx context.Context, doing string, old Token) (Token, error) {
	// A session handle is spent when it is sent: leaving the screen before the response is here would lose the connection.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), TokenTimeout)
	defer cancel()
	own := c.config.Dialect.Refresh
	if own.URI == "" {
		found, err := discover(ctx, c)
		if err != nil {
			return Token{}, err
		}
		c = c.with(c.config.at(found))
	}
	out := c.config.tokenRequest(StepAccessToken, c.config.Dialect.TokenMethod, c.config.TokenURI)
	out.token, out.secret = old.Key, old.Secret
	if own.URI != "" {
		out.url, out.method = own.URI, cmp.Or(own.Method, out.method)
	} else {
		out.oauth = []Param{{Name: SessionHandle, Value: old.Field(SessionHandle)}}
	}
	justYes := func(in *incoming, p problem, reply tokenReply) bool {
		return own.URI != "" && in.status/100 == 2 && p.name == "" && reply.token == ""
	}
	reply, err := askForTokenOr(ctx, c, out, doing, justYes)
	switch {
	case err != nil:
		return Token{}, err
	case reply.token == "":
		old.Expires = time.Time{}
		return old, nil
	}
	fresh := reply.credentials(c)
	for _, f := range old.Extra { // what the new reply does not repeat, a user's id say, still holds
		if !slices.ContainsFunc(fresh.Extra, func(n TokenField) bool { return n.Name == f.Name }) && f.Name != ExpiresIn {
			fresh.Extra = append(fresh.Extra, f)
		}
	}
	return fresh, nil
}

// Revoke has the provider withdraw a token, at the address that the dialect has for that. hint is what to do when it does not.
func (c *Client) Revoke(ctx context.Context, doing, hint string, t Token) error {
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	own := c.config.Dialect.Revoke
	out := c.config.tokenRequest(StepAccessToken, own.Method, own.URI)
	out.token, out.secret = t.Key, t.Secret
	var refused *StepError
	_, err := c.do(ctx, out, func(in *incoming, p problem) error {
		if in.status/100 == 2 && p.name == "" {
			return nil
		}
		refused = newRefusal(c, StepAccessToken, doing, in, errors.New("the answer was "+StatusText(in.status)))
		refused.Hint = hint
		in.exchange.Failure = text.Safe(refused.Error(), MaxQuoted)
		return refused
	})
	if err != nil && refused == nil {
		return NoResponse(StepAccessToken, doing, err)
	}
	return err
}

// credentials is a reply that came now, as a Token.
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

// ParseTime reads a time as providers and scripts write it: RFC 3339, or seconds or milliseconds since 1970.
func ParseTime(text string) time.Time {
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
