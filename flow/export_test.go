package flow

// SecretsOf lists what must never stand in clear anywhere, for tests that look for it.
func SecretsOf(c *Connection) []string {
	return []string{c.token.Secret.Reveal(), c.provider.ConsumerSecret.Reveal()}
}

// HistoryFolder is where the history is on disk.
func HistoryFolder(m *Manager) string { return m.History.dir }
