package oauth1

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// listener receives the callback on 127.0.0.1. A literal loopback address is safer than "localhost" (RFC 8252 section
// 7.3).
type listener struct {
	sockets []net.Listener
	at      url.URL       // the callback
	server  *http.Server  // nil until serve
	done    chan struct{} // closed when all sockets are closed
	stopped chan struct{} // closed when the last page is sent
	once    sync.Once
	err     error         // of stop
	timeout time.Duration // how long a page may wait

	mu    sync.Mutex
	spare map[net.Conn]bool // opened by a browser in advance, without a request yet
}

// listen opens the listener and returns the callback. There is no listener if the callback is out-of-band. Requests
// wait until serve. A port in the config takes precedence, because it is registered with the provider.
func listen(c Config, o BeginOptions, pageTimeout time.Duration) (callback string, l *listener, err error) {
	where := c.Dialect.Loopback
	// Even with "oob", a provider may redirect to the registered callback: listen if its port is known.
	if o.OutOfBand || c.callbackMode() == "oob" && where.Port == 0 {
		return outOfBand, nil, nil
	}
	name := cmp.Or(where.Host, "127.0.0.1")
	port := cmp.Or(where.Port, o.CallbackPort)
	sockets, err := bind(name, port)
	if err != nil {
		return "", nil, cannotListen(name, port, where.Port != 0, err)
	}
	at := url.URL{
		Scheme: "http", Host: net.JoinHostPort(name, strconv.Itoa(sockets[0].Addr().(*net.TCPAddr).Port)), Path: cmp.Or(where.Path, "/callback"),
	}
	return at.String(), &listener{sockets: sockets, at: at, timeout: pageTimeout}, nil
}

// serve starts answering. receive gets the query of each callback.
func (l *listener) serve(p *Pending) {
	l.stopped, l.spare = make(chan struct{}), map[net.Conn]bool{}
	l.server = &http.Server{
		Handler: l.handler(p), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 64 << 10, ConnState: l.trackSpare, ErrorLog: log.New(io.Discard, "", 0), // it would write over the screen
	}
	l.done = make(chan struct{})
	ended := make(chan error, len(l.sockets))
	for _, s := range l.sockets {
		go func() { ended <- l.server.Serve(tlsDetector{s, func() { p.notify(NoticeHTTPS) }}) }()
	}
	go func() {
		defer close(l.done)
		for range l.sockets {
			<-ended
		}
	}()
}

// stop accepts no more callbacks. A page in progress is still sent.
func (l *listener) stop() {
	if l == nil || l.server == nil {
		return
	}
	l.once.Do(func() {
		for _, s := range l.sockets {
			l.err = errors.Join(l.err, s.Close())
		}
		l.closeSpare()
		go func() {
			defer close(l.stopped)
			ctx, cancel := context.WithTimeout(context.Background(), l.timeout+time.Second)
			defer cancel()
			err := l.server.Shutdown(ctx)
			if errors.Is(err, context.DeadlineExceeded) {
				err = l.server.Close()
			}
			<-l.done
			if !errors.Is(err, net.ErrClosed) { // the sockets are closed already
				l.err = errors.Join(l.err, err)
			}
		}()
	})
}

func (l *listener) trackSpare(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if state == http.StateNew {
		l.spare[conn] = true
	} else {
		delete(l.spare, conn)
	}
}

// closeSpare closes connections without a request, for which Shutdown would wait.
func (l *listener) closeSpare() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.spare {
		_ = conn.Close()
	}
}

// close stops the listener and waits for it.
func (l *listener) close() error {
	if l == nil {
		return nil
	}
	if l.server == nil { // there was no request token
		var errs []error
		for _, s := range l.sockets {
			errs = append(errs, s.Close())
		}
		return errors.Join(errs...)
	}
	l.stop()
	<-l.stopped
	return l.err
}

// handler answers the path of the callback only. It checks the Host header, because a web page could reach it by a name that
// resolves to 127.0.0.1 (DNS rebinding).
func (l *listener) handler(p *Pending) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := url.URL{Host: r.Host} // without a port if that is 80
		switch {
		case cmp.Or(host.Port(), "80") != l.at.Port() || !IsLoopback(host.Hostname()):
			http.Error(w, "only requests to 127.0.0.1 are accepted", http.StatusForbidden)
		case path.Clean(r.URL.Path) != path.Clean(l.at.Path):
			http.NotFound(w, r)
		case r.Method != http.MethodGet:
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "the callback must be a GET request", http.StatusMethodNotAllowed)
		case !isNavigation(r.Header): // the user's own navigation follows
			p.notify(NoticeIgnored)
			w.WriteHeader(http.StatusNoContent)
		default:
			p.receive(w, r.URL.RawQuery)
		}
	})
}

// isNavigation reports whether a browser sends a request because the user goes to its address. A request without Fetch Metadata
// counts as one.
func isNavigation(h http.Header) bool {
	dest := h.Get("Sec-Fetch-Dest")
	prefetch := h.Get("Sec-Purpose") + h.Get("Purpose") + h.Get("X-Moz")
	return (dest == "" || dest == "document") && !strings.Contains(strings.ToLower(prefetch), "prefetch") && !strings.Contains(strings.ToLower(prefetch), "preview")
}

// tlsDetector reports connections that begin with a TLS handshake: the browser upgraded the callback to https.
type tlsDetector struct {
	net.Listener
	found func()
}

func (d tlsDetector) Accept() (net.Conn, error) {
	conn, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &firstByte{Conn: conn, found: d.found}, nil
}

// firstByte looks at the first byte of a connection.
type firstByte struct {
	net.Conn
	seen  bool
	found func()
}

func (c *firstByte) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.seen {
		c.seen = true
		const handshake = 0x16 // RFC 8446 section 5.1
		if p[0] == handshake {
			c.found()
		}
	}
	return n, err
}

// PortInUseError is the cause of a StepError if another program uses the port of the callback.
type PortInUseError struct {
	Port  int
	Fixed bool // the port is registered with the provider, so no other can be used
}

func (e *PortInUseError) Error() string { return fmt.Sprintf("port %d is already in use", e.Port) }

func cannotListen(name string, port int, fixed bool, err error) error {
	e := &StepError{
		Step: StepAuthorize, What: "cannot listen for the callback on " + net.JoinHostPort(name, strconv.Itoa(port)), Err: err,
		Hint: "Choose another port (--callback-port), or use an out-of-band callback (--oob).",
	}
	if portInUse(err) {
		e.Err = &PortInUseError{Port: port, Fixed: fixed}
		e.Hint = "Stop the program that uses it, choose another port (--callback-port), or use an out-of-band callback (--oob)."
	}
	if fixed {
		e.Hint = "This port is registered with the provider. Stop the program that uses it, or use an out-of-band callback (--oob)."
	}
	return e
}

// bindTries is how many free ports are tried until one is free on both addresses of localhost.
const bindTries = 10

// bind listens on 127.0.0.1, and on ::1 too if the callback must be "localhost", which browsers may resolve to either:
// another program listening there would get the verifier. Without IPv6, 127.0.0.1 is enough.
func bind(name string, port int) ([]net.Listener, error) {
	for try := 1; ; try++ {
		first, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return nil, err
		}
		if name != "localhost" {
			return []net.Listener{first}, nil
		}
		second, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(first.Addr().(*net.TCPAddr).Port)))
		switch {
		case err == nil:
			return []net.Listener{first, second}, nil
		case !portInUse(err):
			return []net.Listener{first}, nil
		}
		if closing := first.Close(); port != 0 || try == bindTries {
			return nil, errors.Join(err, closing)
		}
	}
}

// wsaAddrInUse is EADDRINUSE on Windows.
const wsaAddrInUse = syscall.Errno(10048)

func portInUse(err error) bool {
	var number syscall.Errno
	return errors.As(err, &number) && (number == syscall.EADDRINUSE || runtime.GOOS == "windows" && number == wsaAddrInUse)
}
