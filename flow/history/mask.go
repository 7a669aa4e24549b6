package history

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
)

// Masker masks a connection's secrets, in every encoding, and values whose names sound secret.
type Masker struct {
	spelled []string // masked anywhere
	short   []string // masked only as a whole value: within texts, they would match by chance
	public  []string // never masked by name
}

// maxShort is the length of secrets that are masked only as a whole value, in bytes.
const maxShort = 5

// NewMasker makes a masker of a connection's secrets. public values are shown whatever their name is.
func NewMasker(secrets, public []string) Masker {
	m := Masker{public: public}
	for _, s := range secrets {
		if len(s) <= maxShort {
			m.short = append(m.short, s)
			continue
		}
		m.spelled = append(m.spelled, oauth1.Encodings(s)...)
		quoted, _ := json.Marshal(s) // a string is always valid
		b := []byte(s)
		m.spelled = append(m.spelled, unescapeHTML.Replace(strings.Trim(string(quoted), `"`)), url.PathEscape(s),
			base64.StdEncoding.EncodeToString(b), base64.RawStdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b))
	}
	// The longest first, so that no part of one remains.
	slices.SortFunc(m.spelled, func(a, b string) int { return len(b) - len(a) })
	return m
}

// unescapeHTML turns Go's JSON into that of encoders that leave these characters as they are.
var unescapeHTML = strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">")

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

// value masks a value by its name and by its content.
func (m Masker) value(name, value string, isSecret func(name string) bool) string {
	if value == "" || slices.Contains(m.public, value) && !slices.Contains(m.short, value) {
		return value
	}
	if isSecret(name) {
		return dots
	}
	return m.Text(value)
}

func (m Masker) pairs(list []requestfile.Pair, isSecret func(name string) bool) pairList {
	var out pairList
	for _, p := range list {
		out = append(out, requestfile.Pair{Name: m.Text(p.Name), Value: m.value(p.Name, p.Value, isSecret)})
	}
	return out
}

var userInfo = regexp.MustCompile(`^([a-zA-Z]+://)[^/?#@]*@`)

// target masks a URL: user name and password, and values of the query.
func (m Masker) target(target string) string {
	target = m.Text(userInfo.ReplaceAllString(target, "${1}"+dots+"@")) // as a whole: a secret may contain ? or &
	path, query, found := strings.Cut(target, "?")
	if !found {
		return target
	}
	return path + "?" + m.query(query)
}

// query masks values of an encoded query or form, and leaves everything else as it is written.
func (m Masker) query(text string) string {
	parts := strings.Split(m.Text(text), "&")
	for i, part := range parts {
		name, value, found := strings.Cut(part, "=")
		if !found {
			continue
		}
		decoded := signature.ParseForm(part)
		if len(decoded) == 1 && m.value(decoded[0].Name, decoded[0].Value, secretName) != decoded[0].Value {
			value = dots
		}
		parts[i] = name + "=" + value
	}
	return strings.Join(parts, "&")
}

var jsonMember = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)`)

// json masks strings and numbers of a JSON document whose names sound secret.
func (m Masker) json(text string) string {
	if !json.Valid([]byte(text)) {
		return text
	}
	return jsonMember.ReplaceAllStringFunc(text, func(member string) string {
		part := jsonMember.FindStringSubmatch(member)
		if !secretName(part[1]) {
			return member
		}
		return `"` + part[1] + `"` + part[2] + `"` + dots + `"`
	})
}

// body masks a body. Binary and long ones are not saved.
func (m Masker) body(body []byte, contentType string) string {
	if len(body) > maxBody || !utf8.Valid(body) {
		return ""
	}
	if signature.IsForm(contentType) {
		return m.query(string(body))
	}
	return m.json(m.Text(string(body)))
}

// secretName reports whether values of that name are masked. A keyword is not a key.
func secretName(name string) bool {
	name = strings.ReplaceAll(strings.ToLower(name), "keyword", "")
	return oauth1.IsSecretName(name) || containsAny(name, "oauth_signature", "oauth_verifier", "passwd", "passphrase", "credential", "session")
}

func secretHeader(name string) bool {
	return secretName(name) || containsAny(strings.ToLower(name), "auth", "cookie", "signature")
}

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}
