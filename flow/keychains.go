package flow

import (
	"context"
	"fmt"

	"countersign/keychain"
)

// Repaired says what Repair found and did.
type Repaired = keychain.Repaired

// KeychainState is one of the keychains, as a person chooses between them.
type KeychainState struct {
	Kind        KeychainKind
	Status      KeychainStatus
	Connections int  // how many it holds, as the index says
	InUse       bool // new connections are kept there
}

// KeychainStates looks at every keychain: the OS keychain, the encrypted file, memory. It only probes: no dialog comes up and
// no passphrase is asked for.
func (m *Manager) KeychainStates(ctx context.Context) ([]KeychainState, error) {
	inUse := m.Keychain.Status(ctx).Kind
	held := map[KeychainKind]int{}
	states := make([]KeychainState, 0, 3)
	// Each keychain is asked as if it were in use.
	defer m.Keychain.Use(inUse)
	for _, kind := range []KeychainKind{KeychainOS, KeychainFile, KeychainMemory} {
		m.Keychain.Use(kind)
		if kind != KeychainFile { // one index serves both on disk
			entries, err := m.Connections(ctx)
			if err != nil {
				return nil, err
			}
			for _, e := range entries {
				held[e.Store]++
			}
		}
		states = append(states, KeychainState{Kind: kind, Status: m.Keychain.Status(ctx), InUse: kind == inUse})
	}
	for i := range states {
		states[i].Connections = held[states[i].Kind]
	}
	return states, nil
}

// ChooseKeychain uses a keychain, and writes the choice into the settings for the next time. Memory ends with the program, so
// that it is used and not written.
func (m *Manager) ChooseKeychain(kind KeychainKind) error {
	if kind != KeychainMemory {
		if err := writeSetting(m.Settings, keychainSetting, string(kind)); err != nil {
			return &StepError{
				Step: StepKeychain, Doing: fmt.Sprintf("choosing the %s", kind.Title()), Err: err,
				Hint: "mend the file, or choose for each run: --keychain " + string(kind),
			}
		}
	}
	m.Keychain.Use(kind)
	return nil
}

// Repair rebuilds the index of connections from what the keychains hold, as far as they can be reached now. A damaged index
// is moved aside.
func (m *Manager) Repair(ctx context.Context) (Repaired, error) {
	repaired, err := m.Keychain.Repair(ctx)
	if err != nil {
		return repaired, unkept("rebuilding the index of connections", err)
	}
	return repaired, nil
}

// ChangePassphrase puts the encrypted file under another passphrase. The error is ErrPassphrase when old is not the one that
// it has.
func (m *Manager) ChangePassphrase(ctx context.Context, old, fresh string) error {
	if err := m.Keychain.ChangePassphrase(ctx, old, fresh); err != nil {
		return unkept("changing the passphrase of the encrypted file", err)
	}
	return nil
}
