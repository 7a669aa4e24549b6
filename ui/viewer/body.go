package viewer

import (
	"bytes"
	"slices"
)

// smallChunk is up to where a chunk is copied together with its neighbours: keeping each by itself would cost more.
const smallChunk = 16 << 10

// body is what has arrived. A copy of it is a snapshot, which stays as it is while the original grows: what stands in the
// chunks never changes.
type body struct {
	chunks [][]byte
	starts []int
	tail   []byte // small chunks, together
	tailAt int
	whole  bool // nothing more will come
}

func (b *body) len() int { return b.tailAt + len(b.tail) }

func (b *body) append(chunk []byte) {
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

func (b *body) keepTail() {
	if len(b.tail) > 0 {
		tail := bytes.Clone(b.tail)
		b.tail = nil
		b.keep(tail)
	}
}

func (b *body) keep(chunk []byte) {
	b.chunks, b.starts = append(b.chunks, slices.Clip(chunk)), append(b.starts, b.tailAt)
	b.tailAt += len(chunk)
}

// share takes all that has arrived in one slice.
func (b *body) share(all []byte) {
	b.chunks, b.starts, b.tail, b.tailAt = [][]byte{slices.Clip(all)}, []int{0}, nil, len(all)
}

// window gives the bytes from an offset on: up to the end of a chunk, but, where the body has them, at least as many as
// asked for.
func (b *body) window(off, least int) []byte {
	if off >= b.tailAt {
		return b.tail[min(off-b.tailAt, len(b.tail)):]
	}
	i, exact := slices.BinarySearch(b.starts, off)
	if !exact {
		i--
	}
	w := b.chunks[i][off-b.starts[i]:]
	if len(w) >= least || off+len(w) == b.len() {
		return w
	}
	joined := make([]byte, 0, 2*least)
	for len(joined) < least && off+len(joined) < b.len() {
		next := b.window(off+len(joined), 1)
		joined = append(joined, next[:min(len(next), 2*least-len(joined))]...)
	}
	return joined
}

// slice gives the bytes between two offsets, uncopied where they stand in one chunk.
func (b *body) slice(from, to int) []byte {
	from, to = min(from, b.len()), min(to, b.len())
	if from >= to {
		return nil
	}
	w := b.window(from, 1)
	if len(w) >= to-from {
		return w[: to-from : to-from]
	}
	joined := make([]byte, 0, to-from)
	for from < to {
		w = b.window(from, 1)
		w = w[:min(len(w), to-from)]
		joined, from = append(joined, w...), from+len(w)
	}
	return joined
}
