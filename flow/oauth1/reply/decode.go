package reply

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decode gives a body as text. Providers compress without saying so, put a byte order mark in front, and write Latin-1.
func decode(body []byte, contentType string) string {
	var plain io.Reader
	var err error
	switch {
	case bytes.HasPrefix(body, []byte{0x1f, 0x8b}):
		plain, err = gzip.NewReader(bytes.NewReader(body))
	case bytes.HasPrefix(body, []byte{0x78}): // "deflate", which is zlib; the header has a checksum
		plain, err = zlib.NewReader(bytes.NewReader(body))
	}
	if plain != nil && err == nil {
		if b, _ := io.ReadAll(io.LimitReader(plain, MaxBody)); len(b) > 0 {
			body = b
		}
	}
	body = body[:min(len(body), MaxBody)]
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return decodeUTF16(body[2:], func(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 })
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return decodeUTF16(body[2:], func(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 })
	}
	s := strings.TrimLeft(string(body), "\ufeff \t\r\n")
	if !utf8.ValidString(s) && strings.Contains(strings.ToLower(contentType), "8859") {
		latin := make([]rune, len(s))
		for i := range len(s) {
			latin[i] = rune(s[i])
		}
		s = string(latin)
	}
	return strings.TrimSpace(s)
}

func decodeUTF16(body []byte, unit func([]byte) uint16) string {
	units := make([]uint16, 0, len(body)/2)
	for ; len(body) >= 2; body = body[2:] {
		units = append(units, unit(body))
	}
	return strings.TrimSpace(string(utf16.Decode(units)))
}
