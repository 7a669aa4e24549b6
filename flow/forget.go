package flow

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"countersign/internal/text"
)

// ErrNotDisconnected says that a connection is forgotten here, but that its service could not be told of the end.
var ErrNotDisconnected = errors.New("the connection is forgotten here, but the service was not told")

// Delete removes a connection from the keychain and the index. A connector that has a disconnect tells the service first;
// the error is ErrNotDisconnected when that failed, and the connection is forgotten all the same. Without one, the provider
// still honours the token.
func (cs *Connections) Delete(ctx context.Context, name string) error {
	untold := cs.disconnect(ctx, name)
	if err := cs.keychain.Delete(ctx, name); err != nil {
		return unkept(fmt.Sprintf("forgetting the connection %s", text.Safe(name, 70)), err)
	}
	if err := cs.deleteHistory(ctx, name); err != nil && untold == nil {
		return err
	}
	return untold
}

// deleteHistory removes the history of a connection that is forgotten.
func (cs *Connections) deleteHistory(ctx context.Context, name string) error {
	return cs.history.Forget(context.WithoutCancel(ctx), name, fmt.Sprintf("forgetting the connection %s, which is done, and its history", text.Safe(name, 70)))
}

// disconnect runs a kept connection's disconnect, where there is one. A connector that is gone or broken has none; the
// secrets are read only for one that has.
func (cs *Connections) disconnect(ctx context.Context, name string) error {
	entries, _ := cs.keychain.List(ctx) // what is wrong with the index, deleting will tell
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
	if i < 0 || !cs.disconnects(entries[i].Connector) {
		return nil
	}
	c, err := cs.Open(ctx, name)
	if err == nil {
		err = c.Disconnect(ctx)
	}
	if err == nil {
		return nil
	}
	e := Explain(err)
	connector, _ := cs.connectors.Load(entries[i].Connector) // it was there a moment ago
	return &StepError{
		Step: StepKeychain, Doing: fmt.Sprintf("forgetting the connection %s", text.Safe(name, 70)),
		Err: fmt.Errorf("%w: %s", ErrNotDisconnected, e.What), Said: e.Said, Hint: byHand(connector),
	}
}

func (cs *Connections) disconnects(ref string) bool {
	c, err := cs.connectors.Load(ref)
	return err == nil && c.Disconnects()
}

// Disconnect runs the connector's disconnect, which tells the service that the connection ends; nothing happens where the
// connector has none. The connection stays kept.
func (c *Connection) Disconnect(ctx context.Context) error {
	method := c.Connector.Disconnect
	if method == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	h := &scriptHost{c: c, call: c.Call}
	if _, err := evaluate(ctx, *method, c.variables(), h); err != nil {
		return h.failed(ctx, StepCall, fmt.Sprintf("disconnecting %s", c.Entry.Name), err, byHand(c.Connector))
	}
	return nil
}
