package flow

// SecretsOf lists what must never stand in clear anywhere, for tests that look for it.
func SecretsOf(c *Connection) []string {
	return []string{c.token.Secret.Reveal(), c.config.ConsumerSecret.Reveal()}
}
