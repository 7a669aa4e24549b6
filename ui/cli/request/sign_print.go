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

// signingJSON is what sign --json prints. A body that is not UTF-8 is in base64 instead.
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
	Masked          bool                `json:"masked"` // dots stand for secrets in the request
}

func (o *signOptions) print(s *flow.Signing) error {
	curl := s.Curl(o.dataFile(s))
	if o.json {
		return o.IO.JSON(newSigningJSON(s, curl))
	}
	content := signingText(s, curl)
	if console.IsTerminal(o.IO.Out) {
		content = text.SafeLines(content) // a connector's headers are the words of another
	}
	if _, err := fmt.Fprint(o.IO.Out, content); err != nil {
		return err
	}
	PrintAdvice(o.IO, s)
	return nil
}

// dataFile is the file with the body, when it is sent as it is there.
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

// signingText sets each part under its name, at the margin: all of them are there to be copied.
func signingText(s *flow.Signing, curl string) string {
	key := s.Key
	if key == "" {
		key = "the RSA private key; the secrets take no part"
	}
	parts := []struct{ name, text string }{
		{"Normalised parameters", strings.ReplaceAll(s.Normalized, "&", "\n")},
		{"Base string", s.BaseString},
		{"Signing key", key},
		{"Signature by " + string(s.SignatureMethod), s.Signature},
		{"Authorization header", s.Authorization},
		{"curl command", curl},
	}
	switch s.Placement {
	case "query":
		parts[4].name, parts[4].text = "URL, with the oauth parameters in its query", s.URL
	case "body":
		parts[4].name, parts[4].text = "Body, with the oauth parameters in its form", string(s.Body)
	}
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n%s\n", p.name, p.text)
	}
	return b.String()
}

// TellAdvice says how far the result may be used.
func PrintAdvice(out *console.IO, s *flow.Signing) {
	when := s.Timestamp
	if seconds, err := strconv.ParseInt(s.Timestamp, 10, 64); err == nil {
		when += time.Unix(seconds, 0).UTC().Format(", 2006-01-02 15:04:05 UTC")
	}
	out.Infof("Most services take this signature once, within five minutes of its timestamp (%s).", when)
	if s.Masked {
		out.Infof("Dots stand for secrets in the request: --show-secrets makes the command ready to run.")
	}
	if s.Refused != "" {
		out.Infof("countersign itself would not send it: %s.", text.Safe(s.Refused, 300))
	}
}
