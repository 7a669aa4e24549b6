package flow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"countersign/flow/oauth1"
	"countersign/specs"
)

// Connection is an access token kept under a name, with all that signing needs.
type Connection struct {
	Entry     Entry
	Connector *Connector

	requester
	conns   *Connections // where it is saved
	setup   *Setup
	unsaved bool // it stands in no keychain yet

	renewing sync.Mutex // held while the token is changed and its record written anew
}

// record is what stands in the keychain, as JSON: the values that the person gave and the token. The version lets a later
// program read what an earlier one wrote.
type record struct {
	Version              int               `json:"version"`
	Option               string            `json:"option,omitempty"` // of the connector's auth options
	ConnectorParameters  map[string]string `json:"connectorParameters,omitempty"`
	ConnectionParameters map[string]string `json:"connectionParameters,omitempty"`
	Token                string            `json:"oauth_token"`
	TokenSecret          string            `json:"oauth_token_secret"`
	Extra                []recordField     `json:"extra,omitempty"`
	ClockSkew            int64             `json:"clockSkew,omitempty"` // seconds that the provider's clock is ahead of this machine's
}

// recordField is one more field of the token reply, in its order.
type recordField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

const recordVersion = 1

func unreadable(doing string) error {
	return &StepError{
		Step: StepStore, What: doing, Err: errors.New("its record is none that this version of countersign can read"),
		Hint: "a newer countersign may have written it; nothing was changed",
	}
}

// Ready lists the connector's ready calls.
func (c *Connection) ConnectorRequests() []SavedRequest { return c.Connector.SavedRequests }

func (c *Connection) record() record {
	parameters, inputs := c.setup.Values()
	t := c.current()
	r := record{
		Version: recordVersion, Option: c.Connector.Option, ConnectorParameters: parameters, ConnectionParameters: inputs,
		Token: t.Key, TokenSecret: t.Secret.Reveal(), ClockSkew: int64(t.Skew / time.Second),
	}
	for _, f := range t.Extra {
		r.Extra = append(r.Extra, recordField{f.Name, f.Value.Reveal()})
	}
	return r
}

func (c *Connection) read(r record) {
	c.setup = NewSetup(c.Connector)
	c.setup.Restore(r.ConnectorParameters, r.ConnectionParameters)
}

func (r record) token(expires time.Time) Token {
	t := Token{Key: r.Token, Secret: NewSecret(r.TokenSecret), Expires: expires, Skew: time.Duration(r.ClockSkew) * time.Second}
	for _, f := range r.Extra {
		t.Extra = append(t.Extra, TokenField{Name: f.Name, Value: NewSecret(f.Value)})
	}
	return t
}

// prepare evaluates what signing needs of the connector: its OAuth1 config and its API client.
func (c *Connection) prepare(ctx context.Context) error {
	c.conns.net.debug.Hide(c.secrets()...)
	var err error
	if c.provider, err = c.conns.net.configure(ctx, c.setup, ""); err != nil {
		return err
	}
	c.name = c.Entry.Name
	c.oauth = c.conns.net.client(c.provider.Config, c.current().Skew)
	return c.makeClient(ctx)
}

// makeClient evaluates makeApiClient with the credentials as they are now.
func (c *Connection) makeClient(ctx context.Context) error {
	doing := fmt.Sprintf("making %s's API client", c.Connector.Name)
	var api specs.APIClient
	answer, err := evaluate(ctx, c.Connector.APIClient, c.variables(), nil)
	if err == nil {
		api, err = specs.DecodeAPIClient(answer)
	}
	if err != nil {
		return &StepError{Step: StepConfig, What: doing, Err: err, Hint: "mend the connector's makeApiClient; countersign connectors check lists its mistakes"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.api = api
	return nil
}

// variables are what a connected connector's formulas and scripts see: the person's values and the credentials, which are
// the user's inputs and the token reply's fields.
func (c *Connection) variables() map[string]any {
	vars := c.setup.Variables()
	credentials := maps.Clone(vars["connectionInput"].(map[string]any))
	t := c.current()
	for _, f := range t.Extra {
		credentials[f.Name] = f.Value.Reveal()
	}
	credentials["oauth_token"] = t.Key
	credentials["oauth_token_secret"] = t.Secret.Reveal()
	vars["credentials"] = credentials
	vars["parameters"] = vars["connectionInput"]
	return vars
}

// noteUse notes in the index when the connection was used last, and keeps a correction of the clock that the call learnt.
// That it could not is no reason to lose an answer.
func (c *Connection) noteUse(ctx context.Context, at time.Time) {
	if c.unsaved {
		t := c.current()
		t.Skew = c.oauth.Skew()
		c.setToken(t)
		return
	}
	if c.oauth.Skew() != c.current().Skew {
		c.keepClock(ctx)
	}
	_ = c.conns.keychain.Update(ctx, c.Entry.Name, func(e *Entry) { e.Used = at.UTC() })
}

// keepClock waits for nobody for long: whoever renews the token now keeps the record anyway.
func (c *Connection) keepClock(ctx context.Context) {
	c.renewing.Lock() // or the token that a renewal has just replaced would be written back
	defer c.renewing.Unlock()
	wait, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	const doing = "keeping the provider's time"
	done, err := c.conns.turn(wait, c.Entry.Name, doing)
	if err != nil {
		return
	}
	defer done()
	if _, err := c.tokens().adopt(ctx, doing); err != nil {
		return
	}
	t := c.current()
	t.Skew = c.oauth.Skew()
	c.setToken(t)
	_ = c.tokens().save(ctx, doing)
}

// mask puts dots for the connection's secrets: a script is given them, and may throw or print whatever it was given.
func (c *Connection) mask(text string) string {
	for _, s := range c.secrets() {
		if !s.Empty() {
			text = strings.ReplaceAll(text, s.Reveal(), dots)
		}
	}
	return text
}

// secrets are all that the connection holds.
func (c *Connection) secrets() []Secret {
	t := c.current()
	hidden := []Secret{t.Secret, c.provider.ConsumerSecret}
	for _, f := range t.Extra {
		if oauth1.IsSecretName(f.Name) {
			hidden = append(hidden, f.Value)
		}
	}
	if c.setup == nil {
		return hidden
	}
	return append(hidden, c.setup.Secrets()...)
}

// Test runs the connector's test with the connection's token, and remembers in the index how it went and whose account it
// is. A failed test is an error.
func (c *Connection) Test(ctx context.Context) (TestResult, error) {
	t := tester{c}
	result, err := t.timed(ctx)
	if result.NoTest || ctx.Err() != nil { // broken off, it says nothing
		return result, err
	}
	if noted := t.note(ctx, result, err); noted != nil && err == nil {
		err = noted
	}
	return result, err
}
