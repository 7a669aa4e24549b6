package document

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findWindow is the most of the body that is made lower case at a time.
const findWindow = 64 << 10

// Match is what a search found: the bytes of the body from one to another.
type Match struct{ From, To int }

// Pattern is what is searched for.
type Pattern struct {
	Text   []byte // lower case, when it is to match capitals too
	fold   bool
	re     *regexp.Regexp // of letters that are not ASCII, when it is to match capitals too
	anchor []byte         // stands in the body wherever the pattern is seen; nil when nothing surely does
	bytes  bool           // the text is bytes that were written in hexadecimal
}

// NewPattern reads what a person typed. Small letters match capitals as well, unless there is a capital among them.
func NewPattern(typed string) Pattern {
	p := Pattern{Text: []byte(typed), fold: strings.IndexFunc(typed, unicode.IsUpper) < 0}
	if p.fold && utf8.ValidString(typed) {
		for _, c := range p.Text {
			if c >= utf8.RuneSelf {
				p.re = regexp.MustCompile("(?i)" + regexp.QuoteMeta(typed))
				break
			}
		}
	}
	return p
}

// NewHexPattern is newPattern for the view of bytes, where de ad be ef and 0xdeadbeef are bytes.
func NewHexPattern(typed string) Pattern {
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
		p := NewPattern(typed)
		p.re = nil
		return p
	}
	return Pattern{Text: text, bytes: true}
}

// Anchored gives the pattern its anchor: its longest piece without what a view may have put in or left out.
func (p Pattern) Anchored(k Kind, pretty bool) Pattern {
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
	for _, piece := range bytes.FieldsFunc(p.Text, func(r rune) bool {
		return strings.ContainsRune(stops, r) || p.fold && r >= utf8.RuneSelf
	}) {
		if len(piece) > len(p.anchor) {
			p.anchor = piece
		}
	}
	return p
}

// all finds the pattern in a text: where each match begins and ends.
func (p *Pattern) all(text []byte) [][]int {
	if len(p.Text) == 0 {
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
		i := bytes.Index(text[at:], p.Text)
		if i < 0 {
			return out
		}
		out = append(out, []int{at + i, at + i + len(p.Text)})
		at += i + len(p.Text)
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
func findBytes(src *Body, text []byte, fold bool, from, to int) int {
	var small []byte
	for most := findWindow >> 8; from < to; most = min(most*4, findWindow) {
		w := src.Window(from, len(text))
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

// Finding finds a pattern in the lines of a document.
type Finder struct {
	*Document
	Pattern *Pattern
	Form    bool
}

// Matches finds it in the lines from one place of the index to another.
func (d Finder) Matches(i, j int) []Match {
	p := d.Pattern
	if d.Empty() || i >= j {
		return nil
	}
	end := d.Index.Frontier.Off
	if j < len(d.Index.Places) {
		end = d.Index.Places[j].Off
	}
	var found []Match
	var r *Reader
	for at := d.Index.Places[i].Off; at < end; {
		if p.anchor != nil {
			c := findBytes(&d.Src, p.anchor, p.fold, at, end)
			if c < 0 {
				break
			}
			at = max(at, c-bytes.Index(p.Text, p.anchor)) // the match may begin in the segment before
		}
		r = d.near(r, at)
		for r.HasNext && r.Next.From < end {
			seg, _ := r.Segment(true)
			if !r.HasNext || r.Next.From > at {
				found = append(found, d.MatchSegment(seg, r)...)
				break
			}
		}
		if !r.HasNext {
			break
		}
		at = max(at, r.Next.From)
	}
	return found
}

// near gives a reader whose next segment is not behind an offset: r itself, when the index knows no nearer place.
func (d Finder) near(r *Reader, at int) *Reader {
	i := d.Index.PlaceBefore(at)
	if r != nil && r.HasNext && r.Next.From >= d.Index.Places[i].Off && r.Next.From <= at {
		return r
	}
	return d.ReadFrom(i)
}

// MatchSegment searches one segment, and what a match at its end needs of the next when the line goes on there.
func (d Finder) MatchSegment(seg Segment, r *Reader) []Match {
	p, text := d.Pattern, d.SegmentText(seg, d.Form)
	own := len(text.Text)
	if r.HasNext && r.Next.Begin == BeginContinuation {
		next := r.Next
		next.To = min(next.To, next.From+3*len(p.Text))
		rest := d.SegmentText(Segment{Parts: []part{{Token: next}}}, d.Form)
		text.Text, text.from = append(text.Text, rest.Text...), append(text.from, rest.from...)
	}
	var found []Match
	for _, m := range p.all(text.Text) {
		if m[0] < own {
			found = append(found, Match{text.from[m[0]], text.from[m[1]-1] + 1})
		}
	}
	return found
}

// MatchBytes finds a pattern's bytes between two offsets, whatever they are.
func MatchBytes(src *Body, p *Pattern, from, to int) []Match {
	var out []Match
	for from < to {
		at := findBytes(src, p.Text, p.fold, from, to)
		if at < 0 {
			break
		}
		out = append(out, Match{at, at + len(p.Text)})
		from = at + len(p.Text)
	}
	return out
}
