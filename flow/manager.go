package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"countersign/flow/sandbox"
	"countersign/internal/text"
	"countersign/keychain"
	"countersign/specs"
)

// What front ends see of the packages below, so that they need to know only this one.
type (
	Connector      = specs.Connector
	ConnectorEntry = specs.Entry
	Option         = specs.Option
	Field          = specs.Field
	Choice         = specs.Choice
	Registration   = specs.Registration
	Mistake        = specs.Mistake
	Status         = specs.Status
	ReadyCall      = specs.ReadyCall
	Problem        = specs.Problem
	Problems       = specs.Problems
	Pair           = specs.Pair
	Entry          = keychain.Entry
	KeychainKind   = keychain.Kind
	KeychainStatus = keychain.Status
)

// The kinds of keychain.
const (
	KeychainOS     = keychain.OS
	KeychainFile   = keychain.File
	KeychainMemory = keychain.Memory
)

// ParseKeychainKind reads os, file or memory.
func ParseKeychainKind(text string) (KeychainKind, error) { return keychain.ParseKind(text) }

// Manager is what both front ends drive: connectors on one side, kept connections on the other, the dance between. Its
// zero fields mean the real thing; the clock, the randomness and the transport are there for tests and pictures.
type Manager struct {
	Catalogue *specs.Catalogue
	Keychain  *keychain.Keychain
	Transport http.RoundTripper // nil: a transport of our own
	Now       func() time.Time  // nil: time.Now
	Random    io.Reader         // of nonces; nil: crypto/rand
	AllowHTTP bool              // lets signed requests go over plain http to other machines
	Settings  string            // the file of what is chosen for every run; "": there is none
	Requests  string            // the folder of ready calls for connectors that are not the person's own; "": there is none
	History   string            // the folder of what was called, a file for each connection; "": it is kept in memory alone

	once  sync.Once
	trace trace
	debug *DebugLog // nil: none

	history   history
	rehearsal *Rehearsal // nil: requests go where they say

	mu        sync.Mutex
	sandboxes []*sandbox.Server
}

// NewManager is the real one. dataDir holds the index of connections and the encrypted file, connectorsDir a person's own
// connectors; kind "" takes the OS keychain where it answers.
func NewManager(dataDir, connectorsDir string, kind KeychainKind) *Manager {
	return &Manager{
		Catalogue: specs.NewCatalogue(connectorsDir),
		Keychain:  keychain.New(keychain.Options{Dir: dataDir, Kind: kind}),
		History:   filepath.Join(dataDir, "history"),
	}
}

// Close ends a sandbox that the manager started, and waits for what is being written into the history.
func (m *Manager) Close() error {
	m.history.writing.Wait()
	m.mu.Lock()
	defer m.mu.Unlock()
	var errs []error
	for _, s := range m.sandboxes {
		errs = append(errs, s.Close())
	}
	m.sandboxes = nil
	return errors.Join(errs...)
}

// Connectors lists the catalogue, the sandbox first. A connector that cannot be loaded is listed with its mistake.
func (m *Manager) Connectors() []ConnectorEntry { return m.Catalogue.List() }

// Connector loads one connector by its key, or from a folder.
func (m *Manager) Connector(ref string) (*Connector, error) {
	c, err := m.Catalogue.Open(ref)
	if err != nil {
		return nil, &StepError{Step: StepConnector, Doing: fmt.Sprintf("loading the connector %s", text.Safe(ref, 80)), Err: err}
	}
	return c, nil
}

// Trace lists what was said on the wire since the start, the newest last, the secrets masked. It is bounded.
func (m *Manager) Trace() []Exchange { return m.trace.list() }

// KeychainStatus says which store is in use, or why none is.
func (m *Manager) KeychainStatus(ctx context.Context) KeychainStatus { return m.Keychain.Status(ctx) }

// UseKeychain chooses the store for this run.
func (m *Manager) UseKeychain(kind KeychainKind) { m.Keychain.Use(kind) }

// OpenKeychain makes sure that the store in use can be read, so that no dance is begun whose end cannot be kept. A locked OS
// keychain may ask the person by a dialog of its own.
func (m *Manager) OpenKeychain(ctx context.Context) error {
	if err := m.Keychain.Open(ctx); err != nil {
		return unkept("opening the keychain", err)
	}
	return nil
}

// Unlock opens the encrypted file, or makes it when it is not there yet.
func (m *Manager) Unlock(ctx context.Context, passphrase string) error {
	if err := m.Keychain.Unlock(ctx, passphrase); err != nil {
		return unkept("opening the encrypted file", err)
	}
	return nil
}

// defaults fills the fields that were left out.
func (m *Manager) defaults() {
	m.once.Do(func() {
		if m.Now == nil {
			m.Now = time.Now
		}
		if m.Random == nil {
			m.Random = rand.Reader
		}
		if m.Transport == nil {
			m.Transport = newTransport()
		}
	})
}

// newTransport has time limits where net/http has none. The proxy of the environment is honoured.
func newTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = time.Minute
	t.MaxResponseHeaderBytes = 256 << 10
	return t
}
