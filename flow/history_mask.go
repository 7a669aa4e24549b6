package flow

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
)

// masker takes the secrets out of what the history keeps: the connection's own, in every way that they may be written, and
// the values of what has a secret's name.
type masker struct {
	spelled []string // in any text
	short   []string // only where they are the whole value: in a text, they would be found everywhere
	known   []string // no secrets, whatever their name
}

// shortSecret is up to where a secret is looked for as a whole value only, in bytes.
const shortSecret = 5

func (c *Connection) masker() masker {
	m := masker{known: []string{c.provider.ConsumerKey}}
	secrets := append(c.secrets(), NewSecret(c.client().Password), c.provider.Config.Dialect.PrivateKey)
	for _, s := range secrets {
		text := s.Reveal()
		if len(text) <= shortSecret {
			m.short = append(m.short, text)
			continue
		}
		quoted, _ := json.Marshal(text) // a text has no error
		raw := strings.Trim(string(quoted), `"`)
		m.spelled = append(m.spelled, text, signature.Encode(text), signature.Encode(signature.Encode(text)), url.QueryEscape(text), url.PathEscape(text),
			raw, strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(raw),
			base64.StdEncoding.EncodeToString([]byte(text)), base64.RawStdEncoding.EncodeToString([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	// The longest first, so that none leaves its end behind.
	slices.SortFunc(m.spelled, func(a, b string) int { return len(b) - len(a) })
	m.spelled = slices.Compact(m.spelled)
	return m
}

// text masks the connection's secrets.
func (m masker) text(text string) string {
	if text != "" && slices.Contains(m.short, text) {
		return dots
	}
	for _, s := range m.spelled {
		text = strings.ReplaceAll(text, s, dots)
	}
	return text
}

// value masks a value of that name.
func (m masker) value(name, value string, hidden func(name string) bool) string {
	if value == "" || slices.Contains(m.known, value) && !slices.Contains(m.short, value) {
		return value
	}
	if hidden(name) {
		return dots
	}
	return m.text(value)
}

func (m masker) pairs(list []Pair, hidden func(name string) bool) pairList {
	var out pairList
	for _, p := range list {
		out = append(out, Pair{Name: m.text(p.Name), Value: m.value(p.Name, p.Value, hidden)})
	}
	return out
}

var passwordInURI = regexp.MustCompile(`^([a-zA-Z]+://)[^/?#@]*@`)

// target masks an address: the password that it may hold, the values of its query.
func (m masker) target(target string) string {
	target = m.text(passwordInURI.ReplaceAllString(target, "${1}"+dots+"@")) // whole: a secret may hold a ? or an & itself
	path, query, found := strings.Cut(target, "?")
	if !found {
		return target
	}
	return path + "?" + m.query(query)
}

// query masks an encoded query or form, and leaves all else of it as it is written.
func (m masker) query(text string) string {
	parts := strings.Split(m.text(text), "&")
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
func (m masker) json(text string) string {
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

// hiddenName reports whether what has that name is masked. A keyword is no key.
func hiddenName(name string) bool {
	name = strings.ReplaceAll(strings.ToLower(name), "keyword", "")
	return oauth1.SecretName(name) || slices.ContainsFunc([]string{"oauth_signature", "oauth_verifier", "passwd", "passphrase", "credential", "session"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}

// hiddenHeader is hiddenName for headers.
func hiddenHeader(name string) bool {
	name = strings.ToLower(name)
	return hiddenName(name) || strings.Contains(name, "auth") || strings.Contains(name, "cookie") || strings.Contains(name, "signature")
}
