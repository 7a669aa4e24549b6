package signature

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// baseURI returns the base string URI (RFC 5849 section 3.4.1.2) and the raw query. The URI is the scheme and host in
// lower case, the port unless it is the default, and the path as net/http sends it: escapes, dot segments and empty
// segments unchanged, "/" if empty. A non-empty host replaces the URL's, as the Host header does.
func baseURI(rawURL, host string) (uri, query string, err error) {
	if host == "" {
		if uri, query, ok := plainURI(rawURL); ok {
			return uri, query, nil
		}
	}
	u, err := url.Parse(rawURL)
	if err != nil {
		return "", "", withoutURL(err)
	}
	scheme := u.Scheme // in lower case by url.Parse
	if scheme != "http" && scheme != "https" || u.Host == "" {
		return "", "", errors.New("not an absolute http or https URL")
	}
	if host == "" {
		host = u.Host
	} else if err := checkHost(host); err != nil {
		return "", "", err
	}
	if host, err = wireHost(host); err != nil {
		return "", "", err
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return scheme + "://" + withoutDefaultPort(scheme, host) + path, u.RawQuery, nil
}

var (
	plainHost  = charsetOf(lower, digits, "-.")
	plainPath  = charsetOf(upper, lower, digits, "-._~/")
	plainQuery = charsetOf(upper, lower, digits, "-._~/?%&=+,;:@!$'()*[]")
)

// plainURI is the fast path for a URL that starts with its base string URI, as nearly all do: a lower-case host without
// a port, and a path without escapes. It does not accept anything that net/url might reject.
func plainURI(rawURL string) (uri, query string, ok bool) {
	rest, ok := strings.CutPrefix(rawURL, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(rawURL, "http://"); !ok {
			return "", "", false
		}
	}
	host := span(&plainHost, rest)
	if host == 0 || host == len(rest) || rest[host] != '/' {
		return "", "", false
	}
	path := host + span(&plainPath, rest[host:])
	uri, rest = rawURL[:len(rawURL)-len(rest)+path], rest[path:]
	if rest == "" {
		return uri, "", true
	}
	query = rest[1:]
	return uri, query, rest[0] == '?' && span(&plainQuery, query) == len(query)
}

// withoutURL removes the URL from net/url's error, because it may contain a password or a token, and shortens the rest.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%.120w", err)
}

// checkHost accepts a host with an optional port and nothing else.
func checkHost(host string) error {
	if u, err := url.Parse("//" + host); err != nil || u.Host != host {
		return fmt.Errorf("invalid Host header %.80q", host)
	}
	return nil
}

// wireHost returns the host as it will be in the Host header, in lower case.
func wireHost(host string) (string, error) {
	if i := strings.IndexByte(host, '%'); i >= 0 && host[0] == '[' {
		// The zone of an IPv6 address is local and not sent.
		if end := strings.IndexByte(host, ']'); end > i {
			host = host[:i] + host[end:]
		}
	}
	if !isASCII(host) {
		var err error
		if host, err = punycode(host); err != nil {
			return "", err
		}
	}
	if span(&hostHeader, host) < len(host) {
		return "", fmt.Errorf("invalid host %.80q", host)
	}
	return strings.ToLower(host), nil
}

// hostHeader are the characters of a Host header. net/http sends an empty one instead of a host with others.
var hostHeader = charsetOf(upper, lower, digits, "!$%&'()*+,-.:;=[]_~")

// punycode converts an international host to ASCII ("xn--…"). net/http does that when it writes a request, but exports
// no function for it.
func punycode(host string) (string, error) {
	var head strings.Builder
	request := http.Request{URL: &url.URL{Host: host}}
	if err := request.Write(&head); err != nil {
		return "", fmt.Errorf("cannot convert the host to ASCII: %w", err)
	}
	_, after, _ := strings.Cut(head.String(), "\r\nHost: ")
	host, _, _ = strings.Cut(after, "\r\n")
	return host, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// withoutDefaultPort removes an empty port and the default port of the scheme, and leading zeros.
func withoutDefaultPort(scheme, host string) string {
	colon := strings.LastIndexByte(host, ':')
	if colon < 0 || strings.IndexByte(host[colon:], ']') >= 0 {
		return host // no port, or a colon inside an IPv6 address
	}
	switch port := strings.TrimLeft(host[colon+1:], "0"); {
	case port == "", scheme == "http" && port == "80", scheme == "https" && port == "443":
		return host[:colon]
	default:
		return host[:colon+1] + port
	}
}
