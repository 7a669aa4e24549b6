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

	newManager func(flow.Options) *flow.Manager
	settings   *Settings
	io         *console.IO
	manager    *flow.Manager
}

// Manager is the one of this run, over the keychain that was chosen for it.
func (f *Flow) Manager() (*flow.Manager, error) {
	if f.manager != nil {
		return f.manager, nil
	}
	var kind flow.StoreKind
	if choice, _ := f.StoreChoice(); choice != "" {
		var err error
		if kind, err = flow.ParseStoreKind(choice); err != nil {
			return nil, exit.Usagef("give --keychain os, file or memory", "%s", err)
		}
	}
	m := f.New(flow.Options{Store: kind, Debug: f.Debug})
	if kind == "" {
		settings, err := f.settings.Read(m)
		if err != nil {
			return nil, err
		}
		if settings.Store != "" {
			m.Stores.Use(settings.Store)
		}
	}
	f.manager = m
	return m, nil
}

// New makes another manager over the settings of this run, which has opened nothing.
func (f *Flow) New(o flow.Options) *flow.Manager {
	o.SettingsFile = f.settings.NamedFile()
	return f.newManager(o)
}

// Rehearse takes another manager from now on, for a rehearsal, and closes the one before.
func (f *Flow) Rehearse(r *flow.Rehearsal) (*flow.Manager, error) {
	before := f.manager
	f.manager = f.New(flow.Options{Store: flow.StoreMemory, Debug: f.Debug, Rehearsal: r})
	return f.manager, before.Close()
}

// Available reports whether there is a manager to be made; without one there are no settings.
func (f *Flow) Available() bool { return f.newManager != nil }

// KeychainChoice is the kind that the person named for this run and what named it, or nothing.
func (f *Flow) StoreChoice() (choice, by string) {
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
