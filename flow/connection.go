package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"countersign/flow/oauth1"
	"countersign/specs"
)

// Connection is a saved access token with everything needed to sign requests with it.
type Connection struct {
	Entry     Entry
	Connector *Connector

	requester
	conns   *Connections // that it belongs to
	setup   *Setup
	unsaved bool // not in any store yet

	refreshing sync.Mutex // held while the token changes and its record is saved
}

// record is what the store holds, as JSON: the entered values and the token.
type record struct {
	Version              int               `json:"version"`
	Option               string            `json:"option,omitempty"` // the connector's authentication option
	ConnectorParameters  map[string]string `json:"connectorParameters,omitempty"`
	ConnectionParameters map[string]string `json:"connectionParameters,omitempty"`
	Token                string            `json:"oauth_token"`
	TokenSecret          string            `json:"oauth_token_secret"`
	Extra                []recordField     `json:"extra,omitempty"`
	ClockSkew            int64             `json:"clockSkew,omitempty"` // seconds that the provider's clock is ahead of this machine's
}

// recordField is another field of the token response, in its order.
type recordField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

const recordVersion = 1

// parseRecord reads a record. what says what failed if that is impossible.
func parseRecord(data []byte, what string) (r record, err error) {
	if json.Unmarshal(data, &r) != nil || r.Version != recordVersion {
		return r, &StepError{
			Step: StepStore, What: what, Err: errors.New("this version of countersign cannot read its record"),
			Hint: "Update countersign: a newer version may have written it. Nothing was changed.",
		}
	}
	return r, nil
}

// ConnectorRequests lists the requests that the connector suggests.
func (c *Connection) ConnectorRequests() []SavedRequest { return c.Connector.SavedRequests }

// record encodes the values and the token.
func (c *Connection) record() ([]byte, error) {
	parameters, inputs := c.setup.Values()
	t := c.current()
	r := record{
		Version: recordVersion, Option: c.Connector.Option, ConnectorParameters: parameters, ConnectionParameters: inputs,
		Token: t.Key, TokenSecret: t.Secret.Reveal(), ClockSkew: int64(t.Skew / time.Second),
	}
	for _, f := range t.Extra {
		r.Extra = append(r.Extra, recordField{f.Name, f.Value.Reveal()})
	}
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("cannot encode the connection: %w", err)
	}
	return data, nil
}

func (r record) token(expires time.Time) Token {
	t := Token{Key: r.Token, Secret: NewSecret(r.TokenSecret), Expires: expires, Skew: time.Duration(r.ClockSkew) * time.Second}
	for _, f := range r.Extra {
		t.Extra = append(t.Extra, TokenField{Name: f.Name, Value: NewSecret(f.Value)})
	}
	return t
}

// prepare evaluates the connector's OAuth 1.0 config and API client.
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

// makeClient evaluates makeApiClient with the current credentials.
func (c *Connection) makeClient(ctx context.Context) error {
	var api specs.APIClient
	value, err := evaluate(ctx, c.Connector.APIClient, c.variables(), nil)
	if err == nil {
		api, err = specs.DecodeAPIClient(value)
	}
	if err != nil {
		return &StepError{
			Step: StepConfig, What: fmt.Sprintf("cannot evaluate %s's makeApiClient", c.Connector.Name), Err: err,
			Hint: "Fix the connector: countersign connectors check lists its problems.",
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.api = api
	return nil
}

// variables are what the connector's formulas and scripts see after authorization: the entered values, and as credentials
// the user's inputs with the fields of the token response.
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

// noteUse saves the time of the last use, and the clock skew if the request corrected it. Its errors are ignored: they must
// not lose a response.
func (c *Connection) noteUse(ctx context.Context, at time.Time) {
	if c.unsaved {
		c.setSkew()
		return
	}
	if c.oauth.Skew() != c.current().Skew {
		c.saveSkew(ctx)
	}
	_ = c.conns.store.Update(ctx, c.Entry.Name, func(e *Entry) { e.Used = at.UTC() })
}

func (c *Connection) setSkew() {
	t := c.current()
	t.Skew = c.oauth.Skew()
	c.setToken(t)
}

// saveSkew gives up after a second: a refresh in progress saves the record anyway.
func (c *Connection) saveSkew(ctx context.Context) {
	c.refreshing.Lock() // else it could restore the token that a refresh has just replaced
	defer c.refreshing.Unlock()
	wait, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	const what = "cannot save the clock skew"
	unlock, err := c.conns.lock(wait, c.Entry.Name, what)
	if err != nil {
		return
	}
	defer unlock()
	if _, err := c.tokens().reload(ctx, what); err != nil {
		return
	}
	c.setSkew()
	_ = c.tokens().save(ctx, what)
}

// mask masks the connection's secrets: scripts know them, and may throw or print them.
func (c *Connection) mask(text string) string {
	for _, s := range c.secrets() {
		if !s.Empty() {
			text = strings.ReplaceAll(text, s.Reveal(), dots)
		}
	}
	return text
}

func (c *Connection) secrets() []Secret {
	t := c.current()
	secrets := []Secret{t.Secret, c.provider.ConsumerSecret}
	for _, f := range t.Extra {
		if oauth1.IsSecretName(f.Name) {
			secrets = append(secrets, f.Value)
		}
	}
	if c.setup == nil {
		return secrets
	}
	return append(secrets, c.setup.Secrets()...)
}

// Test runs the connector's test, and saves its result and the account's name in the index. A failed test is an error.
func (c *Connection) Test(ctx context.Context) (TestResult, error) {
	result, err := tester{c}.timed(ctx)
	if result.NoTest || ctx.Err() != nil { // a canceled test says nothing
		return result, err
	}
	return result, cmp.Or(err, tester{c}.saveResult(ctx, result, err))
}
