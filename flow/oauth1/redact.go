package oauth1

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/url"
	"strings"

	"countersign/flow/oauth1/reply"
	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
)

// MinRedactedLength is the length from which a secret is looked for in responses; shorter ones occur in any text by
// chance.
const MinRedactedLength = 6

// redactor masks the secrets of a request in its response: providers that explain a refused signature print what they
// signed with. It finds each secret in several encodings.
type redactor struct {
	secrets []string
	first   [256]bool // the first bytes of secrets
	longest int
}

// IsSecretName reports whether a field of this name probably lets its holder act for the user.
func IsSecretName(name string) bool { return reply.IsSecretName(name) }

// secretsOf returns the secrets that a request is signed with.
func secretsOf(c Config, r Request) []secret.Text {
	secrets := []secret.Text{c.ConsumerSecret, r.TokenSecret, c.Dialect.PrivateKey}
	for _, p := range r.OAuth {
		if IsSecretParam(p.Name) {
			secrets = append(secrets, secret.New(p.Value))
		}
	}
	return secrets
}

func newRedactor(secrets []secret.Text) *redactor {
	e := &redactor{}
	for _, one := range secrets {
		text := strings.TrimSpace(one.Reveal()) // a PEM key ends in a line break
		if len(text) < MinRedactedLength {
			continue
		}
		for _, encoded := range Encodings(text) {
			e.secrets = append(e.secrets, encoded)
			e.first[encoded[0]] = true
			e.longest = max(e.longest, len(encoded))
		}
	}
	return e
}

// Encodings returns the forms in which a text may occur in another.
func Encodings(text string) []string {
	quoted, _ := json.Marshal(text) // a string can always be encoded
	return []string{
		text, strings.Trim(string(quoted), `"`), signature.Encode(text), url.QueryEscape(text), signature.Encode(signature.Encode(text)), html.EscapeString(text),
	}
}

// match returns the length of the longest secret at the start of text.
func (e *redactor) match(text []byte) (length int) {
	if !e.first[text[0]] {
		return 0
	}
	for _, s := range e.secrets {
		if len(s) > length && len(s) <= len(text) && string(text[:len(s)]) == s {
			length = len(s)
		}
	}
	return length
}

// matchPart reports whether text is the beginning of a secret.
func (e *redactor) matchPart(text []byte) bool {
	if !e.first[text[0]] || len(text) < MinRedactedLength {
		return false
	}
	for _, s := range e.secrets {
		if strings.HasPrefix(s, string(text)) {
			return true
		}
	}
	return false
}

// appendRedacted appends text to out, with dots instead of secrets. Unless atEnd, it returns as rest what may be the
// beginning of a secret. truncated says that the text ends early: the beginning of a secret at its end is masked too.
func (e *redactor) appendRedacted(out, text []byte, atEnd, truncated bool) (_, rest []byte) {
	from, end := 0, len(text)
	if !atEnd {
		end = max(len(text)-e.longest+1, 0)
	}
	for i := 0; i < end; {
		switch length := e.match(text[i:]); {
		case length > 0:
			out = append(append(out, text[from:i]...), secret.Dots...)
			i += length
			from = i
		case truncated && len(text)-i < e.longest && e.matchPart(text[i:]):
			return append(append(out, text[from:i]...), secret.Dots...), nil
		default:
			i++
		}
	}
	end = max(from, end)
	return append(out, text[from:end]...), text[end:]
}

func (e *redactor) redact(text string, truncated bool) string {
	out, _ := e.appendRedacted(nil, []byte(text), true, truncated)
	return string(out)
}

// reader returns a reader of the redacted text, however it is split.
func (e *redactor) reader(from io.Reader) io.Reader {
	if len(e.secrets) == 0 {
		return from
	}
	return &redactingReader{redactor: e, from: from, piece: make([]byte, minBuffer)}
}

type redactingReader struct {
	redactor *redactor
	from     io.Reader
	piece    []byte
	held     []byte // read, but may be the beginning of a secret
	ready    []byte // to be returned
	out      []byte // the buffer of ready
	err      error
}

func (r *redactingReader) Read(p []byte) (int, error) {
	for len(r.ready) == 0 && r.err == nil {
		var n int
		n, r.err = r.from.Read(r.piece)
		r.held = append(r.held, r.piece[:n]...)
		var rest []byte
		r.out, rest = r.redactor.appendRedacted(r.out[:0], r.held, r.err != nil, r.err != nil && !errors.Is(r.err, io.EOF))
		r.ready, r.held = r.out, append(r.held[:0], rest...)
	}
	if len(r.ready) == 0 {
		return 0, r.err
	}
	n := copy(p, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// redactHeader masks secrets in the header of a refusal. Successful responses are not changed: a token response may
// well repeat the token's secret.
func (r *Response) redactHeader() {
	for _, values := range r.Header {
		for i, v := range values {
			values[i] = r.redactor.redact(v, false)
		}
	}
}

// redacted returns the head of the body without secrets.
func (r *Response) redacted() string {
	head := r.head()
	if r.redactor == nil {
		return string(head)
	}
	return r.redactor.redact(string(head), len(head) < len(r.Body))
}

// head returns the beginning of the body, which is all that is searched and quoted: an error page may have megabytes.
func (r *Response) head() []byte { return r.Body[:min(len(r.Body), tokenReplyLimit)] }
