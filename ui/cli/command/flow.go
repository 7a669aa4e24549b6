package command

import (
	"countersign/flow"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// KeychainVariable chooses the keychain where --keychain does not.
const KeychainVariable = "COUNTERSIGN_KEYCHAIN"

// Flow makes the steps' manager when the first step needs it, after the flags were read.
type Flow struct {
	KeychainFlag string         // --keychain
	Debug        *flow.DebugLog // of --debug, or nil

	newManager func(flow.KeychainKind) *flow.Manager
	settings   *Settings
	io         *console.IO
	manager    *flow.Manager
}

// Manager is the one of this run, over the keychain that was chosen for it.
func (f *Flow) Manager() (*flow.Manager, error) {
	if f.manager != nil {
		return f.manager, nil
	}
	var kind flow.KeychainKind
	if choice, _ := f.KeychainChoice(); choice != "" {
		var err error
		if kind, err = flow.ParseKeychainKind(choice); err != nil {
			return nil, exit.Misuse("give --keychain os, file or memory", "%s", err)
		}
	}
	m := f.Idle(kind)
	m.LogTo(f.Debug)
	if kind == "" {
		settings, err := f.settings.Read(m)
		if err != nil {
			return nil, err
		}
		if settings.Keychain != "" {
			m.UseKeychain(settings.Keychain)
		}
	}
	f.manager = m
	return m, nil
}

// Idle makes another manager over the settings of this run, which has opened nothing.
func (f *Flow) Idle(kind flow.KeychainKind) *flow.Manager {
	m := f.newManager(kind)
	if file := f.settings.NamedFile(); file != "" {
		m.Settings = file
	}
	return m
}

// Available reports whether there is a manager to be made; without one there are no settings.
func (f *Flow) Available() bool { return f.newManager != nil }

// KeychainChoice is the kind that the person named for this run and what named it, or nothing.
func (f *Flow) KeychainChoice() (choice, by string) {
	if f.KeychainFlag != "" {
		return f.KeychainFlag, "--keychain"
	}
	if choice = f.io.Env(KeychainVariable); choice != "" {
		return choice, KeychainVariable
	}
	return "", ""
}

// Close closes the manager, where one was made.
func (f *Flow) Close() error {
	if f.manager == nil {
		return nil
	}
	return f.manager.Close()
}
