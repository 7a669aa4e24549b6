package document

// Body is what has arrived of a response body. The bytes that are there never change; a copy of a Body stays valid while
// the original grows.
type Body struct {
	Bytes    []byte
	Complete bool // no more bytes will arrive
}

// Len returns the number of bytes that have arrived.
func (b *Body) Len() int { return len(b.Bytes) }

// Slice returns the bytes from one offset to another, as far as they have arrived.
func (b *Body) Slice(from, to int) []byte {
	to = min(to, len(b.Bytes))
	return b.Bytes[min(from, to):to:to]
}
