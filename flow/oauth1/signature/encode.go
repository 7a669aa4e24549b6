package signature

// charset holds 1 for each byte that is in it.
type charset [256]uint8

func charsetOf(groups ...string) (set charset) {
	for _, group := range groups {
		for i := range len(group) {
			set[group[i]] = 1
		}
	}
	return set
}

// span is how many bytes at the start of s are in the set. All text passes here,
// so it goes in steps of eight.
func span[T string | []byte](set *charset, s T) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		e := s[i : i+8]
		if set[e[0]]&set[e[1]]&set[e[2]]&set[e[3]]&set[e[4]]&set[e[5]]&set[e[6]]&set[e[7]] == 0 {
			break
		}
	}
	for i < len(s) && set[s[i]] != 0 {
		i++
	}
	return i
}

const (
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	digits = "0123456789"
)

// unreserved are the characters that are never encoded.
var unreserved = charsetOf(upper, lower, digits, "-._~")

// Encode percent-encodes every byte of s but the unreserved ones, in upper-case
// hexadecimal (RFC 5849 section 3.6). net/url has no such encoding:
// QueryEscape writes a space as "+", PathEscape leaves "$&+,:;=@" alone.
func Encode(s string) string {
	if span(&unreserved, s) == len(s) {
		return s
	}
	return string(appendEncoded(make([]byte, 0, 3*len(s)), s))
}

// appendEncoded appends the encoding of s: what stands before the first escape
// in one piece, the rest byte by byte.
func appendEncoded[T string | []byte](dst []byte, s T) []byte {
	i := span(&unreserved, s)
	dst = append(dst, s[:i]...)
	for ; i < len(s); i++ {
		dst = appendByte(dst, s[i])
	}
	return dst
}

func appendByte(dst []byte, c byte) []byte {
	if unreserved[c] != 0 {
		return append(dst, c)
	}
	const hex = "0123456789ABCDEF"
	return append(dst, '%', hex[c>>4], hex[c&0xF])
}
