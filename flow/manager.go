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

// What front ends see of the packages below, so that they need to know only this one.
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
	Entry          = keychain.Entry
	StoreKind      = keychain.Kind
	StoreStatus    = keychain.Status
)

// The kinds of keychain.
const (
	StoreOS     = keychain.OS
	StoreFile   = keychain.File
	StoreMemory = keychain.Memory
)

// ParseKeychainKind reads os, file or memory.
func ParseStoreKind(text string) (StoreKind, error) { return keychain.ParseKind(text) }

// The same of the protocol.
type (
	Step           = oauth1.Step
	StepError      = oauth1.StepError
	Secret         = secret.Text
	Param          = oauth1.Param
	Token          = oauth1.Token
	TokenField     = oauth1.TokenField
	Verified       = oauth1.Verified
	Refusal        = oauth1.Refusal
	PortInUseError = oauth1.PortInUseError
	Progress       = oauth1.Progress
	Timings        = oauth1.Timings
	Phase          = oauth1.Phase
)

// NewSecret wraps a secret text.
func NewSecret(text string) Secret { return secret.New(text) }

// The same of what is around a connection.
type (
	Setup     = setup.Setup
	Blueprint = scaffold.Blueprint
	DebugLog  = debuglog.Log
	Rehearsal = rehearsal.Rehearsal
	Sandboxes = rehearsal.Sandboxes
)

// NewSetup starts from the connector's defaults.
func NewSetup(c *Connector) *Setup { return setup.New(c) }

// NewConnectorSetup are the questions about a connector that is to be written, to be answered as those of a connector are.
func NewConnectorSetup() *Setup { return setup.NewBlueprint() }

// BlueprintOf is the connector that the answers describe, with the defaults for what they leave open.
func BlueprintOf(answers *Setup) Blueprint { return setup.BlueprintOf(answers) }

// Unfit says in one sentence why a field does not take a value, and nothing when it does. It repeats no secret.
func InvalidReason(f Field, value string) string { return setup.InvalidReason(f, value) }

// Nearest are the keys that a wrong one may have been meant for.
func Nearest(wrong string, keys []string) []string { return text.Nearest(wrong, keys) }

// Options say what a manager works on. Its zero fields mean the real thing; the clock, the randomness and the transport are
// there for tests and pictures.
type Options struct {
	DataDir       string    // the folder of the index of connections, of the encrypted file and of the history
	ConnectorsDir string    // the folder of a person's own connectors
	RequestsDir   string    // the folder of ready calls for connectors that are not the person's own; "": there is none
	SettingsFile  string    // the file of what is chosen for every run; "": there is none
	Store         StoreKind // where connections are saved; "": the OS keychain where it answers

	Transport http.RoundTripper // nil: a transport of our own
	Now       func() time.Time  // nil: time.Now
	Random    io.Reader         // of nonces; nil: crypto/rand
	AllowHTTP bool              // lets signed requests go over plain http to other machines

	Debug     *DebugLog       // gets every exchange and whatever is done with a keychain; nil: none
	Rehearsal *Rehearsal      // where all requests go in place of the service, until Close ends it; nil: where they say
	Keychain  *keychain.Store // nil: the one of Data
}

// historyWait is for how long another program's change to the history is waited for.
var historyWait = 2 * time.Second

// Manager is what both front ends drive, by its parts. How it works is settled when it is made.
type Manager struct {
	Connectors  *Connectors
	Stores      *Stores
	Connections *Connections
	History     *history.Store
	Traffic     *Traffic
	Sandboxes   *Sandboxes

	SettingsFile string // the file of what is chosen for every run; "": there is none
	RequestsDir  string // the folder of ready calls for connectors that are not the person's own; "": there is none

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
		o.AllowHTTP = true // it goes no further than the loopback
	}
	if o.Keychain == nil {
		o.Keychain = keychain.New(keychain.Options{Dir: o.DataDir, Kind: o.Store})
	}
	o.Debug.Watch(o.Keychain)
	m := &Manager{
		Connectors:   &Connectors{catalogue: specs.NewCatalogue(o.ConnectorsDir)},
		Stores:       &Stores{keychain: o.Keychain},
		Traffic:      &Traffic{},
		Sandboxes:    rehearsal.NewSandboxes(o.Now),
		SettingsFile: o.SettingsFile, RequestsDir: o.RequestsDir,
	}
	folder := ""
	if o.DataDir != "" {
		folder = filepath.Join(o.DataDir, "history")
	}
	m.History = history.NewStore(folder, history.Wait(historyWait))
	m.net = &network{
		transport: o.Transport, now: o.Now, random: o.Random, allowHTTP: o.AllowHTTP, traffic: m.Traffic, debug: o.Debug, rehearsal: o.Rehearsal,
	}
	m.Connections = &Connections{
		keychain: o.Keychain, connectors: m.Connectors, history: m.History, sandboxes: m.Sandboxes, net: m.net, requests: o.RequestsDir,
	}
	return m
}

// Close ends a sandbox that the manager started, and waits for what is being written into the history.
func (m *Manager) Close() error {
	m.History.Close()
	return errors.Join(m.Sandboxes.Close(), m.net.rehearsal.Close())
}

// Now is the time as the manager takes it.
func (m *Manager) Now() time.Time { return m.net.now() }

// DebugLog is what the manager writes to; nil: it writes none.
func (m *Manager) DebugLog() *DebugLog { return m.net.debug }
