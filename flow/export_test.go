package flow

// SecretsOf lists what must never stand in clear anywhere, for tests that look for it.
func SecretsOf(c *Connection) []string {
	return []string{c.token.Secret.Reveal(), c.config.ConsumerSecret.Reveal()}
}

// Awaited reports whether somebody waits for the dance to be settled.
func (p *Pending) Awaited() bool { return p.awaited.Load() }

// HistoryFolder is where the history is on disk.
func HistoryFolder(m *Manager) string { return m.History.dir }
