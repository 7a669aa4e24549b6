package sandbox

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// ErrAddress is Start's error for what is no address at all.
var ErrInvalidAddress = errors.New("no address to listen at")

// addressError is an ErrAddress with words of its own.
type addressError struct{ error }

func (e addressError) Unwrap() error        { return e.error }
func (e addressError) Is(target error) bool { return target == ErrInvalidAddress }

// errNotLoopback is why the sandbox won't listen where others could reach it:
// its consumer secret is public and its consent page asks for no password.
var errNotLoopback = errors.New("the sandbox listens on this machine only: use 127.0.0.1, [::1] or localhost")

// loopbackAddress checks and completes HOST:PORT. "localhost" becomes
// 127.0.0.1, since a resolver may be set up to answer something else.
func loopbackAddress(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", addressError{fmt.Errorf("%q is no address like %s: %w", address, DefaultAddress, err)}
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", addressError{fmt.Errorf("%q is no port; choose another port, from 0 (which takes a free one) to 65535", port)}
	}
	if !loopbackHost(host) {
		return "", fmt.Errorf("%q: %w", address, errNotLoopback)
	}
	if strings.EqualFold(host, "localhost") {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// loopbackHost reports whether host, without a port, is this machine by its
// very text: no name is resolved, for a resolver may lie.
func loopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// ownHost reports whether a Host header names this machine. A page whose name
// was re-bound to 127.0.0.1 (DNS rebinding) sends its own name here.
func ownHost(header string) bool {
	return loopbackHost((&url.URL{Host: header}).Hostname())
}
