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

// ErrInvalidAddress is the error of Start for an invalid address.
var ErrInvalidAddress = errors.New("invalid address")

// addressError is an ErrInvalidAddress with its own text.
type addressError struct{ error }

func (e addressError) Unwrap() error        { return e.error }
func (e addressError) Is(target error) bool { return target == ErrInvalidAddress }

// errNotLoopback: the consumer secret is public and the consent page has no password, so other machines must not reach it.
var errNotLoopback = errors.New("not a loopback address: use 127.0.0.1, [::1] or localhost")

// loopbackAddress checks HOST:PORT. "localhost" becomes 127.0.0.1 without a resolver.
func loopbackAddress(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", addressError{fmt.Errorf("invalid address %q (example: %s): %w", address, DefaultAddress, err)}
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", addressError{fmt.Errorf("invalid port %q: use 0 (any free port) to 65535", port)}
	}
	if !loopbackHost(host) {
		return "", fmt.Errorf("%q: %w", address, errNotLoopback)
	}
	if strings.EqualFold(host, "localhost") {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

// loopbackHost reports whether a host (without port) is this machine, without resolving names.
func loopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// ownHost reports whether a Host header names this machine. After DNS rebinding it would name the attacker's site.
func ownHost(header string) bool {
	return loopbackHost((&url.URL{Host: header}).Hostname())
}
