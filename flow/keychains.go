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
// no passphrase is asked for. The states are there with an error too, which says that their connections could not be counted.
func (m *Manager) KeychainStates(ctx context.Context) ([]KeychainState, error) {
	inUse := m.Keychain.Status(ctx).Kind
	held, err := m.Keychain.Held(ctx)
	var states []KeychainState
	for _, kind := range []KeychainKind{KeychainOS, KeychainFile, KeychainMemory} {
		states = append(states, KeychainState{kind, m.Keychain.StatusOf(ctx, kind), held[kind], kind == inUse})
	}
	if err != nil {
		return states, unkept("counting the connections", err)
	}
	return states, nil
}

// UnlockFile opens the encrypted file for a move, without taking it into use.
func (m *Manager) UnlockFile(ctx context.Context, passphrase string) error {
	if err := m.Keychain.UnlockFile(ctx, passphrase); err != nil {
		return unkept("opening the encrypted file", err)
	}
	return nil
}

// OpenOSKeychain has the OS keychain show its dialog where it is locked, in use or not.
func (m *Manager) OpenOSKeychain(ctx context.Context) error {
	if err := m.Keychain.OpenOS(ctx); err != nil {
		return unkept("opening the OS keychain", err)
	}
	return nil
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
