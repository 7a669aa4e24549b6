package paste

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// clean removes what nobody sees: zero-width characters, direction marks, byte order marks.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n")))
}

var (
	softBreak   = regexp.MustCompile(`=\n`)
	quotedBytes = regexp.MustCompile(`=(3D|3d|26|3F|3f|25)`)
	quotedPair  = regexp.MustCompile(`(?s)oauth_token=3[Dd].*oauth_veri=?\n?fier=3[Dd]|oauth_veri=?\n?fier=3[Dd].*oauth_token=3[Dd]`)
	shellEscape = regexp.MustCompile(`\\([?&=#%])`)
	jsonEscape  = regexp.MustCompile(`\\u00(26|3d|3D|3c|3e)`)
)

// readings are the texts that a paste may stand for, the plainest first.
func readings(s string) []string {
	var list []string
	if quotedPair.MatchString(s) { // "=3D" after each name is quoted-printable, and no value that begins with 3D
		list = append(list, quotedPrintable(s))
	}
	list = append(list, s)
	add := func(t string) {
		if t != s && t != "" {
			list = append(list, t)
		}
	}
	add(html.UnescapeString(s))
	add(shellEscape.ReplaceAllString(s, "$1"))
	add(jsonEscape.ReplaceAllStringFunc(s, func(m string) string {
		var plain string
		_ = json.Unmarshal([]byte(`"`+m+`"`), &plain)
		return plain
	}))
	if softBreak.MatchString(s) {
		add(quotedPrintable(s))
	}
	lower := strings.ToLower(s)
	if strings.Contains(lower, "%3d") || strings.Contains(lower, "%3a%2f%2f") { // a whole address, percent-encoded once
		if plain, err := url.PathUnescape(s); err == nil {
			add(plain)
		}
	}
	return list
}

// quotedPrintable decodes what an e-mail may have encoded (RFC 2045 section 6.7).
func quotedPrintable(s string) string {
	return quotedBytes.ReplaceAllStringFunc(softBreak.ReplaceAllString(s, ""), func(m string) string {
		plain, _ := url.PathUnescape("%" + m[1:])
		return plain
	})
}
