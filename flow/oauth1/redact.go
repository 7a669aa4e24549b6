package oauth1

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/url"
	"strings"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
)

// ShortestEcho is the length from which a text is looked for in answers; shorter ones stand in any text by chance.
const MinRedactedLength = 6

// redactor finds the secrets that a request was made with in what answers it, in the spellings in which an answer may repeat
// them: providers that debug their signatures print what they signed with.
type redactor struct {
	spelt   []string
	first   [256]bool // what they begin with
	longest int
}

// secretsOf are the secrets that a request is made with.
func secretsOf(c Config, out outgoing) []secret.Text {
	hidden := []secret.Text{c.ConsumerSecret, out.secret, c.Dialect.PrivateKey}
	for _, p := range out.oauth {
		if IsSecretParam(p.Name) {
			hidden = append(hidden, secret.New(p.Value))
		}
	}
	return hidden
}

func newRedactor(hidden []secret.Text) *redactor {
	e := &redactor{}
	for _, one := range hidden {
		text := strings.TrimSpace(one.Reveal()) // a key in PEM
		if len(text) < MinRedactedLength {
			continue
		}
		for _, form := range Encodings(text) {
			e.spelt = append(e.spelt, form)
			e.first[form[0]] = true
			e.longest = max(e.longest, len(form))
		}
	}
	return e
}

// Spellings are the ways in which a text may stand in another.
func Encodings(text string) []string {
	quoted, _ := json.Marshal(text) // text is always valid JSON
	return []string{
		text, strings.Trim(string(quoted), `"`), signature.Encode(text), url.QueryEscape(text), signature.Encode(signature.Encode(text)), html.EscapeString(text),
	}
}

// at is how many bytes of text, from i on, are an echo.
func (e *redactor) at(text []byte, i int) (length int) {
	if !e.first[text[i]] {
		return 0
	}
	for _, s := range e.spelt {
		if len(s) > length && len(s) <= len(text)-i && string(text[i:i+len(s)]) == s {
			length = len(s)
		}
	}
	return length
}

// begins reports whether text, from i on, is the beginning of an echo whose rest is missing.
func (e *redactor) begins(text []byte, i int) bool {
	if !e.first[text[i]] || len(text)-i < MinRedactedLength {
		return false
	}
	for _, s := range e.spelt {
		if strings.HasPrefix(s, string(text[i:])) {
			return true
		}
	}
	return false
}

// hide adds text to out, dots in place of the echoes. Unless the text is at its end, what may yet become an echo is left
// over. A text that was cut off is at its end too, but there the beginning of an echo is hidden as well.
func (e *redactor) hide(out, text []byte, atEnd, cut bool) (_, rest []byte) {
	from, end := 0, len(text)
	if !atEnd {
		end = max(len(text)-e.longest+1, 0)
	}
	for i := 0; i < end; {
		switch length := e.at(text, i); {
		case length > 0:
			out = append(append(out, text[from:i]...), secret.Dots...)
			i += length
			from = i
		case cut && len(text)-i < e.longest && e.begins(text, i):
			return append(append(out, text[from:i]...), secret.Dots...), nil
		default:
			i++
		}
	}
	end = max(from, end)
	return append(out, text[from:end]...), text[end:]
}

// redacted is a text without echoes; cut says that it is only the beginning of one.
func (e *redactor) redacted(text string, cut bool) string {
	out, _ := e.hide(nil, []byte(text), true, cut)
	return string(out)
}

// reader is what can be read from a body, without echoes, wherever the pieces part in which it comes.
func (e *redactor) reader(from io.Reader) io.Reader {
	if len(e.spelt) == 0 {
		return from
	}
	return &hushing{redactor: e, from: from, piece: make([]byte, leastRoom)}
}

// hushing reads through an redactor.
type hushing struct {
	redactor *redactor
	from     io.Reader
	piece    []byte
	held     []byte // came, but may be the beginning of an echo
	ready    []byte // to be handed out
	out      []byte // the room that ready stands in
	err      error
}

func (h *hushing) Read(p []byte) (int, error) {
	for len(h.ready) == 0 && h.err == nil {
		var n int
		n, h.err = h.from.Read(h.piece)
		h.held = append(h.held, h.piece[:n]...)
		var rest []byte
		h.out, rest = h.redactor.hide(h.out[:0], h.held, h.err != nil, h.err != nil && !errors.Is(h.err, io.EOF))
		h.ready, h.held = h.out, append(h.held[:0], rest...)
	}
	if len(h.ready) == 0 {
		return 0, h.err
	}
	n := copy(p, h.ready)
	h.ready = h.ready[n:]
	return n, nil
}

// concealHeader takes echoes out of the header of a refusal. An answer that gives data stays as it came, and so does a token
// reply, which may well repeat the token's secret: what an error says of those, said takes care of.
func (in *incoming) concealHeader() {
	for _, values := range in.header {
		for i, v := range values {
			values[i] = in.redactor.redacted(v, false)
		}
	}
}

// redacted is the beginning of the answer's body, as far as any of it is repeated or looked at, without echoes. An answer to a
// request that was not signed has none.
func (in *incoming) redacted() string {
	head := in.head()
	if in.redactor == nil {
		return string(head)
	}
	return in.redactor.redacted(string(head), len(head) < len(in.body))
}

// head is the beginning of the body: an error may be megabytes long.
func (in *incoming) head() []byte { return in.body[:min(len(in.body), tokenReplyLimit)] }
