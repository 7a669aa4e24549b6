package flow

import (
	"context"
)

// Unkept is a connection that no dance gives: its calls are signed by the consumer alone, or by a token that the person has
// already. Test says whether the service takes what was given, Keep makes a kept connection of it.
type Unkept struct {
	conn   *Connection
	tested bool
	result TestResult
	err    error // the test's
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
