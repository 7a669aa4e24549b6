package flow

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"countersign/flow/debuglog"
	"countersign/flow/history"
	"countersign/flow/oauth1"
	"countersign/flow/rehearsal"
	"countersign/flow/setup"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
	"countersign/specs"
	"countersign/specs/scaffold"
)

// Types of the packages below, so that front ends only import this one.
type (
	Connector      = specs.Connector
	ConnectorEntry = specs.Entry
	Option         = specs.Option
	Field          = specs.Field
	Choice         = specs.Choice
	Registration   = specs.Registration
	Mistake        = specs.RegistrationMistake
	Status         = specs.Status
	SavedRequest   = specs.SavedRequest
	Problem        = specs.Problem
	Problems       = specs.Problems
	Pair           = specs.Pair
	Blueprint      = scaffold.Blueprint

	Entry       = keychain.Entry
	StoreKind   = keychain.Kind
	StoreStatus = keychain.Status

	Step           = oauth1.Step
	StepError      = oauth1.StepError
	Notice         = oauth1.Notice
	Param          = oauth1.Param
	Token          = oauth1.Token
	TokenField     = oauth1.TokenField
	Verified       = oauth1.Verified
	Refusal        = oauth1.Refusal
	PortInUseError = oauth1.PortInUseError
	Progress       = oauth1.Progress
	Timings        = oauth1.Timings
	Phase          = oauth1.Phase

	Secret    = secret.Text
	Setup     = setup.Setup
	DebugLog  = debuglog.Log
	Rehearsal = rehearsal.Rehearsal
	Sandboxes = rehearsal.Sandboxes
)

// The kinds of credential store.
const (
	StoreOS     = keychain.OS
	StoreFile   = keychain.File
	StoreMemory = keychain.Memory
)

// ParseStoreKind parses os, file or memory.
func ParseStoreKind(text string) (StoreKind, error) { return keychain.ParseKind(text) }

// NewSecret wraps a secret text.
func NewSecret(text string) Secret { return secret.New(text) }

// NewSetup starts from the connector's defaults.
func NewSetup(c *Connector) *Setup { return setup.New(c) }

// InvalidReason says why a value is invalid for a field; it is empty for a valid value. It never repeats the value.
func InvalidReason(f Field, value string) string { return setup.InvalidReason(f, value) }

// Nearest returns the keys that a misspelled one may mean.
func Nearest(wrong string, keys []string) []string { return text.Nearest(wrong, keys) }

// Options configure a manager. The clock, the randomness and the transport are for tests and screenshots.
type Options struct {
	DataDir       string    // the index of connections, the encrypted file and the history
	ConnectorsDir string    // the user's connectors
	RequestsDir   string    // saved requests for built-in connectors; "": none
	SettingsFile  string    // "": none
	Store         StoreKind // where connections are saved; "": the OS keychain if it is available

	Transport http.RoundTripper // nil: oauth1's
	Now       func() time.Time  // nil: time.Now
	Random    io.Reader         // for nonces; nil: crypto/rand
	AllowHTTP bool              // allow signed requests over plain HTTP to other machines

	Debug     *DebugLog       // nil: none
	Rehearsal *Rehearsal      // gets all requests instead of the service, until Close; nil: none
	Keychain  *keychain.Store // nil: the store in DataDir
}

// historyLockTimeout is how long another process's change to the history is waited for.
var historyLockTimeout = 2 * time.Second

// Manager is what the front ends use.
type Manager struct {
	Connectors  *Connectors
	Stores      *Stores
	Connections *Connections
	History     *history.Store
	Traffic     *Traffic
	Sandboxes   *Sandboxes

	SettingsFile string // "": none
	RequestsDir  string // saved requests for built-in connectors; "": none

	net *network
}

// New makes a manager. It opens nothing yet.
func New(o Options) *Manager {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Transport == nil {
		o.Transport = oauth1.NewTransport()
	}
	if o.Rehearsal != nil {
		o.Transport = o.Rehearsal.Transport(o.Transport)
		o.AllowHTTP = true // to this machine only
	}
	if o.Keychain == nil {
		o.Keychain = keychain.New(keychain.Options{Dir: o.DataDir, Kind: o.Store})
	}
	o.Debug.Watch(o.Keychain)
	historyDir := ""
	if o.DataDir != "" {
		historyDir = filepath.Join(o.DataDir, "history")
	}
	m := &Manager{
		Connectors: &Connectors{catalogue: specs.NewCatalogue(o.ConnectorsDir)},
		Stores:     &Stores{store: o.Keychain},
		History:    history.NewStore(historyDir, historyLockTimeout),
		Traffic:    &Traffic{},
		Sandboxes:  rehearsal.NewSandboxes(o.Now),

		SettingsFile: o.SettingsFile, RequestsDir: o.RequestsDir,
	}
	m.net = &network{
		transport: o.Transport, now: o.Now, random: o.Random, allowHTTP: o.AllowHTTP, traffic: m.Traffic, debug: o.Debug, rehearsal: o.Rehearsal,
	}
	m.Connections = &Connections{
		store: o.Keychain, connectors: m.Connectors, history: m.History, sandboxes: m.Sandboxes, net: m.net, requests: o.RequestsDir,
	}
	return m
}

// Close waits for background writes to the history, and stops the sandboxes that the manager started.
func (m *Manager) Close() error {
	m.History.Close()
	return errors.Join(m.Sandboxes.Close(), m.net.rehearsal.Close())
}

// Now is the manager's time.
func (m *Manager) Now() time.Time { return m.net.now() }

// DebugLog is the debug log; nil: none.
func (m *Manager) DebugLog() *DebugLog { return m.net.debug }
