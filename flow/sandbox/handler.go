package sandbox

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// role is the service that the sandbox simulates.
type role struct {
	*personality.Personality
	service bool // false: the plain sandbox
}

// consumerSecret is empty for a service that signs without one.
func (r role) consumerSecret() string {
	if r.ConsumerSecret == "sandbox" {
		return ConsumerSecret
	}
	return ""
}

// provider is a sandbox: its endpoints and state.
type provider struct {
	as        role
	now       func() time.Time
	auth      *authenticator
	endpoints *tokenEndpoints
	router    router

	randomness sync.Mutex
	random     io.Reader
	logging    sync.Mutex
	log        func(line string)
}

// New returns the handler of a sandbox, for another server. It refuses requests whose Host header is not this machine.
func New(o Options) http.Handler { return newProvider(o) }

func newProvider(o Options) *provider {
	p := &provider{as: role{o.Personality, o.Personality != nil}, now: o.Now, random: o.Random, log: o.Log}
	if !p.as.service {
		p.as.Personality = personality.Plain()
	}
	if p.now == nil {
		p.now = time.Now
	}
	if p.random == nil {
		p.random = rand.Reader
	}
	if p.log == nil {
		p.log = func(string) {}
	}
	requests := tokens.NewRequestTokens(p.now, p.fresh, p.as.Verifier.Shape)
	access := &tokens.AccessTokens{}
	p.auth = &authenticator{as: p.as, now: p.now, key: wire.NewKeyPair(), requests: requests, access: access}
	p.endpoints = &tokenEndpoints{as: p.as, auth: p.auth, requests: requests, access: access, fresh: p.fresh}
	p.router = router{p.as, p.makeRoutes()}
	return p
}

// ServeHTTP handles a request and logs its method, path, status and error: nothing that may contain secrets.
func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	p.setHeaders(w.Header())
	line := ""
	if err := p.answer(seen, r); err != nil {
		refusing := errorStyle{p.as}
		refusing.refuse(seen, r, err)
		line = " " + err.Error() + refusing.logged(err)
	}
	p.logLine(fmt.Sprintf("%s %s %d%s", wire.Printable(r.Method, 20), wire.Printable(pathOf(r), 100), seen.status, line))
}

func (p *provider) answer(w http.ResponseWriter, r *http.Request) error {
	played := p.as.MatchesHost(r.Host)
	if !played && !ownHost(r.Host) {
		return &failure{status: http.StatusMisdirectedRequest, Text: "the Host header names another machine; " +
			"use 127.0.0.1 or localhost" + otherNames(p.as)}
	}
	rt, err := p.router.find(r.Method, pathOf(r), r.URL.RawQuery)
	if err != nil {
		return err
	}
	a, err := readIncoming(w, r)
	if err != nil {
		return err
	}
	a.route, a.played, a.signedScheme = rt, played && !ownHost(r.Host), p.as.SignedScheme
	return rt.serve(w, a)
}

// setHeaders sets the headers of every response: not to be stored, framed or sniffed. Date is the clock that timestamps are
// compared with.
func (p *provider) setHeaders(h http.Header) {
	h.Set("Date", p.now().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// fresh returns n random bytes.
func (p *provider) fresh(n int) ([]byte, error) {
	p.randomness.Lock()
	defer p.randomness.Unlock()
	b := make([]byte, n)
	if _, err := io.ReadFull(p.random, b); err != nil {
		return nil, fmt.Errorf("cannot read %d random bytes: %w", n, err)
	}
	return b, nil
}

func (p *provider) logLine(line string) {
	p.logging.Lock()
	defer p.logging.Unlock()
	p.log(line)
}

// statusWriter records the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// otherNames lists the hosts of the simulated service.
func otherNames(as role) string {
	if len(as.Hosts) == 0 {
		return ""
	}
	return ", or " + oneOf(as.Hosts)
}
