package snippet

import (
	"net/http"
	"slices"
	"strings"
)

// Curl returns a curl command. A long or binary body is read from file, if it is one, or else piped.
func (c Command) Curl(file string) string {
	parts := []string{"curl"}
	add := func(words ...string) { parts = append(parts, strings.Join(words, " ")) }
	if strings.ContainsAny(c.URL, "[]{}") {
		add("--globoff") // no URL globbing
	}
	if strings.Contains(c.URL, "/.") {
		add("--path-as-is") // the path was signed as it is
	}
	switch {
	case c.Method == http.MethodHead && c.Body == "":
		add("--head")
	case c.Method != http.MethodGet || c.Body != "":
		add("--request", shellQuote(c.Method))
	}
	for _, h := range c.Header {
		add("--header", curlHeader(h))
	}
	if c.Authorization != "" {
		add("--header", c.authorization(": "))
	}
	pipe := ""
	switch {
	case c.Body == "" && slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, c.Method):
		add("--header", shellQuote("Content-Length: 0")) // net/http sends it too, and some services require it
	case c.Body == "":
	case c.plainBody():
		add("--data-raw", shellQuote(c.Body))
	case file != "":
		add("--data-binary", shellQuote("@"+file))
	default:
		pipe = c.pipedBody()
		add("--data-binary", "@-")
	}
	add(shellQuote(c.URL))
	return pipe + strings.Join(parts, " \\\n  ")
}

// curlHeader is a header for curl, to which a name without a value means no header.
func curlHeader(h Header) string {
	switch {
	case h.Secret:
		return shellQuote(h.Name+": ") + `"$` + h.EnvVar() + `"`
	case h.Value == "":
		return shellQuote(h.Name + ";")
	}
	return shellQuote(h.Name + ": " + h.Value)
}
