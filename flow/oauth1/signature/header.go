package signature

// Header returns the value of an Authorization header (RFC 5849 section 3.5.1):
//
//	OAuth realm="…", oauth_consumer_key="…", …, oauth_signature="…"
//
// The parameters keep their order and are percent-encoded. The realm is an HTTP quoted string, not percent-encoded; it
// is omitted if empty. Control characters in it, which a header cannot hold, become spaces.
func Header(realm string, oauth []Param) string {
	b := append(make([]byte, 0, 512), "OAuth"...)
	separator := " "
	if realm != "" {
		b = append(b, ` realm="`...)
		b = appendQuoted(b, realm)
		b = append(b, '"')
		separator = ", "
	}
	for _, p := range oauth {
		b = append(b, separator...)
		b = appendEncoded(b, p.Name)
		b = append(b, `="`...)
		b = appendEncoded(b, p.Value)
		b = append(b, '"')
		separator = ", "
	}
	return string(b)
}

// appendQuoted appends the content of a quoted string (RFC 9110 section 5.6.4).
func appendQuoted(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ' && c != '\t' || c == 0x7F:
			dst = append(dst, ' ')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
