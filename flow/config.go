package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"

	"countersign/internal/text"
	"countersign/specs"
)

// Config is a connector's OAuth1 config with a person's values in it: all that the dance needs of a provider.
type Config struct {
	Provider        string // the connector's name, for people
	ConsumerKey     string
	ConsumerSecret  Secret
	RequestTokenURI string // RFC 5849 section 2: Temporary Credential Request; empty, like the next two, where there is no dance
	AuthorizeURI    string // Resource Owner Authorization
	TokenURI        string // Token Request
	Extra           []Pair // goes onto the authorization link
	Scopes          []string
	Dialect         specs.Dialect

	clock *clock
}

// configure evaluates the connector's getOAuthConfig. redirectURI is the callback, as far as it is known.
func (cl *client) configure(ctx context.Context, s *Setup, redirectURI string) (Config, error) {
	doing := fmt.Sprintf("reading %s's OAuth1 config", s.Connector.Name)
	cl.debug.hideSetup(s)
	vars := s.variables()
	vars["redirectUri"], vars["state"] = redirectURI, rand.Text()
	answer, err := evaluate(ctx, s.Connector.OAuthConfig, vars, nil)
	if err != nil {
		return Config{}, &StepError{Step: StepConfig, Doing: doing, Err: err, Hint: "mend the connector; countersign connectors check lists its mistakes"}
	}
	o, err := specs.DecodeOAuthConfig(answer)
	if err != nil {
		return Config{}, &StepError{Step: StepConfig, Doing: doing, Err: err, Hint: "check the values that the connector asks for, then the connector itself"}
	}
	c := Config{
		Provider: s.Connector.Name, ConsumerKey: o.ConsumerKey, ConsumerSecret: NewSecret(o.ConsumerSecret),
		RequestTokenURI: o.RequestTokenURI, AuthorizeURI: o.AuthorizeURI, TokenURI: o.TokenURI,
		Extra: o.Extra, Scopes: o.Scopes, Dialect: o.Dialect, clock: newClock(0),
	}
	if c.ConsumerKey == "" {
		return c, c.wrong("the consumer key is empty")
	}
	if c.Dialect.Dances() && c.Dialect.Discovery.URI == "" {
		return c, c.checkAddresses()
	}
	return c, nil
}

// wrong is the error of a config that would only fail half way through the dance.
func (c Config) wrong(what string) error {
	return &StepError{
		Step: StepConfig, Doing: fmt.Sprintf("reading %s's OAuth1 config", c.Provider),
		Err: errors.New(what), Hint: "give it with the connector's values, or mend the connector's mapping",
	}
}

// checkAddresses sees that the dance has where to go.
func (c Config) checkAddresses() error {
	for _, uri := range []struct{ name, value string }{
		{"requestTokenUri", c.RequestTokenURI}, {"authorizeUri", c.AuthorizeURI}, {"tokenUri", c.TokenURI},
	} {
		u, err := url.Parse(uri.value)
		switch {
		case uri.value == "":
			return c.wrong(uri.name + " is empty")
		case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
			return c.wrong(fmt.Sprintf("%s is no http or https URL: %q", uri.name, text.Safe(uri.value, 80)))
		}
	}
	return nil
}
