package history

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
)

// Masker takes the secrets out of what the history saves: the connection's own, in every way that they may be written, and the
// values of what has a secret's name.
type Masker struct {
	spelled []string // in any text
	short   []string // only where they are the whole value: in a text, they would be found everywhere
	known   []string // no secrets, whatever their name
}

// shortSecret is up to where a secret is looked for as a whole value only, in bytes.
const shortSecret = 5

// NewMasker makes a masker of a connection's secrets. known are values that are shown whatever their name is.
func NewMasker(secrets, known []string) Masker {
	m := Masker{known: known}
	for _, s := range secrets {
		if len(s) <= shortSecret {
			m.short = append(m.short, s)
			continue
		}
		quoted, _ := json.Marshal(s) // a text has no error
		raw := strings.Trim(string(quoted), `"`)
		m.spelled = append(m.spelled, s, signature.Encode(s), signature.Encode(signature.Encode(s)), url.QueryEscape(s), url.PathEscape(s),
			raw, strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(raw),
			base64.StdEncoding.EncodeToString([]byte(s)), base64.RawStdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)))
	}
	// The longest first, so that none leaves its end behind.
	slices.SortFunc(m.spelled, func(a, b string) int { return len(b) - len(a) })
	m.spelled = slices.Compact(m.spelled)
	return m
}

// Text masks the connection's secrets.
func (m Masker) Text(text string) string {
	if text != "" && slices.Contains(m.short, text) {
		return dots
	}
	for _, s := range m.spelled {
		text = strings.ReplaceAll(text, s, dots)
	}
	return text
}

// value masks a value of that name.
func (m Masker) value(name, value string, hidden func(name string) bool) string {
	if value == "" || slices.Contains(m.known, value) && !slices.Contains(m.short, value) {
		return value
	}
	if hidden(name) {
		return dots
	}
	return m.Text(value)
}

func (m Masker) pairs(list []requestfile.Pair, hidden func(name string) bool) pairList {
	var out pairList
	for _, p := range list {
		out = append(out, requestfile.Pair{Name: m.Text(p.Name), Value: m.value(p.Name, p.Value, hidden)})
	}
	return out
}

var passwordInURI = regexp.MustCompile(`^([a-zA-Z]+://)[^/?#@]*@`)

// target masks an address: the password that it may hold, the values of its query.
func (m Masker) target(target string) string {
	target = m.Text(passwordInURI.ReplaceAllString(target, "${1}"+dots+"@")) // whole: a secret may hold a ? or an & itself
	path, query, found := strings.Cut(target, "?")
	if !found {
		return target
	}
	return path + "?" + m.query(query)
}

// query masks an encoded query or form, and leaves all else of it as it is written.
func (m Masker) query(text string) string {
	parts := strings.Split(m.Text(text), "&")
	for i, part := range parts {
		name, value, found := strings.Cut(part, "=")
		if !found {
			continue
		}
		plain := signature.ParseForm(part)
		if len(plain) == 1 && m.value(plain[0].Name, plain[0].Value, hiddenName) != plain[0].Value {
			value = dots
		}
		parts[i] = name + "=" + value
	}
	return strings.Join(parts, "&")
}

var jsonMember = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)`)

// json masks the texts and numbers of a JSON document that have a secret's name.
func (m Masker) json(text string) string {
	if !json.Valid([]byte(text)) {
		return text
	}
	return jsonMember.ReplaceAllStringFunc(text, func(member string) string {
		part := jsonMember.FindStringSubmatch(member)
		if !hiddenName(part[1]) {
			return member
		}
		return `"` + part[1] + `"` + part[2] + `"` + dots + `"`
	})
}

// body is a body as it may be saved: text that is not too long.
func (m Masker) body(body []byte, kind string) string {
	if len(body) > savedBody || !utf8.Valid(body) {
		return ""
	}
	if signature.IsForm(kind) {
		return m.query(string(body))
	}
	return m.json(m.Text(string(body)))
}

// hiddenName reports whether what has that name is masked. A keyword is no key.
func hiddenName(name string) bool {
	name = strings.ReplaceAll(strings.ToLower(name), "keyword", "")
	return slices.ContainsFunc([]string{"secret", "token", "handle", "password", "key", "oauth_signature", "oauth_verifier", "passwd", "passphrase", "credential", "session"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}

// hiddenHeader is hiddenName for headers.
func hiddenHeader(name string) bool {
	name = strings.ToLower(name)
	return hiddenName(name) || strings.Contains(name, "auth") || strings.Contains(name, "cookie") || strings.Contains(name, "signature")
}
