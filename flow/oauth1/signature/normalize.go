package signature

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// rank is a pair with the first eight bytes of its name as a number, which decides nearly every comparison.
type rank struct {
	prefix uint64
	index  int // in worksheet.pairs
}

// fewPairs is the number of pairs up to which an insertion sort is faster: they are mostly sorted already.
const fewPairs = 32

// sort sorts the pairs (section 3.4.1.3.2) by their encoded name, then by their encoded value: neither the decoded text
// nor "name=value" as a whole sorts the same.
func (w *worksheet) sort() {
	order := w.order
	for i := range w.pairs {
		order = append(order, rank{prefix(w.name(i)), i})
	}
	w.order = order
	if len(order) > fewPairs {
		slices.SortFunc(order, w.compare)
		return
	}
	for i, r := range order {
		for ; i > 0; i-- {
			before := order[i-1]
			if before.prefix < r.prefix || before.prefix == r.prefix && w.compare(before, r) <= 0 {
				break
			}
			order[i] = before
		}
		order[i] = r
	}
}

func (w *worksheet) compare(a, b rank) int {
	if a.prefix != b.prefix {
		return cmp.Compare(a.prefix, b.prefix)
	}
	return cmp.Or(
		bytes.Compare(w.name(a.index), w.name(b.index)),
		bytes.Compare(w.value(a.index), w.value(b.index)),
	)
}

func (w *worksheet) name(i int) []byte  { return w.text[w.pairs[i].start:w.pairs[i].equals] }
func (w *worksheet) value(i int) []byte { return w.text[w.pairs[i].equals+len("=") : w.pairs[i].end] }

// prefix sorts as the first eight bytes of a name do. Shorter names are padded with zero, a byte that no encoded name
// has.
func prefix(name []byte) uint64 {
	if len(name) >= 8 {
		return binary.BigEndian.Uint64(name)
	}
	var head [8]byte
	copy(head[:], name)
	return binary.BigEndian.Uint64(head[:])
}

// appendNormalized appends the sorted pairs, joined.
func (w *worksheet) appendNormalized(dst []byte) []byte {
	for i, r := range w.order {
		if i > 0 {
			dst = append(dst, '&')
		}
		p := &w.pairs[r.index]
		dst = append(dst, w.text[p.start:p.end]...)
	}
	return dst
}

// appendTwice appends what appendNormalized does, encoded once more. In a plain pair that changes only the "=".
func (w *worksheet) appendTwice(dst []byte) []byte {
	for i, r := range w.order {
		if i > 0 {
			dst = append(dst, "%26"...)
		}
		name, value := w.name(r.index), w.value(r.index)
		if w.pairs[r.index].plain {
			dst = append(dst, name...)
			dst = append(dst, "%3D"...)
			dst = append(dst, value...)
		} else {
			dst = appendEncoded(dst, name)
			dst = append(dst, "%3D"...)
			dst = appendEncoded(dst, value)
		}
	}
	return dst
}
