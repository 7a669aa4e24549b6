package signature

// charset is a set of bytes: 1 for each byte in it.
type charset [256]uint8

func charsetOf(groups ...string) (set charset) {
	for _, group := range groups {
		for i := range len(group) {
			set[group[i]] = 1
		}
	}
	return set
}

// span returns how many bytes at the start of s are in the set. All text is read by it, so it takes eight at a time.
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

// unreserved characters are never encoded.
var unreserved = charsetOf(upper, lower, digits, "-._~")

// Encode percent-encodes every byte of s except the unreserved ones, in upper-case hexadecimal (RFC 5849 section 3.6).
// net/url cannot do this: QueryEscape writes a space as "+", PathEscape does not encode "$&+,:;=@".
func Encode(s string) string {
	if span(&unreserved, s) == len(s) {
		return s
	}
	return string(appendEncoded(make([]byte, 0, 3*len(s)), s))
}

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
