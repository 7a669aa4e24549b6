package conversation

import (
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
)

// printSignature prints how a request was signed, in the order of signing, and what the provider said about it. Each part
// is on a separate line for copying.
func printSignature(out *console.IO, x *flow.Exchange) error {
	if x == nil || x.BaseString == "" && x.Signature == "" {
		out.Infof("The request was not signed.")
		return nil
	}
	out.Infof("Signed with %s and the key %s.", text.Safe(x.SignatureMethod, 40), text.Safe(x.Key, 80))
	parts := []struct{ name, text string }{{"Method", x.Method}, {"Base string URI", x.BaseURI}}
	for _, p := range x.Parameters {
		parts = append(parts, struct{ name, text string }{"Parameter " + text.Safe(p.Name, 100), p.Value})
	}
	parts = append(parts, []struct{ name, text string }{
		{"Base string", x.BaseString},
		{"Signature", x.Signature},
		{"Authorization header", x.Authorization},
		{"The provider's base string", x.ProviderBaseString},
		{"The provider's problem code", x.Problem},
		{"Provider said", strings.TrimSpace(x.Advice + " " + x.ProviderMessage)},
	}...)
	for _, p := range parts {
		if p.text == "" {
			continue
		}
		out.Infof("%s:", p.name)
		if err := out.PrintText(p.text); err != nil {
			return err
		}
	}
	out.Infof("End of signature.")
	return nil
}
