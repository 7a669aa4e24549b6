package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// DefaultAddress is the default address. The port is the number of OAuth 1.0's RFC.
const DefaultAddress = "127.0.0.1:5849"

// Options configure a sandbox. The zero value is valid.
type Options struct {
	Now         func() time.Time  // nil: time.Now; must be safe for concurrent use
	Random      io.Reader         // nil: crypto/rand; never read concurrently
	Log         func(line string) // nil: none; one line per request, without secrets, never called concurrently
	Personality *Personality      // the service to simulate; nil: a strict RFC 5849 provider with explanations
}

type (
	// Personality describes how a service deviates from RFC 5849.
	Personality = personality.Personality
	// Pattern is a regular expression for a whole value.
	Pattern = personality.Pattern
	// Action is a request that refreshes or revokes a token.
	Action = personality.Action
)

// ErrUnknownService means that the sandbox can't simulate the service.
var ErrUnknownService = personality.ErrUnknown

// Personalities returns the keys of the services that the sandbox can simulate.
func Personalities() []string { return personality.Keys() }

// LoadPersonality returns the personality of a service. The error is ErrUnknownService for an unknown key.
func LoadPersonality(key string) (*Personality, error) { return personality.Load(key) }

// Limits of a connection, against clients that hang.
const (
	headerLimit    = 5 * time.Second
	requestLimit   = 15 * time.Second
	idleLimit      = time.Minute
	closeLimit     = 500 * time.Millisecond
	maxHeaderBytes = 64 << 10
)

// Server is a sandbox that listens on a loopback address.
type Server struct {
	base   string
	http   *http.Server
	served chan error
	close  func() error
	p      *provider
}

// Start listens on address and serves in the background until Close. The address is HOST:PORT with a loopback IP address or
// "localhost" (127.0.0.1); port 0 selects a free one. ctx limits only the start.
func Start(ctx context.Context, address string, o Options) (*Server, error) {
	address, err := loopbackAddress(address)
	if err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, explainListening(address, err)
	}
	p := newProvider(o)
	s := &Server{
		base:   "http://" + listener.Addr().String(),
		served: make(chan error, 1),
		p:      p,
		http: &http.Server{
			Handler:           p,
			ReadHeaderTimeout: headerLimit,
			ReadTimeout:       requestLimit,
			WriteTimeout:      requestLimit,
			IdleTimeout:       idleLimit,
			MaxHeaderBytes:    maxHeaderBytes,
			ErrorLog:          log.New(errorLog(p.logLine), "", 0),
		},
	}
	s.close = sync.OnceValue(s.shutDown)
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// BaseURI is the root URL, such as "http://127.0.0.1:5849".
func (s *Server) BaseURI() string { return s.base }

// ConsumerSecret is the secret of ConsumerKey; empty for a service without one.
func (s *Server) ConsumerSecret() string { return s.p.as.consumerSecret() }

// PrivateKeyPEM is the consumer's private key (PKCS #8) for RSA signatures. It is generated at the first call and only kept in
// memory.
func (s *Server) PrivateKeyPEM() (string, error) { return s.p.auth.key.PEM() }

// IssueAccessToken returns an access token without authorization, as a service does that shows it on a page. The secret may
// be empty.
func (s *Server) IssueAccessToken() (token, secret string, err error) {
	return s.p.endpoints.newAccessToken(tokens.Accounts[0])
}

// Close stops listening and lets running requests finish within half a second. It may be called again. The error means that
// serving failed earlier.
func (s *Server) Close() error { return s.close() }

func (s *Server) shutDown() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close() // browsers open connections in advance and never use them
	}
	if err := <-s.served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("sandbox at %s failed: %w", s.base, err)
	}
	return nil
}

// answerLimit is the timeout of IsRunning.
var answerLimit = time.Second

// IsRunning reports whether a sandbox of this program listens at baseURI, within a second. Only loopback addresses are tried.
func IsRunning(ctx context.Context, baseURI string) bool {
	u, err := url.Parse(baseURI)
	if err != nil || u.Scheme != "http" || !loopbackHost(u.Hostname()) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(baseURI, "/")+"/", nil)
	if err != nil {
		return false
	}
	request.Header.Set("Accept", "application/json")
	// Without proxy, keep-alive and redirects.
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	var answer home
	err = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&answer)
	return err == nil && response.StatusCode == http.StatusOK && answer.Sandbox == program
}

// winsockAddressInUse is WSAEADDRINUSE. Windows never returns syscall.EADDRINUSE.
const winsockAddressInUse = syscall.Errno(10048)

func explainListening(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, winsockAddressInUse) {
		return fmt.Errorf("address %s already in use, perhaps by another sandbox; "+
			"stop it or choose another port (0 for any free port): %w", address, err)
	}
	return fmt.Errorf("cannot listen on %s; choose another port (0 for any free port): %w", address, err)
}

// errorLog logs the errors of net/http, a panic without its stack. Standard error would damage the screen.
type errorLog func(line string)

func (f errorLog) Write(text []byte) (int, error) {
	line, _, _ := strings.Cut(string(text), "\n")
	f(wire.Printable(line, 200))
	return len(text), nil
}
