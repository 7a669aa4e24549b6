package flow

import (
	"cmp"
	"slices"

	"countersign/flow/signature"
)

// Credentials are what the connection's calls are signed with now, for another program that signs itself.
func (c *Connection) Credentials() Credentials {
	t, d := c.current(), c.config.Dialect
	return Credentials{
		ConsumerKey: c.config.ConsumerKey, ConsumerSecret: c.config.ConsumerSecret, Token: t.Key, TokenSecret: t.Secret,
		SignatureMethod: SignatureMethod(cmp.Or(d.SignatureMethod, "HMAC-SHA1")), PrivateKey: NewSecret(signature.KeyPEM(d.PrivateKey)),
		Placement: d.Placement, Realm: d.Realm, OmitVersion: d.OmitVersion, BodyHash: d.BodyHash,
	}
}

// TokenFields are the further fields of the provider's token reply.
func (c *Connection) TokenFields() []TokenField { return slices.Clone(c.current().Extra) }
