package signature

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// baseURI gives the base string URI (RFC 5849 section 3.4.1.2) and the raw
// query. It is the scheme and host in lower case, the port unless it is the
// scheme's own, and the path as net/http sends it: escapes, dot segments and
// empty segments untouched, "/" for none. A host that isn't empty takes the
// place of the URL's, as the Host header does on the wire.
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
		return "", "", errors.New("it is not absolute: it starts with http:// or https:// and a host")
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

// plainURI is the short way for a URL that begins with its base string URI, as
// nearly all do: a host in lower case without a port, a path without escapes.
// Of any other it says no, and of anything that net/url might refuse.
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

// withoutURL keeps the reason only, and not too much of it: the URL in
// net/url's error may hold a password or a token.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%.120w", err)
}

// checkHost takes a host with an optional port and nothing else.
func checkHost(host string) error {
	if u, err := url.Parse("//" + host); err != nil || u.Host != host {
		return fmt.Errorf("the Host header %.80q is not a host with an optional port", host)
	}
	return nil
}

// wireHost is the host as the Host header will hold it, in lower case.
func wireHost(host string) (string, error) {
	if i := strings.IndexByte(host, '%'); i >= 0 && host[0] == '[' {
		// The zone of an IPv6 address means nothing to the other side.
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
		return "", fmt.Errorf("the host %.80q can't stand in a Host header", host)
	}
	return strings.ToLower(host), nil
}

// hostHeader are the characters of a Host header. Of one with others net/http
// sends an empty header instead.
var hostHeader = charsetOf(upper, lower, digits, "!$%&'()*+,-.:;=[]_~")

// punycode gives an international host its form on the wire ("xn--…") by
// having net/http write it, which doesn't export the conversion.
func punycode(host string) (string, error) {
	var head strings.Builder
	request := http.Request{URL: &url.URL{Host: host}}
	if err := request.Write(&head); err != nil {
		return "", fmt.Errorf("writing the host in ASCII: %w", err)
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

// withoutDefaultPort drops an empty port and the one that is the scheme's own;
// the other scheme's stays. Leading zeros go, since servers read a number.
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
