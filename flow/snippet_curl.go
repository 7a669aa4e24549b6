package flow

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"countersign/internal/text"
)

// argumentLimit is well below what Linux takes as one argument, 128 KiB.
const argumentLimit = 100 << 10

// Curl writes the request as a command for a POSIX shell. file is where its body stands, if it does; a body that is no text
// of a moderate length is taken from there, or comes through a pipe.
func (s *Signing) Curl(file string) string {
	w := wire{method: s.Method, url: s.URL, body: string(s.Body)}
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		for _, value := range s.Header[name] {
			w.header = append(w.header, wireHeader{Name: name, Value: value})
		}
	}
	if s.Authorization != "" {
		w.header = append(w.header, wireHeader{Name: "Authorization", Value: s.Authorization})
	}
	return w.curl(file)
}

func (w wire) curl(file string) string {
	parts := []string{"curl"}
	add := func(words ...string) { parts = append(parts, strings.Join(words, " ")) }
	if strings.ContainsAny(w.url, "[]{}") {
		add("--globoff") // they are no patterns here
	}
	if strings.Contains(w.url, "/.") {
		add("--path-as-is") // the path was signed as it is
	}
	switch {
	case w.method == http.MethodHead && w.body == "":
		add("--head")
	case w.method != http.MethodGet || w.body != "":
		add("--request", shellQuote(w.method))
	}
	for _, h := range w.header {
		add("--header", curlHeader(h))
	}
	pipe := ""
	switch {
	case w.body == "" && slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, w.method):
		add("--header", shellQuote("Content-Length: 0")) // net/http sends it too, and some services insist
	case w.body == "":
	case w.plainBody():
		add("--data-raw", shellQuote(w.body))
	case file != "":
		add("--data-binary", shellQuote("@"+file))
	default:
		pipe = w.pipedBody()
		add("--data-binary", "@-")
	}
	add(shellQuote(w.url))
	return pipe + strings.Join(parts, " \\\n  ")
}

// plainBody reports whether the body can stand in an argument.
func (w wire) plainBody() bool {
	return len(w.body) <= argumentLimit && text.SafeLines(w.body) == w.body
}

// pipedBody writes the body to what follows.
func (w wire) pipedBody() string { return "printf '" + octal(w.body) + "' |\n" }

// curlHeader is a header as curl wants it: to curl, a name without a value takes the header away.
func curlHeader(h wireHeader) string {
	switch {
	case h.Variable != "":
		return shellQuote(h.Name+": ") + `"$` + h.Variable + `"`
	case h.Value == "":
		return shellQuote(h.Name + ";")
	case h.Broken:
		return shellPieces(h.Name + ": " + h.Value)
	}
	return shellQuote(h.Name + ": " + h.Value)
}

// pieceLength is how long a piece of a header may be so that its line fits into 80 columns.
const pieceLength = 64

// shellPieces is shellQuote for an Authorization header, on a line for each parameter: they are read as one word all the
// same, and can be selected on the screen of a terminal.
func shellPieces(text string) string {
	var quoted []string
	for _, piece := range strings.SplitAfter(text, ", ") {
		for rest := []rune(piece); len(rest) > 0; {
			n := min(len(rest), pieceLength)
			quoted, rest = append(quoted, shellQuote(string(rest[:n]))), rest[n:]
		}
	}
	return strings.Join(quoted, "\\\n")
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
