package reply

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"countersign/internal/secret"
)

// IsSecretName reports whether a value of that name may let its holder act for the user.
func IsSecretName(name string) bool {
	return secretName.MatchString(name) && !harmlessName.MatchString(name)
}

var (
	secretName   = regexp.MustCompile(`(?i)secret|token|password|passwd|passphrase|handle|verifier|key|credential|authorization|session_?id`)
	harmlessName = regexp.MustCompile(`(?i)(_type|type|_expires(_in)?|_timestamp|_(code|name|id|status|error|message|url|uri))$|^(error|message)_|errorkey|keywords?$`)
	certainName  = regexp.MustCompile(`(?i)^(x?oauth_?)?(token_?secret|(access_?|request_?|refresh_?)?token|verifier|session_?handle)$|secret$|^password$|^passphrase$`)

	// named finds a name with its value in any text: forms, encoded forms, JSON that is cut off, listings of PHP, YAML, prose.
	named = regexp.MustCompile(`(?i)([a-z_.-]*(?:secret|token|password|passwd|passphrase|handle|verifier|key)[a-z_-]*)` +
		`((?:\\?["'\])]|&quot;|%22)*\s*(?:=>|:=|=|:|>|%3D|%3A|%253D|\bis\b|\bwas\b)\s*(?:string\(\d+\)\s*)?(?:\\?["'\[(]|&quot;|%22|<!\[CDATA\[)*)` +
		`([^\s"'<>&,;)}\]\\]+)`)
	tokenShaped = regexp.MustCompile(`[A-Za-z0-9+/_~.%-]{8,}={0,2}`)
	mentions    = regexp.MustCompile(`(?i)(token|consumer|client)_?secret`)
)

// Mask hides the values of secrets in a text of any format, and leaves prose that only mentions a key, a token or a secret.
// If the text mentions a token secret in a form that cannot be read, everything shaped like a secret is hidden.
func Mask(s string) string {
	if s == "" {
		return s
	}
	if t := strings.TrimSpace(s); t[:min(1, len(t))] == "{" || t[:min(1, len(t))] == "[" {
		if json.Valid([]byte(t)) {
			return maskJSON(t)
		}
	}
	structural := parseBody(s, "").hideFields(s)
	found := structural != s
	masked := named.ReplaceAllStringFunc(structural, func(m string) string {
		part := named.FindStringSubmatch(m)
		if !hide(part[1], part[3]) || strings.HasSuffix(part[2], " ") && !random(part[3]) { // "token: expired"
			return m
		}
		found = true
		return part[1] + part[2] + secret.Dots
	})
	if mentions.MatchString(s) && !found {
		masked = tokenShaped.ReplaceAllStringFunc(masked, func(word string) string {
			if random(word) {
				return secret.Dots
			}
			return word
		})
	}
	return masked
}

// hide reports whether a value must be masked: everything after a name that certainly belongs to a secret, and what looks like
// a key after other names.
func hide(name, value string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:]
	if !IsSecretName(name) && !certainName.MatchString(name) || value == secret.Dots {
		return false
	}
	protocol := strings.HasPrefix(strings.ToLower(name), "oauth") || strings.HasSuffix(strings.ToLower(name), "secret")
	return protocol && certainName.MatchString(name) || random(value)
}

var (
	digit  = regexp.MustCompile(`[0-9]`)
	letter = regexp.MustCompile(`[A-Za-z]`)
	mixed  = regexp.MustCompile(`[a-z][A-Z]|[A-Z][a-z]+[A-Z]|[A-Z]{2}[a-z]`)
	plain  = regexp.MustCompile(`^[A-Za-z]?[a-z]*$`)
)

// random reports whether a text looks like a key: no word, date, address or number.
func random(s string) bool {
	s = strings.Trim(s, `.,:;"'`)
	switch {
	case len(s) < 6, len(s) < 16 && plain.MatchString(s), strings.Contains(s, "://"), problemWord.FindString(s) == s && !digit.MatchString(s):
		return false
	case digit.MatchString(s) && letter.MatchString(s):
		return true
	case mixed.MatchString(s):
		return true
	}
	return len(s) >= 16
}

// maskJSON hides the values of secrets in a JSON text, and writes it compactly. Names stay in their order.
func maskJSON(s string) string {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var out bytes.Buffer
	if err := maskValue(d, &out, ""); err != nil {
		return tokenShaped.ReplaceAllString(s, secret.Dots)
	}
	if strings.Count(out.String(), secret.Dots) == strings.Count(s, secret.Dots) {
		return s // nothing was masked
	}
	return out.String()
}

func maskValue(d *json.Decoder, out *bytes.Buffer, name string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, isDelim := token.(json.Delim)
	if !isDelim {
		if s, ok := token.(string); ok {
			if hide(name, s) {
				token = secret.Dots
			} else {
				token = Mask(s)
			}
		} else if token != nil && hide(name, strings.TrimSpace(jsonText(token))) {
			token = secret.Dots
		}
		out.WriteString(jsonText(token))
		return nil
	}
	out.WriteString(open.String())
	for i := 0; d.More(); i++ {
		if i > 0 {
			out.WriteString(", ")
		}
		inner := name
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			inner, _ = key.(string)
			out.WriteString(jsonText(inner) + ": ")
		}
		if err := maskValue(d, out, inner); err != nil {
			return err
		}
	}
	end, err := d.Token()
	if err != nil {
		return err
	}
	out.WriteString(end.(json.Delim).String())
	return nil
}

// jsonText writes a scalar without escaping what HTML would need escaped.
func jsonText(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // a scalar
	return strings.TrimSuffix(b.String(), "\n")
}
