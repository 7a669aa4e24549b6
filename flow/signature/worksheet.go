package signature

import (
	"sync"
)

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
	params []Param
	text   []byte // all pairs, encoded, each as "name=value"
	pairs  []pair // where they stand in text
	order  []rank // the pairs as sorted
	out    []byte // what becomes a string in the end
}

// pair is one parameter's place in worksheet.text.
type pair struct {
	start, equals, end int
	param              int
	plain              bool // nothing in it is escaped
}

// sheetLimit is the text beyond which a sheet is not kept: it was made for an
// uncommonly large body.
const sheetLimit = 64 << 10

var sheets = sync.Pool{New: func() any { return new(worksheet) }}

func newWorksheet() *worksheet {
	w := sheets.Get().(*worksheet)
	w.params, w.text, w.pairs, w.order, w.out = w.params[:0], w.text[:0], w.pairs[:0], w.order[:0], w.out[:0]
	return w
}

func (w *worksheet) release() {
	if cap(w.text) <= sheetLimit {
		clear(w.params)
		sheets.Put(w)
	}
}

// addForm adds the pairs of a raw query or form body.
func (w *worksheet) addForm(raw string) {
	w.params = appendForm(w.params, raw)
}

// addHeader adds the parameters of the Authorization header.
func (w *worksheet) addHeader(params []Param) {
	for _, p := range params {
		if p.Name != realmName {
			w.params = append(w.params, p)
		}
	}
}

// encode
func (w *worksheet) encode() {
	text, pairs := w.text, w.pairs
	for i := range w.params {
		p := &w.params[i]
		if p.Name == signatureName {
			continue
		}
		start := len(text)
		text = appendEncoded(text, p.Name)
		equals := len(text)
		text = append(text, '=')
		text = appendEncoded(text, p.Value)
		plain := len(text)-start == len(p.Name)+len("=")+len(p.Value)
		pairs = append(pairs, pair{start, equals, len(text), i, plain})
	}
	w.text, w.pairs = text, pairs
}
