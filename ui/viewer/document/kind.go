package document

import (
	"bytes"
	"image"
	_ "image/gif" // for image.DecodeConfig
	_ "image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the format of a body.
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

// String returns the kind's name.
func (k Kind) String() string {
	return [...]string{"text", "JSON", "XML", "HTML", "form", "image", "binary"}[k]
}

// DetectBytes is how many bytes at the start of a body Detect looks at.
const DetectBytes = 512

// Detect returns a body's kind, judged by its Content-Type and its first bytes. The bytes win over a wrong Content-Type: an
// HTML page labelled as JSON is HTML, and text with a NUL in it is binary.
func Detect(contentType string, start []byte) Kind {
	start = start[:min(len(start), DetectBytes)]
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(strings.ToLower(contentType), ";")
		media = strings.TrimSpace(media)
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, BOM), " \t\r\n")
	switch {
	case ImageFormat(start) != "":
		return Image
	case looksBinary(start):
		if strings.HasPrefix(media, "image/") {
			return Image
		}
		return Binary
	case media == "image/svg+xml":
		return XML
	case strings.HasPrefix(media, "image/") && len(start) == 0:
		return Image
	case media == "application/x-www-form-urlencoded":
		return Form
	case isJSONType(media) && !bytes.HasPrefix(text, []byte("<")):
		return JSON
	case media == "application/xhtml+xml", media == "text/html" && !looksJSON(text):
		return HTML
	case strings.HasSuffix(media, "/xml"), strings.HasSuffix(media, "+xml"):
		return XML
	case len(start) == 0 && media == "application/octet-stream":
		return Binary
	case looksJSON(text):
		return JSON
	case hasPrefixFold(text, "<!doctype html"), hasPrefixFold(text, "<html"):
		return HTML
	case bytes.HasPrefix(text, []byte("<?xml")),
		len(text) > 2 && text[0] == '<' && isNameStart(text[1]) && bytes.IndexByte(text, '>') > 0:
		return XML
	}
	return Text
}

// BOM is the byte order mark of UTF-8.
var BOM = []byte("\xef\xbb\xbf")

func isJSONType(media string) bool {
	switch media {
	case "application/x-ndjson", "application/jsonl", "application/json-seq":
		return true
	}
	return strings.HasSuffix(media, "/json") || strings.HasSuffix(media, "+json")
}

// looksJSON reports whether text starts like an object or array. Text that starts with [2026-01-01], as logs do, does not.
func looksJSON(text []byte) bool {
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	switch {
	case len(rest) == 0:
		return true
	case text[0] == '{':
		return rest[0] == '"' || rest[0] == '}'
	case bytes.IndexByte([]byte(`"{[]tfn`), rest[0]) >= 0:
		return true
	}
	after := bytes.TrimLeft(bytes.TrimLeft(rest, "0123456789.eE+-"), " \t\r\n")
	return len(after) < len(rest) && (len(after) == 0 || after[0] == ',' || after[0] == ']')
}

// looksBinary reports whether more than a tenth of the bytes are control characters or invalid UTF-8, or one is NUL.
func looksBinary(start []byte) bool {
	odd := 0
	for _, r := range string(start) {
		if r == utf8.RuneError || unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\f\x1b", r) {
			odd++
		}
	}
	return odd*10 > len(start) || bytes.IndexByte(start, 0) >= 0
}

func hasPrefixFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// ImageFormat returns the name of the image format that a body starts with, or "".
func ImageFormat(start []byte) string {
	return map[string]string{
		"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WebP",
	}[http.DetectContentType(start)]
}

// ImageSize returns the size in pixels of a PNG, JPEG or GIF.
func ImageSize(b []byte) (width, height int, ok bool) {
	config, _, err := image.DecodeConfig(bytes.NewReader(b))
	return config.Width, config.Height, err == nil
}
