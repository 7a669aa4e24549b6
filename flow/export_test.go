package flow

import "countersign/internal/testenv"

// No slow machine meets these limits in a test.
func init() {
	pageTimeout, historyLockTimeout = testenv.WaitTimeout(), testenv.WaitTimeout()
}

// AtEnd ends what tests of flow_test share, after all of them.
var AtEnd func(failed bool) error

// SecretsOf lists what must never stand in clear anywhere, for tests that look for it.
func SecretsOf(c *Connection) []string {
	return []string{c.token.Secret.Reveal(), c.provider.ConsumerSecret.Reveal()}
}

// HistoryFolder is where the history is on disk.
func HistoryFolder(m *Manager) string { return m.History.Dir() }
