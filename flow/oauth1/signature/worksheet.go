package signature

import "sync"

// The two names that are not signed. A realm in a query is signed: only the one in the Authorization header is not.
const (
	realmName     = "realm"
	signatureName = "oauth_signature"
)

// worksheet holds the parameters of one request while they are encoded, sorted and joined. Worksheets are pooled, so
// that signing allocates only its result.
type worksheet struct {
	text  []byte // the parameters encoded, each as "name=value", in the order of the request
	pairs []pair // the position of each in text
	order []rank // sorted pairs
	out   []byte // the result
}

// pair is the position of a parameter in worksheet.text.
type pair struct {
	start, equals, end int
	plain              bool // nothing in it is escaped
}

// A worksheet larger than this, after an unusually large body, is not pooled.
const (
	pooledText  = 64 << 10 // bytes
	pooledPairs = 1 << 10
)

var sheets = sync.Pool{New: func() any { return new(worksheet) }}

func newWorksheet() *worksheet { return sheets.Get().(*worksheet) }

func (w *worksheet) release() {
	if cap(w.text) > pooledText || cap(w.pairs) > pooledPairs {
		return
	}
	w.text, w.pairs, w.order, w.out = w.text[:0], w.pairs[:0], w.order[:0], w.out[:0]
	sheets.Put(w)
}

// addForm adds the parameters of a query or a form body.
func (w *worksheet) addForm(raw string) {
	for raw != "" {
		var pair string
		if pair, raw = cut(raw, '&'); pair == "" {
			continue
		}
		name, value := cut(pair, '=')
		text, start := w.text, len(w.text)
		text, sameName := appendRecoded(text, name)
		equals := len(text)
		text = append(text, '=')
		text, sameValue := appendRecoded(text, value)
		w.add(text, start, equals, sameName && sameValue)
	}
}

// appendRecoded converts form encoding to that of section 3.6, and reports whether the text is the same in both.
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

// add adds the parameter whose encoding was just appended to text, unless it is not signed.
func (w *worksheet) add(text []byte, start, equals int, plain bool) {
	if string(text[start:equals]) == signatureName { // it needs no encoding itself
		return
	}
	w.text = text
	w.pairs = append(w.pairs, pair{start, equals, len(text), plain})
}
