package flow

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"countersign/flow/signature"
)

// Token is an access token with its secret (token credentials, RFC 5849 section 2.3) and whatever else the provider sent
// along: a user's id, a session handle.
type Token struct {
	Key    string
	Secret Secret
	Extra  []TokenField

	expires time.Time     // zero when the provider names no end
	skew    time.Duration // of the provider's clock against this machine's, as the dance learnt it
}

// TokenField is one more field of the provider's answer. Providers put secrets there too, so that all are taken for one.
type TokenField struct {
	Name  string
	Value Secret
}

// String shows which token it is, and no secret.
func (t Token) String() string { return shorten(t.Key) }

// Exchange makes an access token of the authorized request token and its verifier. It can be done once. The browser's page,
// which may wait for it, is told how it went.
func (v *Verified) Exchange(ctx context.Context) (Token, error) {
	c, asked := v.p.config, v.p.reply
	out := outgoing{
		step: StepAccessToken, method: c.Dialect.TokenHTTPMethod(), url: c.TokenURI, header: c.tokenHeader(),
		token: asked.token, secret: asked.secret,
		placement: c.Dialect.TokenStepPlacement(), hasRealm: c.Dialect.RealmOnToken(), limit: tokenReplyLimit,
	}
	if !v.verifier.Empty() {
		out.oauth = []signature.Param{{Name: "oauth_verifier", Value: v.verifier.Reveal()}}
	}
	reply, err := v.p.client.tokenStep(ctx, c, out, fmt.Sprintf("exchanging the verifier for an access token at %s", host(c.TokenURI)))
	v.p.conclude(err == nil)
	if err != nil {
		return Token{}, err
	}
	return reply.credentials(c, v.p.client.now()), nil
}

// credentials is the reply to an exchange or a renewal, which came now, as a Token.
func (r tokenReply) credentials(c Config, now time.Time) Token {
	t := Token{Key: r.token, Secret: r.secret, skew: c.clock.offset()}
	if seconds, err := strconv.ParseInt(r.field(expiresIn), 10, 32); err == nil && seconds > 0 {
		t.expires = now.Add(time.Duration(seconds) * time.Second).UTC()
	}
	if end := moment(r.field(c.Dialect.TokenResponse.Expires)); end.After(now) {
		t.expires = end.UTC()
	}
	for _, f := range r.extra {
		t.Extra = append(t.Extra, TokenField{f.Name, NewSecret(f.Value)})
	}
	return t
}
