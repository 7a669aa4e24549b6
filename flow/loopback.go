package flow

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"syscall"

	"countersign/internal/text"
)

// PortTaken is the cause of a StepError when another program holds the port that the callback is to come to.
type PortTaken struct {
	Port int
	Own  bool // it is the connector's own, registered at the provider: no other one would do
}

func (e *PortTaken) Error() string {
	return fmt.Sprintf("port %d is taken by another program", e.Port)
}

// unbound is the error of a listener that could not be opened.
func unbound(name string, port int, own bool, err error) error {
	e := &StepError{
		Step: StepAuthorize, Doing: "listening for the callback on " + net.JoinHostPort(name, strconv.Itoa(port)), Err: err,
		Hint: "choose another port (--callback-port), or ask for a verifier out-of-band (--oob)",
	}
	if taken(err) {
		e.Err = &PortTaken{Port: port, Own: own}
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
			return nil, cause(err)
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
			return nil, errors.Join(cause(err), closing)
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

// CallbackPort is the person's own choice of a port: COUNTERSIGN_CALLBACK_PORT, else the chosen one. 0 leaves it to
// the machine.
func CallbackPort(env func(string) string, chosen int) (int, error) {
	value := env("COUNTERSIGN_CALLBACK_PORT")
	if value == "" {
		return chosen, nil
	}
	port, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return 0, &StepError{
			Step: StepConfig, Doing: "reading COUNTERSIGN_CALLBACK_PORT", Err: fmt.Errorf("%q is no port", text.Safe(value, 20)),
			Hint: "set it to a number from 1 to 65535, or leave it out for a free port each time",
		}
	}
	return int(port), nil
}
