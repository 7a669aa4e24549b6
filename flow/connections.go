package flow

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"countersign/flow/history"
	"countersign/internal/text"
	"countersign/keychain"
)

// Connections are the saved connections.
type Connections struct {
	store      *keychain.Store
	connectors *Connectors
	history    *history.Store
	sandboxes  *Sandboxes
	net        *network
	senders    senders
	requests   string // the folder of saved requests for built-in connectors; "": none
}

// List lists the saved connections by name, from the index alone: no store is opened.
func (cs *Connections) List(ctx context.Context) ([]Entry, error) {
	entries, err := cs.store.List(ctx)
	return entries, storeError("cannot list the connections", err)
}

// errCaseVariant says that a name differs from another one only in case. Some stores can't tell the two apart.
var errCaseVariant = errors.New("already exists and differs only in case")

// CheckName checks the name of a new connection. The error is ErrNameTaken if there is one with that name.
func (cs *Connections) CheckName(ctx context.Context, name string) error {
	invalid := func(err error, hint string) error {
		return &StepError{Step: StepStore, What: fmt.Sprintf("cannot name a connection %q", text.Safe(name, 70)), Err: err, Hint: hint}
	}
	if err := keychain.CheckName(name); err != nil {
		return invalid(err, "Use at most 64 letters, digits and . _ @ -")
	}
	entries, err := cs.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch {
		case e.Name == name:
			return invalid(ErrNameTaken, "")
		case strings.EqualFold(e.Name, name):
			return invalid(fmt.Errorf("%s %w", e.Name, errCaseVariant), "Choose another name.")
		}
	}
	return nil
}

// FreeName suggests a name for a connection to c: its key, with a number if that is taken.
func (cs *Connections) FreeName(ctx context.Context, c *Connector) string {
	name := c.Key
	for i := 2; ; i++ {
		if err := cs.CheckName(ctx, name); !errors.Is(err, ErrNameTaken) && !errors.Is(err, errCaseVariant) {
			return name
		}
		name = fmt.Sprintf("%s-%d", c.Key, i)
	}
}

// Save saves a token as a connection. replace lets it replace a connection with the same name; else the error is ErrNameTaken.
func (cs *Connections) Save(ctx context.Context, s *Setup, t Token, name string, replace bool) (*Connection, error) {
	c := &Connection{conns: cs, Connector: s.Connector, setup: s, requester: requester{token: t}, Entry: Entry{
		Name: name, Connector: s.Connector.Ref(), Title: s.Connector.Name, Created: cs.net.now().UTC(), Expires: t.Expires,
	}}
	data, err := c.record()
	if err != nil {
		return nil, err
	}
	if err := cs.store.Put(ctx, c.Entry, data, replace); err != nil {
		return nil, storeError("cannot save connection "+name, err)
	}
	cs.releaseSenders(ctx) // it may have replaced one
	return c, c.prepare(ctx)
}

// Open opens a saved connection.
func (cs *Connections) Open(ctx context.Context, name string) (*Connection, error) {
	c, err := cs.read(ctx, name)
	if err != nil {
		return nil, err
	}
	return c, c.prepare(ctx)
}

// read reads a connection from the store without evaluating its connector.
func (cs *Connections) read(ctx context.Context, name string) (*Connection, error) {
	what := "cannot open connection " + text.Safe(name, 70)
	entry, data, err := cs.store.Get(ctx, name)
	if err != nil {
		return nil, storeError(what, err)
	}
	r, err := parseRecord(data, what)
	if err != nil {
		return nil, err
	}
	connector, err := cs.connectors.Load(entry.Connector)
	if err != nil {
		return nil, err
	}
	if r.Option != "" {
		if connector, err = connector.WithOption(r.Option); err != nil {
			return nil, &StepError{Step: StepConnector, What: what, Err: err, Hint: "Reconnect: the connector has changed."}
		}
	}
	c := &Connection{conns: cs, Entry: entry, Connector: connector, setup: NewSetup(connector), requester: requester{token: r.token(entry.Expires)}}
	c.setup.Restore(r.ConnectorParameters, r.ConnectionParameters)
	return c, nil
}
