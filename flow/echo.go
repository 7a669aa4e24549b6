package flow

import (
	"bytes"
	"encoding/json"
	"html"
	"net/url"
	"strings"

	"countersign/flow/signature"
)

// shortestEcho is the length from which a text is looked for in answers; shorter ones stand in any text by chance.
const shortestEcho = 6

// echoes are the secrets that a request was made with, in the spellings in which an answer may repeat them: providers that
// debug their signatures print what they signed with.
func echoes(c Config, out outgoing) *strings.Replacer {
	hidden := []string{c.ConsumerSecret.Reveal(), out.secret.Reveal(), strings.TrimSpace(c.Dialect.PrivateKey)}
	for _, p := range out.oauth {
		if concealed(p.Name) {
			hidden = append(hidden, p.Value)
		}
	}
	var pairs []string
	for _, text := range hidden {
		if len(text) < shortestEcho {
			continue
		}
		for _, form := range spelt(text) {
			pairs = append(pairs, form, dots)
		}
	}
	return strings.NewReplacer(pairs...)
}

// spelt are the ways in which a text may stand in another.
func spelt(text string) []string {
	quoted, _ := json.Marshal(text) // text is always valid JSON
	return []string{
		text, strings.Trim(string(quoted), `"`), signature.Encode(text), url.QueryEscape(text), signature.Encode(signature.Encode(text)), html.EscapeString(text),
	}
}

// conceal takes echoes out of a refusal. An answer that gives data stays as it came, and so does a token reply, which may
// well repeat the token's secret: what an error says of those, said takes care of.
func (in *incoming) conceal(echoed *strings.Replacer) {
	in.echoed = echoed
	if in.status < 300 {
		return
	}
	if hidden := echoed.Replace(string(in.body)); !bytes.Equal(in.body, []byte(hidden)) {
		in.body = []byte(hidden)
	}
	for _, values := range in.header {
		for i, v := range values {
			values[i] = echoed.Replace(v)
		}
	}
}

// hushed is a text of the answer without echoes. An answer to a request that was not signed has none.
func (in *incoming) hushed(text string) string {
	if in.echoed == nil {
		return text
	}
	return in.echoed.Replace(text)
}
