package request

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
)

// signingJSON is the output of sign --json. A body that is not UTF-8 is encoded with base64.
type signingJSON struct {
	signedJSON
	SigningKey      string              `json:"signing_key"` // "" for RSA
	SignatureMethod string              `json:"signature_method"`
	Method          string              `json:"method"`
	URL             string              `json:"url"`
	Placement       string              `json:"placement"` // of the oauth parameters: header, query or body
	Headers         map[string][]string `json:"headers"`   // without Authorization
	Body            *string             `json:"body,omitempty"`
	BodyBase64      []byte              `json:"body_base64,omitempty"`
	Curl            string              `json:"curl"`
	Masked          bool                `json:"masked"` // secrets in the request are replaced by dots
}

func (o *signOptions) print(s *flow.Signing) error {
	curl := s.Curl(o.dataFile(s))
	if o.json {
		return o.IO.JSON(newSigningJSON(s, curl))
	}
	if err := o.IO.PrintText(signingText(s, curl)); err != nil {
		return err
	}
	PrintAdvice(o.IO, s)
	return nil
}

// dataFile returns the file of the body, if it is sent unchanged.
func (o *signOptions) dataFile(s *flow.Signing) string {
	if path, ok := strings.CutPrefix(o.Data, "@"); ok && s.Placement != "body" {
		return path
	}
	return ""
}

func newSigningJSON(s *flow.Signing, curl string) signingJSON {
	out := signingJSON{
		signedJSON: signedJSON{s.Normalized, s.BaseString, s.Signature, s.Authorization},
		SigningKey: s.Key, SignatureMethod: string(s.SignatureMethod), Method: s.Method, URL: s.URL, Placement: s.Placement,
		Headers: s.Header, Curl: curl, Masked: s.Masked,
	}
	switch {
	case len(s.Body) == 0:
	case utf8.Valid(s.Body):
		text := string(s.Body)
		out.Body = &text
	default:
		out.BodyBase64 = s.Body
	}
	return out
}

// signingText prints each part on separate lines without indentation, for copying.
func signingText(s *flow.Signing, curl string) string {
	key := s.Key
	if key == "" {
		key = "the RSA private key (the secrets are not used)"
	}
	parts := []struct{ name, text string }{
		{"Normalized parameters", strings.ReplaceAll(s.Normalized, "&", "\n")},
		{"Base string", s.BaseString},
		{"Signing key", key},
		{"Signature by " + string(s.SignatureMethod), s.Signature},
		{"Authorization header", s.Authorization},
		{"curl command", curl},
	}
	switch s.Placement {
	case "query":
		parts[4].name, parts[4].text = "URL with the oauth parameters", s.URL
	case "body":
		parts[4].name, parts[4].text = "Body with the oauth parameters", string(s.Body)
	}
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n%s\n", p.name, p.text)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// PrintAdvice prints how the signature can be used.
func PrintAdvice(out *console.IO, s *flow.Signing) {
	when := s.Timestamp
	if seconds, err := strconv.ParseInt(s.Timestamp, 10, 64); err == nil {
		when += time.Unix(seconds, 0).UTC().Format(", 2006-01-02 15:04:05 UTC")
	}
	out.Infof("Most services accept this signature once, within five minutes of its timestamp (%s).", when)
	if s.Masked {
		out.Infof("Secrets in the request are shown as dots. Use --show-secrets for a command that you can run.")
	}
	if s.Refused != "" {
		out.Infof("countersign would not send this request: %s.", text.Safe(s.Refused, 300))
	}
}
