package signature

import (
	"slices"
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
	params []Param // decoded, in the order of the request
	text   []byte  // the same encoded, each as "name=value"
	pairs  []pair  // where in text each of params stands
	order  []rank  // params as sorted
	out    []byte  // what becomes a string in the end
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
	clear(w.params) // lest it keep the caller's texts alive
	w.params, w.text, w.pairs, w.order, w.out = w.params[:0], w.text[:0], w.pairs[:0], w.order[:0], w.out[:0]
	sheets.Put(w)
}

// collect takes the parameters from their three sources (RFC 5849 section
// 3.4.1.3.1).
func (w *worksheet) collect(query, form string, header []Param) {
	w.params = appendForm(w.params, query)
	w.params = appendForm(w.params, form)
	for _, p := range header {
		if p.Name != realmName {
			w.params = append(w.params, p)
		}
	}
	w.params = slices.DeleteFunc(w.params, func(p Param) bool { return p.Name == signatureName })
}

// encode writes the encoded parameters.
func (w *worksheet) encode() {
	text, pairs := w.text, w.pairs
	for i := range w.params {
		name, value := w.params[i].Name, w.params[i].Value
		start := len(text)
		text = appendEncoded(text, name)
		equals := len(text)
		text = append(text, '=')
		text = appendEncoded(text, value)
		end := len(text)
		plain := end-start == len(name)+len("=")+len(value)
		pairs = append(pairs, pair{start, equals, end, plain})
	}
	w.text, w.pairs = text, pairs
}
