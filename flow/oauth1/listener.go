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
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// listener waits on 127.0.0.1 for the browser to come back (RFC 8252 section 7.3 gives the reasons for a literal loopback
// address; they hold for OAuth 1.0a as well).
type listener struct {
	sockets []net.Listener
	at      url.URL       // the callback
	server  *http.Server  // nil until serve
	done    chan struct{} // closed when the last socket is served
	stopped chan struct{} // closed when stop has let the last page out of the door
	once    sync.Once
	err     error         // of the end
	hold    time.Duration // how long a page may wait

	mu    sync.Mutex
	spare map[net.Conn]bool // opened by a browser beforehand: nothing was asked on them yet
}

// listen opens the listener and settles what the callback is. Out-of-band, and where a provider calls nobody back, there
// is none. Nothing is answered before serve: what comes early waits at the socket. A port of the config's own comes before
// the person's, since that is the one that is registered at the provider.
func listen(c Config, o BeginOptions, hold time.Duration) (callback string, l *listener, err error) {
	where := c.Dialect.Loopback
	// A provider that is told "oob" may still send the browser to the callback registered with it: worth listening for
	// when the config says at which port.
	if o.OutOfBand || c.callbackMode() == "oob" && where.Port == 0 {
		return outOfBand, nil, nil
	}
	name := cmp.Or(where.Host, "127.0.0.1")
	port := cmp.Or(where.Port, o.CallbackPort)
	sockets, err := bind(name, port)
	if err != nil {
		return "", nil, unbound(name, port, where.Port != 0, err)
	}
	at := url.URL{
		Scheme: "http", Host: net.JoinHostPort(name, strconv.Itoa(sockets[0].Addr().(*net.TCPAddr).Port)), Path: cmp.Or(where.Path, "/callback"),
	}
	return at.String(), &listener{sockets: sockets, at: at, hold: hold}, nil
}

// serve begins to answer, now that there is a request token to hold callbacks against: receive gets the query of each.
func (l *listener) serve(receive func(w http.ResponseWriter, query string)) {
	l.stopped, l.spare = make(chan struct{}), map[net.Conn]bool{}
	l.server = &http.Server{
		Handler: l.handler(receive), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 64 << 10, ConnState: l.keepSpare, ErrorLog: log.New(io.Discard, "", 0), // it would write over the screens
	}
	l.done = make(chan struct{})
	ended := make(chan error, len(l.sockets))
	for _, s := range l.sockets {
		go func() { ended <- l.server.Serve(s) }()
	}
	go func() {
		defer close(l.done)
		for range l.sockets {
			<-ended
		}
	}()
}

// stop takes no callbacks any more; the page that is being answered still gets out of the door.
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
			ctx, cancel := context.WithTimeout(context.Background(), l.hold+time.Second)
			defer cancel()
			err := l.server.Shutdown(ctx)
			if errors.Is(err, context.DeadlineExceeded) {
				err = l.server.Close()
			}
			<-l.done
			if !errors.Is(err, net.ErrClosed) { // as the sockets are already
				l.err = errors.Join(l.err, err)
			}
		}()
	})
}

func (l *listener) keepSpare(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if state == http.StateNew {
		l.spare[conn] = true
	} else {
		delete(l.spare, conn)
	}
}

// closeSpare spares the end of the server the wait for connections on which nobody asks anything.
func (l *listener) closeSpare() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.spare {
		_ = conn.Close()
	}
}

// close ends the listener, and waits for that.
func (l *listener) close() error {
	if l == nil {
		return nil
	}
	if l.server == nil { // no request token came
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

// handler answers one path only. Its Host must be ours, or a page elsewhere could reach it through a name that
// resolves to 127.0.0.1; a browser's request for /favicon.ico and the like is no callback.
func (l *listener) handler(receive func(w http.ResponseWriter, query string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := url.URL{Host: r.Host} // without a port when that is 80
		switch {
		case cmp.Or(asked.Port(), "80") != l.at.Port() || !IsLoopback(asked.Hostname()):
			http.Error(w, "this listener is for 127.0.0.1 only", http.StatusForbidden)
		case r.URL.Path != l.at.Path:
			http.NotFound(w, r)
		case r.Method != http.MethodGet:
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "the callback is a GET", http.StatusMethodNotAllowed)
		default:
			receive(w, r.URL.RawQuery)
		}
	})
}

// PortTaken is the cause of a StepError when another program holds the port that the callback is to come to.
type PortInUseError struct {
	Port  int
	Fixed bool // it is the connector's own, registered at the provider: no other one would do
}

func (e *PortInUseError) Error() string {
	return fmt.Sprintf("port %d is taken by another program", e.Port)
}

// unbound is the error of a listener that could not be opened.
func unbound(name string, port int, own bool, err error) error {
	e := &StepError{
		Step: StepAuthorize, What: "listening for the callback on " + net.JoinHostPort(name, strconv.Itoa(port)), Err: err,
		Hint: "choose another port (--callback-port), or ask for a verifier out-of-band (--oob)",
	}
	if taken(err) {
		e.Err = &PortInUseError{Port: port, Fixed: own}
		e.Hint = "end the program that holds it, choose another port (--callback-port), or ask for a verifier out-of-band (--oob)"
	}
	if own {
		e.Hint = "the port is the connector's own, as it is registered at the provider: end the program that holds it, or ask for a verifier out-of-band (--oob)"
	}
	return e
}

// bindTries is how many free ports are tried until one is free on both addresses of localhost.
const bindTries = 10

// bind takes the port on 127.0.0.1, and on ::1 too where the provider insists on "localhost", which browsers may resolve
// to either: what another program held there would get the verifier. A machine without IPv6 does without.
func bind(name string, port int) ([]net.Listener, error) {
	for try := 1; ; try++ {
		first, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return nil, UnwrapURLError(err)
		}
		if name != "localhost" {
			return []net.Listener{first}, nil
		}
		second, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(first.Addr().(*net.TCPAddr).Port)))
		switch {
		case err == nil:
			return []net.Listener{first, second}, nil
		case !taken(err):
			return []net.Listener{first}, nil
		}
		if closing := first.Close(); port != 0 || try == bindTries {
			return nil, errors.Join(UnwrapURLError(err), closing)
		}
	}
}

// wsaAddrInUse is what Windows says in place of EADDRINUSE.
const wsaAddrInUse = syscall.Errno(10048)

// taken reports whether another program holds the port.
func taken(err error) bool {
	var number syscall.Errno
	return errors.As(err, &number) && (number == syscall.EADDRINUSE || runtime.GOOS == "windows" && number == wsaAddrInUse)
}
