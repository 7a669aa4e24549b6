package signature

import (
	"fmt"
	"strings"
)

// Request is the request to sign, exactly as it will be sent.
type Request struct {
	Method      string // any HTTP method in any case; empty: GET
	URL         string // absolute http or https URL; its query is read from the text
	Host        string // the Host header if it differs from the URL's host, else empty
	ContentType string // the body is signed only if this is a form: see IsForm
	Body        []byte
}

// Base is a signature base string and its parts.
type Base struct {
	Method     string // in upper case
	URI        string // the base string URI, section 3.4.1.2
	Normalized string // the parameters encoded, sorted and joined, section 3.4.1.3.2
	String     string // the signature base string, section 3.4.1.1
}

// Params returns the signed parameters, decoded, in the order of the base string.
func (b Base) Params() []Param { return ParseForm(b.Normalized) }

// NewBase returns the signature base string of a request with these oauth_ parameters, wherever they will be placed
// (RFC 5849 section 3.4.1). It skips realm among them, and oauth_signature anywhere. It fails on an invalid method, and
// on a URL or host that net/http would not send.
func NewBase(r Request, oauth []Param) (Base, error) {
	method, err := upperMethod(r.Method)
	if err != nil {
		return Base{}, err
	}
	uri, query, err := baseURI(r.URL, r.Host)
	if err != nil {
		return Base{}, fmt.Errorf("cannot sign the URL: %w", err)
	}
	var form string
	if IsForm(r.ContentType) {
		form = string(r.Body)
	}
	w := newWorksheet()
	defer w.release()
	w.addForm(query)
	w.addForm(form)
	w.addHeader(oauth)
	w.sort()
	return w.base(method, uri), nil
}

// base writes both texts into one buffer, so that they cost a single allocation.
func (w *worksheet) base(method, uri string) Base {
	w.out = w.appendNormalized(w.out)
	end := len(w.out)
	w.out = append(appendEncoded(w.out, method), '&')
	w.out = append(appendEncoded(w.out, uri), '&')
	w.out = w.appendTwice(w.out)
	both := string(w.out)
	return Base{Method: method, URI: uri, Normalized: both[:end], String: both[end:]}
}

// IsForm reports whether a body of this content type is part of the signature: application/x-www-form-urlencoded in any
// case, with or without parameters such as a charset (RFC 5849 section 3.4.1.3.1).
func IsForm(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.Trim(mediaType, " \t"), "application/x-www-form-urlencoded")
}

// upperMethod checks that a method is an HTTP token (RFC 9110 section 5.6.2).
func upperMethod(method string) (string, error) {
	if method == "" {
		return "GET", nil
	}
	for i := range len(method) {
		if c := method[i]; unreserved[c] == 0 && strings.IndexByte("!#$%&'*+^`|", c) < 0 {
			return "", fmt.Errorf("invalid HTTP method %.40q", method)
		}
	}
	return strings.ToUpper(method), nil
}
