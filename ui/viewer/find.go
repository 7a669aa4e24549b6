package viewer

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findWindow is the most of the body that is made lower case at a time.
const findWindow = 64 << 10

// match is what a search found: the bytes of the body from one to another.
type match struct{ from, to int }

// pattern is what is searched for.
type pattern struct {
	text   []byte // lower case, when it is to match capitals too
	fold   bool
	re     *regexp.Regexp // of letters that are not ASCII, when it is to match capitals too
	anchor []byte         // stands in the body wherever the pattern is seen; nil when nothing surely does
	bytes  bool           // the text is bytes that were written in hexadecimal
}

// newPattern reads what a person typed. Small letters match capitals as well, unless there is a capital among them.
func newPattern(typed string) pattern {
	p := pattern{text: []byte(typed), fold: strings.IndexFunc(typed, unicode.IsUpper) < 0}
	if p.fold && utf8.ValidString(typed) {
		for _, c := range p.text {
			if c >= utf8.RuneSelf {
				p.re = regexp.MustCompile("(?i)" + regexp.QuoteMeta(typed))
				break
			}
		}
	}
	return p
}

// newHexPattern is newPattern for the view of bytes, where de ad be ef and 0xdeadbeef are bytes.
func newHexPattern(typed string) pattern {
	digits, ok := strings.CutPrefix(typed, "0x")
	if !ok {
		words := strings.Fields(typed)
		ok = len(words) > 0
		for _, w := range words {
			ok = ok && len(w) == 2
		}
		digits = strings.Join(words, "")
	}
	var text []byte
	for i := 0; ok && i+1 < len(digits); i += 2 {
		high, low := unhex(digits[i]), unhex(digits[i+1])
		ok = high >= 0 && low >= 0
		text = append(text, byte(high<<4|low)) //nolint:gosec // two digits
	}
	if !ok || len(text) == 0 || len(digits)%2 == 1 {
		p := newPattern(typed)
		p.re = nil
		return p
	}
	return pattern{text: text, bytes: true}
}

// anchored gives the pattern its anchor: its longest piece without what a view may have put in or left out.
func (p pattern) anchored(k Kind, pretty bool) pattern {
	stops := ""
	switch {
	case !pretty, k == Text, k == Binary, k == Image:
	case k == Form:
		return p // a form's text is decoded
	case k == JSON:
		stops = " \t,:{}[]\""
	default:
		stops = " \t<>/=\"'"
	}
	for _, piece := range bytes.FieldsFunc(p.text, func(r rune) bool {
		return strings.ContainsRune(stops, r) || p.fold && r >= utf8.RuneSelf
	}) {
		if len(piece) > len(p.anchor) {
			p.anchor = piece
		}
	}
	return p
}

// all finds the pattern in a text: where each match begins and ends.
func (p *pattern) all(text []byte) [][]int {
	if len(p.text) == 0 {
		return nil
	}
	if p.re != nil {
		return p.re.FindAllIndex(text, -1)
	}
	if p.fold {
		text = lower(nil, text)
	}
	var out [][]int
	for at := 0; ; {
		i := bytes.Index(text[at:], p.text)
		if i < 0 {
			return out
		}
		out = append(out, []int{at + i, at + i + len(p.text)})
		at += i + len(p.text)
	}
}

// lower appends text to out with ASCII's capitals made small, which leaves every byte in its place.
func lower(out, text []byte) []byte {
	for _, c := range text {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		out = append(out, c)
	}
	return out
}

// findBytes finds where text first begins between two offsets; -1 when it doesn't.
func findBytes(src *body, text []byte, fold bool, from, to int) int {
	var small []byte
	for most := findWindow >> 8; from < to; most = min(most*4, findWindow) {
		w := src.window(from, len(text))
		w = w[:min(len(w), most+len(text), to-from+len(text)-1)]
		if len(w) < len(text) {
			return -1
		}
		seen := w
		if fold {
			small = lower(small[:0], w)
			seen = small
		}
		if i := bytes.Index(seen, text); i >= 0 {
			return from + i
		}
		from += len(w) - len(text) + 1
	}
	return -1
}

// finding finds a pattern in the lines of a document.
type finding struct {
	*doc
	pattern *pattern
	form    bool
}

// matches finds it in the lines from one place of the index to another.
func (d finding) matches(i, j int) []match {
	p := d.pattern
	if d.empty() || i >= j {
		return nil
	}
	end := d.ix.frontier.off
	if j < len(d.ix.places) {
		end = d.ix.places[j].off
	}
	var found []match
	var r *reader
	for at := d.ix.places[i].off; at < end; {
		if p.anchor != nil {
			c := findBytes(&d.src, p.anchor, p.fold, at, end)
			if c < 0 {
				break
			}
			at = max(at, c-bytes.Index(p.text, p.anchor)) // the match may begin in the segment before
		}
		r = d.near(r, at)
		for r.have && r.first.from < end {
			seg, _ := r.segment(true)
			if !r.have || r.first.from > at {
				found = append(found, d.matchSegment(seg, r)...)
				break
			}
		}
		if !r.have {
			break
		}
		at = max(at, r.first.from)
	}
	return found
}

// near gives a reader whose next segment is not behind an offset: r itself, when the index knows no nearer place.
func (d finding) near(r *reader, at int) *reader {
	i := d.ix.placeBefore(at)
	if r != nil && r.have && r.first.from >= d.ix.places[i].off && r.first.from <= at {
		return r
	}
	return d.readFrom(i)
}

// matchSegment searches one segment, and what a match at its end needs of the next when the line goes on there.
func (d finding) matchSegment(seg segment, r *reader) []match {
	p, text := d.pattern, d.plain(seg, d.form)
	own := len(text.text)
	if r.have && r.first.begin == beginCut {
		next := r.first
		next.to = min(next.to, next.from+3*len(p.text))
		rest := d.plain(segment{parts: []part{{token: next}}}, d.form)
		text.text, text.from = append(text.text, rest.text...), append(text.from, rest.from...)
	}
	var found []match
	for _, m := range p.all(text.text) {
		if m[0] < own {
			found = append(found, match{text.from[m[0]], text.from[m[1]-1] + 1})
		}
	}
	return found
}

// matchBytes finds a pattern's bytes between two offsets, whatever they are.
func matchBytes(src *body, p *pattern, from, to int) []match {
	var out []match
	for from < to {
		at := findBytes(src, p.text, p.fold, from, to)
		if at < 0 {
			break
		}
		out = append(out, match{at, at + len(p.text)})
		from = at + len(p.text)
	}
	return out
}
