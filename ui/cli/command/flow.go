package command

import (
	"countersign/flow"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// KeychainVariable is the environment variable for --keychain.
const KeychainVariable = "COUNTERSIGN_KEYCHAIN"

// Flow creates the flow.Manager of this run on first use, after the flags were parsed.
type Flow struct {
	KeychainFlag string         // --keychain
	Debug        *flow.DebugLog // --debug; may be nil

	newManager func(flow.Options) *flow.Manager
	settings   *Settings
	io         *console.IO
	manager    *flow.Manager
}

// Manager returns the flow.Manager of this run, with its credential store selected.
func (f *Flow) Manager() (*flow.Manager, error) {
	if f.manager != nil {
		return f.manager, nil
	}
	var kind flow.StoreKind
	if choice, _ := f.StoreChoice(); choice != "" {
		var err error
		if kind, err = flow.ParseStoreKind(choice); err != nil {
			return nil, exit.Usagef("Use --keychain os, file or memory.", "%s", err)
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

// New returns another flow.Manager for the settings of this run.
func (f *Flow) New(o flow.Options) *flow.Manager {
	o.SettingsFile = f.settings.NamedFile()
	return f.newManager(o)
}

// Rehearse replaces the flow.Manager with one for a rehearsal.
func (f *Flow) Rehearse(r *flow.Rehearsal) (*flow.Manager, error) {
	before := f.manager
	f.manager = f.New(flow.Options{Store: flow.StoreMemory, Debug: f.Debug, Rehearsal: r})
	return f.manager, before.Close()
}

// Available reports whether a flow.Manager can be created. Without one there are no settings.
func (f *Flow) Available() bool { return f.newManager != nil }

// StoreChoice returns the credential store chosen for this run, and the flag or variable that chose it.
func (f *Flow) StoreChoice() (choice, by string) {
	if f.KeychainFlag != "" {
		return f.KeychainFlag, "--keychain"
	}
	if choice = f.io.Env(KeychainVariable); choice != "" {
		return choice, KeychainVariable
	}
	return "", ""
}

// Close closes the flow.Manager, if one was created.
func (f *Flow) Close() error {
	if f.manager == nil {
		return nil
	}
	return f.manager.Close()
}
