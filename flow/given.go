package flow

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Unkept is a connection that no dance gives: its calls are signed by the consumer alone, or by a token that the person has
// already. Test says whether the service takes what was given, Keep makes a kept connection of it.
type Unkept struct {
	conn   *Connection
	tested bool
	result TestResult
	err    error // the test's
}

// Given reads from the connector's config what there is in place of a dance. It is nil where a person has to authorize a
// request token, which Begin gets. Nothing is asked of the service yet.
func (m *Manager) Given(ctx context.Context, s *Setup) (*Unkept, error) {
	c, err := m.client.configure(ctx, s, "")
	if err != nil || c.Dialect.Dances() {
		return nil, err
	}
	conn := &Connection{conns: m.Connections, Connector: s.Connector, setup: s, unkept: true, Entry: Entry{Name: s.Connector.Name}}
	if own := c.Dialect.Token; own.Kind == "given" {
		conn.token = Token{Key: own.Key, Secret: NewSecret(own.Secret)}
		switch {
		case own.Key == "":
			return nil, c.wrong("the access token is empty")
		case own.Secret == "" && !c.Dialect.TokenResponse.EmptySecret:
			return nil, c.wrong("the access token's secret is empty")
		}
	}
	return &Unkept{conn: conn}, conn.prepare(ctx)
}

// Token is the access token; it is empty where calls are signed by the consumer alone.
func (u *Unkept) Token() Token { return u.conn.current() }

// Test runs the connector's test with what was given. A failed test is an error: the service refuses it, or could not be
// asked.
func (u *Unkept) Test(ctx context.Context) (TestResult, error) {
	u.result, u.err = u.conn.timedTest(ctx)
	u.tested = !u.result.None && ctx.Err() == nil
	return u.result, u.err
}

// Keep stores it as a connection, with how the test went where there was one. replace lets it take the place of another of
// its name.
func (u *Unkept) Keep(ctx context.Context, name string, replace bool) (*Connection, error) {
	c := u.conn
	kept, err := c.conns.Save(ctx, c.setup, c.current(), name, replace)
	if err == nil && u.tested {
		err = kept.noteTest(ctx, u.result, u.err)
	}
	return kept, err
}

// nothingToAuthorize is what Begin says where there is no dance to begin.
func (c Config) nothingToAuthorize() error {
	return &StepError{
		Step: StepRequestToken, Doing: fmt.Sprintf("asking %s for a request token", c.Provider),
		Err:  errors.New("the connector takes what is needed from the values that it asks for, so that there is nothing to authorize"),
		Hint: "give the values and keep the connection: countersign connect does it",
	}
}

// again words advice for a connection that no dance gave: it is not authorized again, but gets other values.
func (c Config) again(advice string) string {
	values := "keys"
	switch c.Dialect.Token.Kind {
	case "given":
		values = "tokens"
	case "none":
	default:
		return advice
	}
	return strings.NewReplacer(
		connectAgain, "enter new "+values,
		lookAtWords, "check the "+values+" against what the service shows",
	).Replace(advice)
}

// What advice says of a connection that a dance gave.
const (
	connectAgain = "connect again"
	lookAtWords  = "look at the provider's words"
)
