package document

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"
)

// Kind is what a body is.
type Kind int

// The kinds of bodies.
const (
	Text Kind = iota
	JSON
	XML
	HTML
	Form
	Image
	Binary
)

// String is the kind's name.
func (k Kind) String() string {
	return [...]string{"text", "JSON", "XML", "HTML", "form", "image", "binary"}[k]
}

// DetectBytes is how much of a body's beginning its kind is told from.
const DetectBytes = 512

// Detect tells a body's kind from its Content-Type and its beginning. What the bytes are outweighs what they are said to be:
// a page that says it is JSON is HTML, and text with a NUL in it is binary.
func Detect(contentType string, beginning []byte) Kind {
	beginning = beginning[:min(len(beginning), DetectBytes)]
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(strings.ToLower(contentType), ";")
		media = strings.TrimSpace(media)
	}
	if _, ok := ImageFormat(beginning); ok {
		return Image
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(beginning, BOM), " \t\r\n")
	switch {
	case media == "image/svg+xml":
		return textOr(XML, beginning)
	case strings.HasPrefix(media, "image/"):
		if looksBinary(beginning) || len(beginning) == 0 {
			return Image
		}
	case media == "application/x-www-form-urlencoded":
		return textOr(Form, beginning)
	case isJSONType(media) && !bytes.HasPrefix(text, []byte("<")):
		return textOr(JSON, beginning)
	case strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml"):
		if media != "application/xhtml+xml" {
			return textOr(XML, beginning)
		}
		return textOr(HTML, beginning)
	case media == "text/html":
		if !looksJSON(text) {
			return textOr(HTML, beginning)
		}
	case len(beginning) == 0 && strings.HasPrefix(media, "application/octet-stream"):
		return Binary
	}
	return sniff(text, beginning)
}

// Bom is the mark that some write before UTF-8.
var BOM = []byte("\xef\xbb\xbf")

func isJSONType(media string) bool {
	switch media {
	case "text/json", "application/x-ndjson", "application/jsonl", "application/json-seq":
		return true
	}
	return strings.HasSuffix(media, "/json") || strings.HasSuffix(media, "+json")
}

// textOr is a kind of text, unless the bytes are none.
func textOr(k Kind, beginning []byte) Kind {
	if looksBinary(beginning) {
		return Binary
	}
	return k
}

// sniff tells the kind from the bytes alone.
func sniff(text, beginning []byte) Kind {
	switch {
	case looksBinary(beginning):
		return Binary
	case looksJSON(text):
		return JSON
	case hasPrefixFold(text, "<!doctype html"), hasPrefixFold(text, "<html"):
		return HTML
	case bytes.HasPrefix(text, []byte("<?xml")):
		return XML
	case len(text) > 2 && text[0] == '<' && isNameStart(text[1]) && bytes.IndexByte(text, '>') > 0:
		return XML
	}
	return Text
}

// looksJSON reports whether text begins as an object or array does; a text in brackets, such as a log's, does not.
func looksJSON(text []byte) bool {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	if len(rest) == 0 {
		return true
	}
	if text[0] == '{' {
		return rest[0] == '"' || rest[0] == '}'
	}
	if bytes.IndexByte([]byte(`"{[]-tfn`), rest[0]) >= 0 {
		return true
	}
	behind := bytes.TrimLeft(rest, "0123456789.eE+-")
	if len(behind) == len(rest) {
		return false
	}
	behind = bytes.TrimLeft(behind, " \t\r\n")
	return len(behind) == 0 || behind[0] == ',' || behind[0] == ']'
}

// looksBinary reports whether the bytes are no text: they have a NUL, or are no UTF-8 and have many control characters.
func looksBinary(beginning []byte) bool {
	if bytes.IndexByte(beginning, 0) >= 0 {
		return true
	}
	odd := 0
	for rest := beginning; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			if !utf8.FullRune(rest) {
				n = len(rest) // the rune goes on behind the beginning
				break
			}
			odd++
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1b:
			odd++
		}
		rest = rest[n:]
	}
	return odd*10 > len(beginning)
}

func hasPrefixFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}
