package signature

import "sync"

// The two names that are not signed. A realm counts as one only in the
// Authorization header: in a query it is a parameter like any other.
const (
	realmName     = "realm"
	signatureName = "oauth_signature"
)

// worksheet is where the parameters of one request are encoded, sorted and
// joined. Sheets are used again, so that signing allocates what it hands out
// and nothing else.
type worksheet struct {
	text  []byte // the parameters encoded, each as "name=value", in the order of the request
	pairs []pair // where in text each of them stands
	order []rank // pairs as sorted
	out   []byte // what becomes a string in the end
}

// pair is one parameter's place in worksheet.text.
type pair struct {
	start, equals, end int
	plain              bool // nothing in it is escaped
}

// A sheet that an uncommonly large body has made larger than this is not kept.
const (
	keptText  = 64 << 10 // bytes
	keptPairs = 1 << 10
)

var sheets = sync.Pool{New: func() any { return new(worksheet) }}

func newWorksheet() *worksheet { return sheets.Get().(*worksheet) }

func (w *worksheet) release() {
	if cap(w.text) > keptText || cap(w.pairs) > keptPairs {
		return
	}
	w.text, w.pairs, w.order, w.out = w.text[:0], w.pairs[:0], w.order[:0], w.out[:0]
	sheets.Put(w)
}

// addForm adds what stands in a query or a form body.
func (w *worksheet) addForm(raw string) {
	for raw != "" {
		var pair string
		if pair, raw = cut(raw, '&'); pair == "" {
			continue
		}
		name, value := cut(pair, '=')
		text, start := w.text, len(w.text)
		text, samename := appendRecoded(text, name)
		equals := len(text)
		text = append(text, '=')
		text, samevalue := appendRecoded(text, value)
		w.add(text, start, equals, samename && samevalue)
	}
}

// appendRecoded turns form encoding into that of section 3.6, and reports
// whether the text is the same in both, as most is.
func appendRecoded(dst []byte, raw string) (encoded []byte, plain bool) {
	i := span(&unreserved, raw)
	dst = append(dst, raw[:i]...)
	if i == len(raw) {
		return dst, true
	}
	for used := 0; i < len(raw); i += used {
		var c byte
		c, used = decodeByte(raw, i)
		dst = appendByte(dst, c)
	}
	return dst, false
}

// addHeader adds the parameters of the Authorization header.
func (w *worksheet) addHeader(params []Param) {
	for _, p := range params {
		if p.Name == realmName {
			continue
		}
		start := len(w.text)
		text := appendEncoded(w.text, p.Name)
		equals := len(text)
		text = append(text, '=')
		text = appendEncoded(text, p.Value)
		w.add(text, start, equals, len(text)-start == len(p.Name)+len("=")+len(p.Value))
	}
}

// add takes the parameter whose encoding has just been put behind text.
func (w *worksheet) add(text []byte, start, equals int, plain bool) {
	if string(text[start:equals]) == signatureName { // it needs no encoding itself
		return
	}
	w.text = text
	w.pairs = append(w.pairs, pair{start, equals, len(text), plain})
}
