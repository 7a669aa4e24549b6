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

// DefaultAddress is where the sandbox is looked for and started unless told
// otherwise. The port is the number of OAuth 1.0's RFC.
const DefaultAddress = "127.0.0.1:5849"

// Options are the sandbox's ties to the world; the zero value is fit for use.
type Options struct {
	Now         func() time.Time  // nil: time.Now; asked by several goroutines at once
	Random      io.Reader         // nil: crypto/rand; never read by two goroutines at once
	Log         func(line string) // nil: none; one line a request, without secrets, never two at once
	Personality *Personality      // nil: the plain sandbox, strict and explaining
}

type (
	// Personality is how a service behaves that the sandbox can play.
	Personality = personality.Personality
	// Pattern is a text of a personality, with placeholders.
	Pattern = personality.Pattern
	// Action is what a personality does with a request.
	Action = personality.Action
)

// ErrNoPersonality says that the sandbox can't play the service asked for.
var ErrUnknownService = personality.ErrUnknown

// Personalities lists the keys of the services that the sandbox can play.
func Personalities() []string { return personality.Keys() }

// PersonalityOf reads how a service behaves. An unknown key is ErrNoPersonality.
func LoadPersonality(key string) (*Personality, error) { return personality.Load(key) }

// Limits of one connection. A browser or a command answers within milliseconds
// here; they only keep a stuck peer from holding on for ever.
const (
	headerLimit    = 5 * time.Second
	requestLimit   = 15 * time.Second
	idleLimit      = time.Minute
	closeLimit     = 500 * time.Millisecond
	maxHeaderBytes = 64 << 10
)

// Server is a sandbox that answers on a loopback address.
type Server struct {
	base   string
	http   *http.Server
	served chan error
	close  func() error
	p      *provider
}

// Start listens on address and answers in the background until Close. The
// address is HOST:PORT with a loopback IP address or "localhost" (127.0.0.1);
// port 0 takes a free one. ctx bounds the listening, not the server's life.
// The errors are sentences for a person, and wrap what the net package said.
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

// BaseURI is where the sandbox answers, such as "http://127.0.0.1:5849".
func (s *Server) BaseURI() string { return s.base }

// ConsumerSecret is that of the one consumer, ConsumerKey: empty for a service
// that gives none.
func (s *Server) ConsumerSecret() string { return s.p.as.consumerSecret() }

// PrivateKeyPEM is the private key of the consumer (PKCS #8), for a service that
// takes its signatures. The sandbox makes it when it is first asked for, and
// forgets it at its end.
func (s *Server) PrivateKeyPEM() (string, error) { return s.p.auth.key.PEM() }

// GiveAccess makes an access token without a dance, for a service that shows it
// on a page of its own. The secret may be empty.
func (s *Server) IssueAccessToken() (token, secret string, err error) {
	return s.p.endpoints.newAccessToken(tokens.Accounts[0])
}

// Close stops listening, lets running requests end within half a second and
// cuts off the rest. Closing again is harmless. The error says that serving had
// failed before.
func (s *Server) Close() error { return s.close() }

func (s *Server) shutDown() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		// Past the limit: browsers open connections ahead and never use them.
		_ = s.http.Close()
	}
	if err := <-s.served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the sandbox at %s: %w", s.base, err)
	}
	return nil
}

// answerLimit is how long Answers waits at most; a sandbox is on this machine
// and answers at once.
var answerLimit = time.Second

// Answers reports whether a sandbox of this program answers at baseURI, within
// a second or less when ctx ends earlier. Addresses outside this machine are
// not asked, for no sandbox listens there.
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
	// A transport of its own: no proxy stands before the loopback, no
	// connection is kept, and no redirect leads elsewhere.
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	var answer home
	err = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&answer)
	return err == nil && response.StatusCode == http.StatusOK && answer.Sandbox == program
}

// winsockAddressInUse is WSAEADDRINUSE, which package syscall has no name for:
// its own EADDRINUSE is never what Windows returns.
const winsockAddressInUse = syscall.Errno(10048)

func explainListening(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, winsockAddressInUse) {
		return fmt.Errorf("%s is in use by another program, perhaps another sandbox; "+
			"stop that one or choose another port (0 takes a free one): %w", address, err)
	}
	return fmt.Errorf("cannot listen on %s; choose another port (0 takes a free one): %w", address, err)
}

// errorLog hands net/http's own complaints to the log instead of standard
// error, where they would tear up a screen; a panic comes without its stack.
type errorLog func(line string)

func (f errorLog) Write(text []byte) (int, error) {
	line, _, _ := strings.Cut(string(text), "\n")
	f(wire.Printable(line, 200))
	return len(text), nil
}
