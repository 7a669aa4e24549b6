package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/flow/setup"
	"countersign/internal/text"
	"countersign/specs"
)

// Rehearsal is a service played by a sandbox on this machine. Its connector works unchanged, and nothing leaves the machine.
type Rehearsal struct {
	Name string // of the service

	as     *sandbox.Personality
	server *sandbox.Server
}

// Start starts a sandbox that plays the service with this connector key. A manager made with it sends all of its requests
// there, with their original Host header, so that signatures cover the service's real URLs. Requests to other hosts are
// refused. log gets a line for each request. The manager closes it; its credential store should be in memory.
func Start(ctx context.Context, key string, log func(line string)) (*Rehearsal, error) {
	s, err := ServiceOf(key)
	if err != nil {
		return nil, err
	}
	return StartAs(ctx, s.as, log)
}

// StartAs is Start for a service that is described by as.
func StartAs(ctx context.Context, as *sandbox.Personality, log func(line string)) (*Rehearsal, error) {
	server, err := startSandbox(ctx, "127.0.0.1:0", sandbox.Options{Log: log, Personality: as})
	if err != nil {
		return nil, err
	}
	return &Rehearsal{Name: as.Name, as: as, server: server}, nil
}

// Close stops the sandbox.
func (r *Rehearsal) Close() error {
	if r == nil {
		return nil
	}
	return r.server.Close()
}

// Address is the HOST:PORT that the sandbox listens on.
func (r *Rehearsal) Address() string { return strings.TrimPrefix(r.server.BaseURI(), "http://") }

// Fill enters the sandbox's keys and tokens into a setup, and sample values where something else is required.
func (r *Rehearsal) Fill(s *setup.Setup) error {
	credentials, err := r.credentials(s)
	if err != nil {
		return err
	}
	for _, f := range s.Fields() {
		value, isCredential := credentials[f.Key]
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

// credentials are the keys and tokens that the service would issue, by the names that connectors use for them.
func (r *Rehearsal) credentials(s *setup.Setup) (map[string]string, error) {
	token, secret, err := r.server.IssueAccessToken()
	if err != nil {
		return nil, fmt.Errorf("cannot get an access token from the sandbox: %w", err)
	}
	credentials := map[string]string{
		"consumerKey": sandbox.ConsumerKey, "accessToken": token, "accessTokenSecret": secret,
	}
	if secret := r.server.ConsumerSecret(); secret != "" {
		credentials["consumerSecret"] = secret
	}
	if slices.Contains(s.Keys(), "privateKey") { // generating one takes a while
		if credentials["privateKey"], err = r.server.PrivateKeyPEM(); err != nil {
			return nil, fmt.Errorf("cannot get the sandbox's private key: %w", err)
		}
	}
	return credentials, nil
}

// sample is a value that a user might enter.
func (r *Rehearsal) sample(f specs.Field) string {
	sample := cmp.Or(f.Example, r.as.Sample[f.Key])
	if sample == "" && len(f.Choices) > 0 {
		return f.Choices[0].Value
	}
	return cmp.Or(sample, "sample")
}

// BrowserURL is where a browser finds a page of the service: at the sandbox.
func (r *Rehearsal) BrowserURL(uri string) string {
	u, err := url.Parse(uri)
	if r == nil || err != nil || !r.as.MatchesHost(u.Host) {
		return uri
	}
	u.Scheme, u.Host = "http", r.Address()
	return u.String()
}

// Advice is the sandbox's own explanation of a refusal, from a header of the response.
func (r *Rehearsal) Advice(header http.Header) string {
	if r == nil {
		return ""
	}
	return text.Safe(header.Get(sandbox.AdviceHeader), 2*oauth1.MaxQuoted)
}

var errOtherHost = errors.New("a rehearsal only reaches this machine, and the sandbox does not play this host")

// Transport sends requests to the service's hosts to the sandbox instead.
func (r *Rehearsal) Transport(base http.RoundTripper) http.RoundTripper {
	return redirector{r, base}
}

type redirector struct {
	*Rehearsal

	base http.RoundTripper
}

// RoundTrip keeps the Host header, and tells the original scheme as proxies do.
func (t redirector) RoundTrip(req *http.Request) (*http.Response, error) {
	switch host := req.URL.Host; {
	case t.as.MatchesHost(host):
		scheme := req.URL.Scheme
		req = req.Clone(req.Context())
		req.Host = cmp.Or(req.Host, host)
		req.Header.Set("X-Forwarded-Proto", scheme)
		req.URL.Scheme, req.URL.Host = "http", t.Address()
	case !oauth1.IsLoopback(req.URL.Hostname()):
		return nil, fmt.Errorf("%s: %w", text.Safe(host, 80), errOtherHost)
	}
	return t.base.RoundTrip(req)
}
