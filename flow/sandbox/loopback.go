package sandbox

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// errNotLoopback is why the sandbox won't listen where others could reach it:
// its consumer secret is public and its consent page asks for no password.
var errNotLoopback = errors.New("the sandbox listens on this machine only: use 127.0.0.1, [::1] or localhost")

// loopbackAddress checks and completes HOST:PORT. "localhost" becomes
// 127.0.0.1, since a resolver may be set up to answer something else.
func loopbackAddress(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", fmt.Errorf("%q is no address like %s: %w", address, DefaultAddress, err)
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
