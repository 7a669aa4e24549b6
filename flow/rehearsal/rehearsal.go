package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/flow/setup"
	"countersign/internal/text"
	"countersign/specs"
)

// Rehearsal is a service played on this machine: its connector goes through all that it would go through in earnest,
// unchanged, and nothing leaves the machine.
type Rehearsal struct {
	Name string // the service's

	as      *sandbox.Personality
	server  *sandbox.Server
	address string // HOST:PORT
}

// Start starts a sandbox that plays a service, by the key of its connector. A manager made with it sends all of its
// requests there: https://host/path arrives with its Host header, so that signatures are made over the real address. Requests
// to anywhere else are refused. log gets a line for each request. It lasts as long as that manager, whose keychain should be
// one in memory.
func Start(ctx context.Context, key string, log func(line string)) (*Rehearsal, error) {
	s, err := ServiceOf(key)
	if err != nil {
		return nil, err
	}
	return StartAs(ctx, s.as, log)
}

// StartAs is Start with the behaviour that a service is described to have.
func StartAs(ctx context.Context, as *sandbox.Personality, log func(line string)) (*Rehearsal, error) {
	server, err := startSandbox(ctx, "127.0.0.1:0", sandbox.Options{Log: log, Personality: as})
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(server.BaseURI())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("reading the sandbox's address: %w", err), server.Close())
	}
	return &Rehearsal{Name: as.Name, as: as, server: server, address: at.Host}, nil
}

// Transport leads the service's hosts to the sandbox.
func (r *Rehearsal) Transport(through http.RoundTripper) http.RoundTripper {
	return &rehearsing{plays: r.as.MatchesHost, address: r.address, through: through}
}

// Close ends the sandbox.
func (r *Rehearsal) Close() error {
	if r == nil {
		return nil
	}
	return r.server.Close()
}

// Address is where the sandbox listens, HOST:PORT.
func (r *Rehearsal) Address() string { return r.address }

// Fill gives a setup what the sandbox hands out for keys and tokens, and samples for what else is required.
func (r *Rehearsal) Fill(s *setup.Setup) error {
	given, err := r.credentials(s)
	if err != nil {
		return err
	}
	for _, f := range s.Fields() {
		value, isCredential := given[f.Key]
		if !isCredential && (s.Value(f.Key) != "" || !f.Required) {
			continue
		}
		if !isCredential {
			value = r.sample(f)
		}
		if err := s.Set(f.Key, value); err != nil {
			return err
		}
	}
	return nil
}

// credentials are what a person would get from the service, by the names that connectors give them.
func (r *Rehearsal) credentials(s *setup.Setup) (map[string]string, error) {
	token, secret, err := r.server.IssueAccessToken()
	if err != nil {
		return nil, fmt.Errorf("asking the sandbox for an access token: %w", err)
	}
	given := map[string]string{
		"consumerKey": sandbox.ConsumerKey, "accessToken": token, "accessTokenSecret": secret,
	}
	if secret := r.server.ConsumerSecret(); secret != "" {
		given["consumerSecret"] = secret
	}
	if slices.Contains(s.Keys(), "privateKey") { // one takes its time to make
		if given["privateKey"], err = r.server.PrivateKeyPEM(); err != nil {
			return nil, fmt.Errorf("asking the sandbox for its private key: %w", err)
		}
	}
	return given, nil
}

// sample is what a person might enter: as the connector has it, else as the service's own description.
func (r *Rehearsal) sample(f specs.Field) string {
	switch {
	case f.Example != "":
		return f.Example
	case r.as.Sample[f.Key] != "":
		return r.as.Sample[f.Key]
	case len(f.Choices) > 0:
		return f.Choices[0].Value
	}
	return "sample"
}

// Page is the address at which a browser finds the service's page.
func (r *Rehearsal) BrowserURL(uri string) string {
	u, err := url.Parse(uri)
	if r == nil || err != nil || !r.as.MatchesHost(u.Host) {
		return uri
	}
	u.Scheme, u.Host = "http", r.Address()
	return u.String()
}

// Advice is what the sandbox adds to a service's refusal, which may say nothing itself.
func (r *Rehearsal) Advice(header http.Header) string {
	if r == nil {
		return ""
	}
	return text.Safe(header.Get(sandbox.AdviceHeader), 2*oauth1.MaxQuoted)
}

// errNotPlayed says that a request went to none of the service's hosts.
var errNotPlayed = errors.New("a rehearsal reaches this machine only, and the sandbox plays no such host")

// rehearsing is a transport that leads a service's hosts to the sandbox.
type rehearsing struct {
	plays   func(host string) bool
	address string // the sandbox's, HOST:PORT
	through http.RoundTripper
}

func (t *rehearsing) RoundTrip(req *http.Request) (*http.Response, error) {
	switch host := req.URL.Host; {
	case t.plays(host):
		req = t.led(req)
	case !oauth1.IsLoopback(req.URL.Hostname()):
		return nil, fmt.Errorf("%s: %w", text.Safe(host, 80), errNotPlayed)
	}
	return t.through.RoundTrip(req)
}

// led is the request with another way to go and all else, the Host header included, as it was. The scheme that it would
// have taken is told as proxies tell it.
func (t *rehearsing) led(req *http.Request) *http.Request {
	led := req.Clone(req.Context())
	if led.Host == "" {
		led.Host = req.URL.Host
	}
	led.Header.Set("X-Forwarded-Proto", req.URL.Scheme)
	led.URL.Scheme, led.URL.Host = "http", t.address
	return led
}
