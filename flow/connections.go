package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"countersign/flow/history"
	"countersign/internal/text"
	"countersign/keychain"
)

// Connections are those that are saved.
type Connections struct {
	keychain   *keychain.Store
	connectors *Connectors
	history    *history.Store
	sandboxes  *Sandboxes
	net        *network
	senders    senders
	requests   string // the folder of ready calls for connectors that are not the person's own; "": there is none
}

// List gives what is kept, by name, from the index alone: no keychain is opened.
func (cs *Connections) List(ctx context.Context) ([]Entry, error) {
	entries, err := cs.keychain.List(ctx)
	if err != nil {
		return nil, storeError("listing the connections", err)
	}
	return entries, nil
}

// errTwin says that some keychains could not tell two names apart, so that one cannot take the place of the other either.
var errTwin = errors.New("is kept already and differs only in upper and lower case")

// CheckName says whether a new connection may have this name: ErrTaken when one has it already.
func (cs *Connections) CheckName(ctx context.Context, name string) error {
	doing := fmt.Sprintf("naming the connection %q", text.Safe(name, 70))
	if err := keychain.CheckName(name); err != nil {
		return &StepError{Step: StepStore, What: doing, Err: err, Hint: "take letters, digits and . _ @ -, at most 64"}
	}
	entries, err := cs.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch {
		case e.Name == name:
			return &StepError{Step: StepStore, What: doing, Err: ErrNameTaken}
		case strings.EqualFold(e.Name, name):
			return &StepError{Step: StepStore, What: doing, Err: fmt.Errorf("%s %w", e.Name, errTwin), Hint: "choose another name"}
		}
	}
	return nil
}

// FreeName suggests a name for a connection to c: its key, with a number behind it where that is taken.
func (cs *Connections) FreeName(ctx context.Context, c *Connector) string {
	name := c.Key
	for i := 2; ; i++ {
		if err := cs.CheckName(ctx, name); !errors.Is(err, ErrNameTaken) && !errors.Is(err, errTwin) {
			return name
		}
		name = fmt.Sprintf("%s-%d", c.Key, i)
	}
}

// Save stores the token as a connection's credentials. replace lets it take the place of another of its name.
func (cs *Connections) Save(ctx context.Context, s *Setup, t Token, name string, replace bool) (*Connection, error) {
	c := &Connection{conns: cs, Connector: s.Connector, setup: s, requester: requester{token: t}, Entry: Entry{
		Name: name, Connector: s.Connector.Ref(), Title: s.Connector.Name, Created: cs.net.now().UTC(), Expires: t.Expires,
	}}
	secret, err := json.Marshal(c.record())
	if err != nil {
		return nil, fmt.Errorf("writing the connection's record: %w", err)
	}
	if err := cs.keychain.Put(ctx, c.Entry, secret, replace); err != nil {
		return nil, storeError(fmt.Sprintf("keeping the connection %s", name), err)
	}
	cs.forgetSenders(ctx) // another may have been replaced
	return c, c.prepare(ctx)
}

// Open reads a kept connection.
func (cs *Connections) Open(ctx context.Context, name string) (*Connection, error) {
	c, err := cs.read(ctx, name)
	if err != nil {
		return nil, err
	}
	return c, c.prepare(ctx)
}

// read takes a connection's record from the keychain; nothing of the connector is evaluated.
func (cs *Connections) read(ctx context.Context, name string) (*Connection, error) {
	doing := fmt.Sprintf("opening the connection %s", text.Safe(name, 70))
	entry, secret, err := cs.keychain.Get(ctx, name)
	if err != nil {
		return nil, storeError(doing, err)
	}
	var r record
	if err := json.Unmarshal(secret, &r); err != nil || r.Version != recordVersion {
		return nil, unreadable(doing)
	}
	connector, err := cs.connectors.Load(entry.Connector)
	if err != nil {
		return nil, err
	}
	if r.Option != "" {
		if connector, err = connector.WithOption(r.Option); err != nil {
			return nil, &StepError{Step: StepConnector, What: doing, Err: err, Hint: "the connector has changed: connect again"}
		}
	}
	c := &Connection{conns: cs, Entry: entry, Connector: connector, requester: requester{token: r.token(entry.Expires)}}
	c.read(r)
	return c, nil
}
