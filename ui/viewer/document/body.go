package document

import (
	"bytes"
	"slices"
)

// smallChunk is up to where a chunk is copied together with its neighbours: keeping each by itself would cost more.
const smallChunk = 16 << 10

// Body is what has arrived. A copy of it is a snapshot, which stays as it is while the original grows: what stands in the
// chunks never changes.
type Body struct {
	chunks   [][]byte
	starts   []int
	tail     []byte // small chunks, together
	tailAt   int
	Complete bool // nothing more will come
}

// Len is how many bytes have arrived.
func (b *Body) Len() int { return b.tailAt + len(b.tail) }

// Append keeps what has arrived.
func (b *Body) Append(chunk []byte) {
	switch {
	case len(chunk) == 0:
	case len(chunk) < smallChunk:
		b.tail = append(b.tail, chunk...)
		if len(b.tail) >= 4*smallChunk {
			b.keepTail()
		}
	default:
		b.keepTail()
		b.keep(chunk)
	}
}

func (b *Body) keepTail() {
	if len(b.tail) > 0 {
		tail := bytes.Clone(b.tail)
		b.tail = nil
		b.keep(tail)
	}
}

func (b *Body) keep(chunk []byte) {
	b.chunks, b.starts = append(b.chunks, slices.Clip(chunk)), append(b.starts, b.tailAt)
	b.tailAt += len(chunk)
}

// Share takes all that has arrived in one slice.
func (b *Body) SetAll(all []byte) {
	b.chunks, b.starts, b.tail, b.tailAt = [][]byte{slices.Clip(all)}, []int{0}, nil, len(all)
}

// Window gives the bytes from an offset on: up to the end of a chunk, but, where the body has them, at least as many as
// asked for.
func (b *Body) Window(off, least int) []byte {
	if off >= b.tailAt {
		return b.tail[min(off-b.tailAt, len(b.tail)):]
	}
	i, exact := slices.BinarySearch(b.starts, off)
	if !exact {
		i--
	}
	w := b.chunks[i][off-b.starts[i]:]
	if len(w) >= least || off+len(w) == b.Len() {
		return w
	}
	joined := make([]byte, 0, 2*least)
	for len(joined) < least && off+len(joined) < b.Len() {
		next := b.Window(off+len(joined), 1)
		joined = append(joined, next[:min(len(next), 2*least-len(joined))]...)
	}
	return joined
}

// Slice gives the bytes between two offsets, uncopied where they stand in one chunk.
func (b *Body) Slice(from, to int) []byte {
	from, to = min(from, b.Len()), min(to, b.Len())
	if from >= to {
		return nil
	}
	w := b.Window(from, 1)
	if len(w) >= to-from {
		return w[: to-from : to-from]
	}
	joined := make([]byte, 0, to-from)
	for from < to {
		w = b.Window(from, 1)
		w = w[:min(len(w), to-from)]
		joined, from = append(joined, w...), from+len(w)
	}
	return joined
}
