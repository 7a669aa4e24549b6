package snippet

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
)

// httpie writes the request as a command of HTTPie for a POSIX shell. HTTPie cannot sign by itself but for HMAC-SHA1, by a
// plugin, so that the signature is made here. It spells addresses and reads headers in its own way: what it would change is
// an error.
func (c Command) httpie() (string, error) {
	if err := respelt(c.URL); err != nil {
		return "", err
	}
	words := []string{"http"}
	if strings.Contains(c.URL, "/.") {
		words = append(words, "--path-as-is") // the path was signed as it is
	}
	pipe := ""
	switch {
	case c.Body == "":
		words = append(words, "--ignore-stdin")
	case c.plainBody():
		words = append(words, "--ignore-stdin", "--raw "+shellQuote(c.Body))
	default:
		pipe = c.pipedBody()
	}
	words = append(words, shellQuote(c.Method)+" "+shellQuote(c.URL))
	for _, h := range c.Header {
		word, err := httpieHeader(h)
		if err != nil {
			return "", err
		}
		words = append(words, word)
	}
	if c.Authorization != "" {
		if _, err := httpieHeader(Header{Name: "Authorization", Value: c.Authorization}); err != nil {
			return "", err
		}
		words = append(words, c.authorization(":"))
	}
	return pipe + strings.Join(words, " \\\n  "), nil
}

// httpieHeader is a header as HTTPie wants it. Behind the colon, = and @ would make something else of it, and a backslash
// takes the meaning off what follows.
func httpieHeader(h Header) (string, error) {
	const special = `:;=@`
	value := h.Value
	for _, c := range special {
		if strings.Contains(value, `\`+string(c)) {
			return "", fmt.Errorf("HTTPie cannot send the header %s as it is", text.Safe(h.Name, 40))
		}
	}
	switch {
	case strings.HasPrefix(h.Name, "-"):
		return "", fmt.Errorf("HTTPie takes the header %s for an option", text.Safe(h.Name, 40))
	case h.Secret:
		return shellQuote(h.Name+":") + `"$` + h.EnvVar() + `"`, nil
	case value == "":
		return shellQuote(h.Name + ";"), nil
	case strings.ContainsRune(special, rune(value[0])):
		value = `\` + value
	}
	return shellQuote(h.Name + ":" + value), nil
}

var escaped = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// respelt finds what HTTPie writes otherwise in an address than it was signed. In a query that makes no difference, as long
// as it means the same.
func respelt(address string) error {
	if strings.Contains(escaped.ReplaceAllString(address, ""), "%") {
		return errors.New("HTTPie would write the % of this address as %25")
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	path := u.EscapedPath()
	for _, e := range escaped.FindAllString(path, -1) {
		letter := signature.ParseForm(e)[0].Name
		if strings.ToUpper(e) != e || signature.Encode(letter) == letter {
			return fmt.Errorf("HTTPie would write %s in this path in another way than it was signed", e)
		}
	}
	if strings.ContainsAny(path, "[]") {
		return errors.New("HTTPie would write the brackets of this path in another way than they were signed")
	}
	return nil
}
