package document

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Match is a range of the body that a search found.
type Match struct{ From, To int }

// Pattern is the text that a search looks for.
type Pattern struct {
	Text   []byte         // in lower case if fold
	fold   bool           // ignore the case of ASCII letters
	re     *regexp.Regexp // for text with other letters, if their case is ignored
	anchor []byte         // occurs in the body wherever the pattern is shown; nil: unknown
}

// NewPattern returns the pattern for what a person typed. Case is ignored unless there is a capital in it.
func NewPattern(typed string) Pattern {
	p := Pattern{Text: []byte(typed), fold: strings.IndexFunc(typed, unicode.IsUpper) < 0}
	if p.fold && utf8.ValidString(typed) && strings.IndexFunc(typed, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		p.re = regexp.MustCompile("(?i)" + regexp.QuoteMeta(typed))
	}
	return p
}

// NewHexPattern is NewPattern for the hex view, where "de ad be ef" and 0xdeadbeef are bytes.
func NewHexPattern(typed string) Pattern {
	digits, isHex := strings.CutPrefix(typed, "0x")
	if !isHex {
		words := strings.Fields(typed)
		isHex = !slices.ContainsFunc(words, func(w string) bool { return len(w) != 2 })
		digits = strings.Join(words, "")
	}
	if text, err := hex.DecodeString(digits); isHex && err == nil && len(text) > 0 {
		return Pattern{Text: text}
	}
	p := NewPattern(typed)
	p.re = nil
	return p
}

// Anchored returns the pattern with an anchor: its longest part without anything that the view may have added or removed.
func (p Pattern) Anchored(k Kind, pretty bool) Pattern {
	stops := ""
	switch {
	case !pretty, k == Text, k == Binary, k == Image:
	case k == Form:
		return p // its text is decoded
	case k == JSON:
		stops = " \t,:{}[]\""
	default:
		stops = " \t<>/=\"'"
	}
	for _, part := range bytes.FieldsFunc(p.Text, func(r rune) bool {
		return strings.ContainsRune(stops, r) || p.fold && r >= utf8.RuneSelf
	}) {
		if len(part) > len(p.anchor) {
			p.anchor = part
		}
	}
	return p
}

// lowerWindow is the most bytes that are converted to lower case at a time.
const lowerWindow = 64 << 10

// index returns where text first occurs in b, or -1.
func (p *Pattern) index(b, text []byte) int {
	if !p.fold {
		return bytes.Index(b, text)
	}
	small := make([]byte, 0, min(len(b), lowerWindow>>8+len(text)))
	for off, n := 0, lowerWindow>>8; off < len(b); off, n = off+n, min(n*4, lowerWindow) {
		small = small[:0]
		for _, c := range b[off:min(off+n+len(text)-1, len(b))] {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			small = append(small, c)
		}
		if i := bytes.Index(small, text); i >= 0 {
			return off + i
		}
	}
	return -1
}

// all returns where each match in a text starts and ends.
func (p *Pattern) all(text []byte) [][]int {
	switch {
	case len(p.Text) == 0:
		return nil
	case p.re != nil:
		return p.re.FindAllIndex(text, -1)
	}
	var out [][]int
	for at := 0; ; {
		i := p.index(text[at:], p.Text)
		if i < 0 {
			return out
		}
		out = append(out, []int{at + i, at + i + len(p.Text)})
		at += i + len(p.Text)
	}
}

// Finder finds a pattern in the lines of a document.
type Finder struct {
	*Document
	Pattern *Pattern
	Form    bool
}

// Matches returns the matches from checkpoint i up to checkpoint j, or to the end of the index.
func (d Finder) Matches(i, j int) []Match {
	p := d.Pattern
	if d.Empty() || i >= j {
		return nil
	}
	end := d.Index.Frontier.Off
	if j < len(d.Index.Checkpoints) {
		end = d.Index.Checkpoints[j].Off
	}
	var found []Match
	r := d.ReadFrom(i)
	for at := d.Index.Checkpoints[i].Off; at < end; {
		if p.anchor != nil {
			c := p.index(d.Src.Slice(at, end+len(p.anchor)-1), p.anchor)
			if c < 0 {
				break
			}
			at = max(at, at+c-bytes.Index(p.Text, p.anchor)) // the match may begin in the segment before
		}
		if n := d.Index.CheckpointBefore(at); !r.HasNext || r.Next.From < d.Index.Checkpoints[n].Off || r.Next.From > at {
			r = d.ReadFrom(n)
		}
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

// MatchSegment returns the matches that begin in a segment. r is the reader that read it: a match may go on in the next.
func (d Finder) MatchSegment(seg Segment, r *Reader) []Match {
	text := d.SegmentText(seg, d.Form)
	own := len(text.Text)
	if r.HasNext && r.Next.Begin == BeginContinuation {
		next := r.Next
		next.To = min(next.To, next.From+3*len(d.Pattern.Text))
		rest := d.SegmentText(Segment{Parts: []part{{Token: next}}}, d.Form)
		text.Text, text.from = append(text.Text, rest.Text...), append(text.from, rest.from...)
	}
	return text.matches(d.Pattern, own)
}

// MatchBytes returns the matches in the bytes from one offset to another.
func MatchBytes(src *Body, p *Pattern, from, to int) []Match {
	var out []Match
	for _, m := range p.all(src.Slice(from, to+len(p.Text)-1)) {
		out = append(out, Match{from + m[0], from + m[1]})
	}
	return out
}
