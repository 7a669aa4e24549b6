package oauth1

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/dghubble/oauth1"

	"countersign/flow/oauth1/signature"
)

// Deviations are what a provider computes differently from RFC 5849 section 3.4. Zero values follow the RFC.
type Deviations struct {
	UnencodedSecrets bool     // the secrets in the signing key are not percent-encoded
	PHPParameters    bool     // names and repeated names are read as PHP reads them
	UnsignedQuery    bool     // query parameters are no part of the signature
	UnsignedForm     bool     // form bodies are no part of the signature
	NonceFormat      string   // "": 28 hexadecimal digits; digits: 18 decimal digits; short: 8 letters and digits
	Path             PathRule // the path that the provider sees behind a reverse proxy
}

// PathRule replaces the beginning of a path in the base string URI.
type PathRule struct{ Remove, Add string }

// signed is the request as the provider sees it when it computes the base string.
func (d Deviations) signed(r signature.Request) signature.Request {
	if d.UnsignedForm {
		r.Body = nil
	}
	u, err := url.Parse(r.URL)
	if err != nil || d.Path == (PathRule{}) && !d.UnsignedQuery && !d.PHPParameters {
		return r
	}
	if rest, found := strings.CutPrefix(u.EscapedPath(), d.Path.Remove); found && d.Path != (PathRule{}) {
		path := d.Path.Add + rest
		if plain, err := url.PathUnescape(path); err == nil {
			u.Path, u.RawPath = plain, path
		}
	}
	switch {
	case d.UnsignedQuery:
		u.RawQuery = ""
	case d.PHPParameters:
		u.RawQuery = EncodeParams(PHPParams(signature.ParseForm(u.RawQuery)))
	}
	if d.PHPParameters && signature.IsForm(r.ContentType) {
		r.Body = []byte(EncodeParams(PHPParams(signature.ParseForm(string(r.Body)))))
	}
	r.URL = u.String()
	return r
}

// PHPParams are parameters as a PHP program sees them and writes them again: spaces and dots in a name become underscores, a
// repeated name keeps its last value, and name[] is numbered.
func PHPParams(params []Param) []Param {
	next := map[string]int{}
	at := map[string]int{}
	var out []Param
	for _, p := range params {
		name, index, isArray := strings.Cut(p.Name, "[")
		name = strings.NewReplacer(".", "_", " ", "_").Replace(strings.TrimLeft(name, " "))
		if isArray && strings.HasPrefix(index, "]") {
			index = fmt.Sprintf("%d%s", next[name], index)
			next[name]++
		}
		if isArray {
			name += "[" + index
		}
		if i, seen := at[name]; seen {
			out[i].Value = p.Value
			continue
		}
		at[name] = len(out)
		out = append(out, Param{Name: name, Value: p.Value})
	}
	return out
}

// sign signs a base string, with the secrets encoded as the provider expects.
func (k Keys) sign(signer oauth1.Signer, base string) (string, error) {
	if k.Unencoded {
		if h, ok := signer.(interface {
			SignWithKey(key, base string) string
		}); ok {
			return h.SignWithKey(k.Consumer.Reveal()+"&"+k.Token.Reveal(), base), nil
		}
	}
	return signer.Sign(k.Token.Reveal(), base)
}

// newNonce makes a nonce (RFC 5849 section 3.3). 28 hexadecimal digits suit nearly every provider: one accepts 20 to 30
// characters, another hexadecimal digits only.
func newNonce(random io.Reader, format string) (string, error) {
	bytes := make([]byte, 14)
	if _, err := io.ReadFull(random, bytes); err != nil {
		return "", fmt.Errorf("cannot create a nonce: %w", err)
	}
	const letters = "abcdefghijklmnopqrstuvwxyz012345"
	switch format {
	case "digits":
		digits := make([]byte, 0, 18)
		for _, b := range append(bytes, bytes[:4]...) {
			digits = append(digits, '0'+b%10)
		}
		if digits[0] == '0' {
			digits[0] = '1'
		}
		return string(digits), nil
	case "short":
		short := make([]byte, 0, 8)
		for _, b := range bytes[:8] {
			short = append(short, letters[b%32])
		}
		return string(short), nil
	}
	return hex.EncodeToString(bytes), nil
}
