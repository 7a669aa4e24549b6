package conversation

import (
	"fmt"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
)

// tellSignature says how a request was signed, in the order in which a signature is made, and what the provider said
// of it. Each part is on its own line, unchanged, so that it can be copied.
func tellSignature(out *console.IO, x *flow.Exchange) error {
	if x == nil || x.BaseString == "" && x.Signature == "" {
		out.Infof("The call went out without a signature.")
		return nil
	}
	out.Infof("The call was signed by %s, with the key %s.", text.Safe(x.SignatureMethod, 40), text.Safe(x.Key, 80))
	parts := []struct{ name, text string }{{"Method", x.Method}, {"Address in the base string", x.BaseURI}}
	for _, p := range x.Parameters {
		parts = append(parts, struct{ name, text string }{"Parameter " + text.Safe(p.Name, 100), p.Value})
	}
	parts = append(parts, []struct{ name, text string }{
		{"Base string", x.BaseString},
		{"Signature", x.Signature},
		{"Authorization header", x.Authorization},
		{"The provider's own base string", x.ProviderBaseString},
		{"The provider names the problem", x.Problem},
		{"It said", strings.TrimSpace(x.Advice + " " + x.ProviderMessage)},
	}...)
	for _, p := range parts {
		if p.text == "" {
			continue
		}
		out.Infof("%s:", p.name)
		if _, err := fmt.Fprintln(out.Out, text.SafeLines(p.text)); err != nil { // as it is: a sign changed would spoil it
			return err
		}
	}
	out.Infof("That is all.")
	return nil
}
