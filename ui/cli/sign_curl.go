package cli

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"countersign/flow"
)

// argumentLimit is well below what Linux takes as one argument, 128 KiB.
const argumentLimit = 100 << 10

// curlCommand writes a signed request as a command for a POSIX shell. file is where its body stands, if it does; a body
// that is no text of a moderate length is taken from there, or comes through a pipe.
func curlCommand(s *flow.Signing, file string) string {
	parts := []string{"curl"}
	add := func(words ...string) { parts = append(parts, strings.Join(words, " ")) }
	if strings.ContainsAny(s.URL, "[]{}") {
		add("--globoff") // they are no patterns here
	}
	if strings.Contains(s.URL, "/.") {
		add("--path-as-is") // the path was signed as it is
	}
	body := string(s.Body)
	switch {
	case s.Method == http.MethodHead && body == "":
		add("--head")
	case s.Method != http.MethodGet || body != "":
		add("--request", shellQuote(s.Method))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		for _, value := range s.Header[name] {
			add("--header", shellQuote(curlHeader(name, value)))
		}
	}
	if s.Authorization != "" {
		add("--header", shellQuote("Authorization: "+s.Authorization))
	}
	pipe := ""
	switch {
	case body == "" && slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, s.Method):
		add("--header", shellQuote("Content-Length: 0")) // net/http sends it too, and some services insist
	case body == "":
	case len(body) <= argumentLimit && flow.SafeLines(body) == body:
		add("--data-raw", shellQuote(body))
	case file != "":
		add("--data-binary", shellQuote("@"+file))
	default:
		pipe = "printf '" + octal(body) + "' |\n"
		add("--data-binary", "@-")
	}
	add(shellQuote(s.URL))
	return pipe + strings.Join(parts, " \\\n  ")
}

// curlHeader is a header as curl wants it: to curl, a name without a value takes the header away.
func curlHeader(name, value string) string {
	if value == "" {
		return name + ";"
	}
	return name + ": " + value
}

// shellQuote makes one word of a text, whatever stands in it, and leaves alone what is one in every shell.
func shellQuote(text string) string {
	special := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-./:@%_", r)
	}
	if text != "" && !strings.ContainsFunc(text, special) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// octal writes bytes for printf: letters, digits and spaces as they are, the others by their number.
func octal(body string) string {
	var b strings.Builder
	for i := range len(body) {
		switch c := body[i]; {
		case c == ' ', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	return b.String()
}
