package flow

import (
	"cmp"
	"slices"

	"countersign/flow/oauth1/signature"
)

// Credentials are what the connection's calls are signed with now, for another program that signs itself.
func (c *Connection) Credentials() Credentials {
	t, d := c.current(), c.provider.Dialect
	return Credentials{
		ConsumerKey: c.provider.ConsumerKey, ConsumerSecret: c.provider.ConsumerSecret, Token: t.Key, TokenSecret: t.Secret,
		SignatureMethod: SignatureMethod(cmp.Or(d.SignatureMethod, "HMAC-SHA1")), PrivateKey: NewSecret(signature.KeyPEM(d.PrivateKey.Reveal())),
		Placement: d.Placement, Realm: d.Realm, OmitVersion: d.OmitVersion, BodyHash: d.BodyHash,
	}
}

// TokenFields are the further fields of the provider's token reply.
func (c *Connection) TokenFields() []TokenField { return slices.Clone(c.current().Extra) }
