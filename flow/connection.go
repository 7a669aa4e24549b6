package flow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"countersign/specs"
)

// Connection is an access token kept under a name, with all that signing needs.
type Connection struct {
	Entry     Entry
	Connector *Connector

	conns  *Connections // where it is saved
	setup  *Setup
	config Config
	unkept bool // it stands in no keychain yet

	renewing sync.Mutex // held while the token is changed and its record written anew
	mu       sync.Mutex
	token    Token
	api      specs.APIClient
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
		Step: StepKeychain, Doing: doing, Err: errors.New("its record is none that this version of countersign can read"),
		Hint: "a newer countersign may have written it; nothing was changed",
	}
}

// BaseURI is what relative targets stand on.
func (c *Connection) BaseURI() string { return c.client().BaseURI }

// Ready lists the connector's ready calls.
func (c *Connection) Ready() []ReadyCall { return c.Connector.Ready }

func (c *Connection) record() record {
	reveal := func(values map[string]Secret) map[string]string {
		out := map[string]string{}
		for k, v := range values {
			out[k] = v.Reveal()
		}
		return out
	}
	t := c.current()
	r := record{
		Version: recordVersion, Option: c.Connector.Option, ConnectorParameters: reveal(c.setup.parameters), ConnectionParameters: reveal(c.setup.inputs),
		Token: t.Key, TokenSecret: t.Secret.Reveal(), ClockSkew: int64(t.skew / time.Second),
	}
	for _, f := range t.Extra {
		r.Extra = append(r.Extra, recordField{f.Name, f.Value.Reveal()})
	}
	return r
}

func (c *Connection) read(r record) {
	c.setup = NewSetup(c.Connector)
	for k, v := range r.ConnectorParameters {
		c.setup.parameters[k] = NewSecret(v)
	}
	for k, v := range r.ConnectionParameters {
		c.setup.inputs[k] = NewSecret(v)
	}
}

func (r record) token(expires time.Time) Token {
	t := Token{Key: r.Token, Secret: NewSecret(r.TokenSecret), expires: expires, skew: time.Duration(r.ClockSkew) * time.Second}
	for _, f := range r.Extra {
		t.Extra = append(t.Extra, TokenField{f.Name, NewSecret(f.Value)})
	}
	return t
}

// prepare evaluates what signing needs of the connector: its OAuth1 config and its API client.
func (c *Connection) prepare(ctx context.Context) error {
	c.conns.client.debug.hide(c.secrets()...)
	var err error
	if c.config, err = c.conns.client.configure(ctx, c.setup, ""); err != nil {
		return err
	}
	c.config.clock = newClock(c.current().skew)
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
		return &StepError{Step: StepConfig, Doing: doing, Err: err, Hint: "mend the connector's makeApiClient; countersign connectors check lists its mistakes"}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.api = api
	return nil
}

// client is what makeApiClient gave; a renewal may change it between two calls.
func (c *Connection) client() specs.APIClient {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.api
}

// variables are what a connected connector's formulas and scripts see: the person's values and the credentials, which are
// the user's inputs and the token reply's fields.
func (c *Connection) variables() map[string]any {
	vars := c.setup.variables()
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
	if c.unkept {
		t := c.current()
		t.skew = c.config.clock.offset()
		c.setToken(t)
		return
	}
	if c.config.clock.offset() != c.current().skew {
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
	if _, err := c.adopt(ctx, doing); err != nil {
		return
	}
	t := c.current()
	t.skew = c.config.clock.offset()
	c.setToken(t)
	_ = c.save(ctx, doing)
}
