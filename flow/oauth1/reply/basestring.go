package reply

import (
	"net/url"
	"regexp"
	"strings"
)

// A base string begins with a method and an encoded address (RFC 5849 section 3.4.1). Providers send it as it is, where its
// two ampersands separate form fields, or percent-encoded once or twice more.
var (
	baseStringName  = `(?:[A-Za-z_]*(?:sbs|base_?string)["']?\s*[=:]\s*["']?)?`
	baseStringPlain = regexp.MustCompile(baseStringName + `\b([A-Z]{3,7}&https?(?:%3[Aa]%2[Ff]%2[Ff])[A-Za-z0-9%._~-]+&[A-Za-z0-9%._~-]*)`)
	baseStringCoded = regexp.MustCompile(baseStringName + `\b([A-Z]{3,7}%(?:25)*26https?%(?:25)+3[Aa]%(?:25)+2[Ff]%(?:25)+2[Ff][A-Za-z0-9%._~-]+)`)
)

// secretInBase is a parameter that is a secret itself, within the encoded parameters of a base string.
var secretInBase = regexp.MustCompile(`((?:oauth_verifier|oauth_session_handle|x_auth_password|[a-z_]*secret)%3D)[^%]*(?:%25[^%]*)*`)

// cutBaseString finds a base string in a text, decodes it to the form of the RFC, and gives the text without it.
func cutBaseString(s string) (base, rest string) {
	if at := baseStringPlain.FindStringSubmatchIndex(s); at != nil {
		base = s[at[2]:at[3]]
		if strings.Contains(s[:at[2]], " ") && (at[3] == len(s) || s[at[3]] == ' ' || s[at[3]] == '\n') {
			base = strings.TrimSuffix(base, ".") // the end of a sentence
		}
		return base, s[:at[0]] + s[at[1]:]
	}
	at := baseStringCoded.FindStringSubmatchIndex(s)
	if at == nil {
		return "", s
	}
	base = s[at[2]:at[3]]
	for range 3 {
		if strings.Count(base, "&") >= 2 {
			break
		}
		plain, err := url.PathUnescape(base)
		if err != nil {
			return "", s
		}
		base = plain
	}
	if !baseStringPlain.MatchString(base) {
		return "", s
	}
	return base, s[:at[0]] + s[at[1]:]
}
