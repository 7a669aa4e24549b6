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

// httpie returns an HTTPie command for a POSIX shell. HTTPie encodes URLs and parses headers in its own way: a request that it
// would change is an error.
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

// httpieHeader is a header for HTTPie, to which = and @ after the colon are special, and backslash escapes.
func httpieHeader(h Header) (string, error) {
	const special = `:;=@`
	value := h.Value
	for _, c := range special {
		if strings.Contains(value, `\`+string(c)) {
			return "", fmt.Errorf("HTTPie cannot send the header %s unchanged", text.Safe(h.Name, 40))
		}
	}
	switch {
	case strings.HasPrefix(h.Name, "-"):
		return "", fmt.Errorf("HTTPie would parse the header %s as an option", text.Safe(h.Name, 40))
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

// respelt finds what HTTPie would encode differently from what was signed. Equivalent encodings of a query are fine.
func respelt(address string) error {
	if strings.Contains(escaped.ReplaceAllString(address, ""), "%") {
		return errors.New("HTTPie would encode the % in this URL as %25")
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	path := u.EscapedPath()
	for _, e := range escaped.FindAllString(path, -1) {
		letter := signature.ParseForm(e)[0].Name
		if strings.ToUpper(e) != e || signature.Encode(letter) == letter {
			return fmt.Errorf("HTTPie would encode %s in this path differently from what was signed", e)
		}
	}
	if strings.ContainsAny(path, "[]") {
		return errors.New("HTTPie would encode the brackets in this path differently from what was signed")
	}
	return nil
}
