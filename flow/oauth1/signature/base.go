package signature

import (
	"errors"
	"fmt"
	"strings"
)

// Request is what gets signed, as it will go over the wire.
type Request struct {
	Method      string // any HTTP method in any case; empty means GET, as in net/http
	URL         string // absolute http or https URL; its query is read as text
	Host        string // the Host header where it differs from the URL's host; else empty
	ContentType string // the body counts only where this names a form, see IsForm
	Body        []byte
}

// Base is a signature base string and what it was made of.
type Base struct {
	Method     string // in upper case
	URI        string // the base string URI, section 3.4.1.2
	Normalized string // the parameters encoded, in order and joined, section 3.4.1.3.2
	String     string // the signature base string itself, section 3.4.1.1
}

// Params are the parameters that were signed, decoded, in normalised order.
func (b Base) Params() []Param { return ParseForm(b.Normalized) }

// NewBase makes the signature base string of a request and its oauth_
// parameters, wherever these will be placed (RFC 5849 section 3.4.1). A realm
// and an oauth_signature among the oauth parameters are left out, and so is an
// oauth_signature in the query or the form. It fails on a method that isn't
// one, and on a URL or host that net/http wouldn't send.
func NewBase(r Request, oauth []Param) (Base, error) {
	method, err := upperMethod(r.Method)
	if err != nil {
		return Base{}, fmt.Errorf("reading the method to sign: %w", err)
	}
	uri, query, err := baseURI(r.URL, r.Host)
	if err != nil {
		return Base{}, fmt.Errorf("reading the URL to sign: %w", err)
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

// base writes both texts behind each other and makes one string of them.
func (w *worksheet) base(method, uri string) Base {
	w.out = w.appendNormalized(w.out)
	end := len(w.out)
	w.out = append(appendEncoded(w.out, method), '&')
	w.out = append(appendEncoded(w.out, uri), '&')
	w.out = w.appendTwice(w.out)
	both := string(w.out)
	return Base{
		Method:     method,
		URI:        uri,
		Normalized: both[:end],
		String:     both[end:],
	}
}

// IsForm reports whether a body of this content type is part of the signature:
// application/x-www-form-urlencoded in any case, with or without parameters
// such as a charset (RFC 5849 section 3.4.1.3.1).
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
			return "", errors.New("it has a character that no HTTP method has")
		}
	}
	return strings.ToUpper(method), nil
}
