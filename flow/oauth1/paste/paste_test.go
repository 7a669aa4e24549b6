package paste

import (
	"net/url"
	"strings"
	"testing"
)

const at = "http://127.0.0.1:8477/callback"

// verifier gives what Read found, wherever it was.
func verifier(r Result) string {
	for _, p := range r.Params {
		if p.Name == "oauth_verifier" {
			return p.Value
		}
	}
	return r.Verifier
}

func TestTheVerifierIsFoundInWhateverSurroundsIt(t *testing.T) {
	t.Parallel()
	const full = at + "?oauth_token=TOK&oauth_verifier=VER"
	for _, pasted := range []string{
		"  VER  ", `"VER"`, `'VER'`, "`VER`", "VER.", "VER/", "oauth_verifier: VER", "oauth_verifier=VER", "(VER)", "VER\r\n", "*VER*",
		`"` + full + `"`, "<" + full + ">", strings.ReplaceAll(full, "&", "&amp;"), full + "#_=_", full + "/", "https://app.example/#/done?oauth_token=TOK&oauth_verifier=VER",
		url.QueryEscape(full), url.PathEscape(full), "[link](" + full + ")", `{"oauth_token":"TOK","oauth_verifier":"VER"}`,
		"This site can't be reached\n127.0.0.1 refused to connect.\n" + full + "\nERR_CONNECTION_REFUSED",
		strings.ReplaceAll(full, "=", "=3D"), "http://127.0.0.1:8477/callback?oauth_token=3DTOK&oauth_veri=\nfier=3DVER",
		strings.NewReplacer("?", `\?`, "&", `\&`).Replace(full), strings.ReplaceAll(full, "&", `\u0026`), full + "\u200b", "VER\u200b", "\ufeffVER",
		"oauth_token: TOK\noauth_verifier: VER", "?oauth_verifier=VER&oauth_token=TOK",
		"GET /callback?oauth_token=TOK&oauth_verifier=VER HTTP/1.1", "curl '" + full + "'", `<a href="` + full + `">go</a>`,
		"oauth_token=TOK&oauth_verifier=VER&scope=a b", full + ".", full + ")",
	} {
		if got := verifier(Read(pasted, false)); got != "VER" {
			t.Errorf("Read(%q) found %q", pasted, got)
		}
	}
}

func TestAVerifierBehindItsLabel(t *testing.T) {
	t.Parallel()
	for _, pasted := range []string{"Your PIN is: 1234567", "Verification code: 1234567", "The code is 1234567. Enter it in the application.", "PIN=1234567"} {
		if got := verifier(Read(pasted, false)); got != "1234567" {
			t.Errorf("Read(%q) found %q", pasted, got)
		}
	}
}

func TestVerifiersKeepTheirCharacters(t *testing.T) {
	t.Parallel()
	for _, v := range []string{"dmVyaWZpZXI=", "abc-DEF_1~2", "12345678", "Zz9+/8aa==", "a.b.c", "123-456-789", strings.Repeat("f", 64)} {
		if got := verifier(Read(v, false)); got != v {
			t.Errorf("%q became %q", v, got)
		}
		if got := verifier(Read(at+"?oauth_token=TOK&oauth_verifier="+url.QueryEscape(v), false)); got != v {
			t.Errorf("in an address, %q became %q", v, got)
		}
	}
}

func TestDigitsInGroups(t *testing.T) {
	t.Parallel()
	for _, pasted := range []string{"12 34 56", "123-456", "123 456", " 1 2 3 4 5 6 "} {
		if got := verifier(Read(pasted, true)); got != "123456" {
			t.Errorf("Read(%q) found %q", pasted, got)
		}
	}
}

func TestTextWithoutAVerifier(t *testing.T) {
	t.Parallel()
	for _, pasted := range []string{"", "   ", "hello world", "Access denied", at, "https://provider.example/authorize", strings.Repeat("9", Limit+1), "a b", "\u200b"} {
		if r := Read(pasted, false); verifier(r) != "" || len(r.Choices) > 0 {
			t.Errorf("Read(%q) found %+v", pasted, r)
		}
	}
	r := Read("https://provider.example/authorize?oauth_token=TOK", false)
	if verifier(r) != "" || len(r.Params) != 1 || r.Params[0] != (Param{Name: "oauth_token", Value: "TOK"}) {
		t.Errorf("an authorization link gave %+v", r)
	}
	if r := Read("oauth_verifier=one and oauth_verifier=two", false); len(r.Choices) != 2 {
		t.Errorf("two verifiers gave %+v", r)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(at+"?oauth_token=TOK&oauth_verifier=VER", false)
	f.Add("12 34", true)
	f.Fuzz(func(t *testing.T, s string, digits bool) {
		r := Read(s, digits)
		if strings.ContainsAny(r.Verifier, " \t\r\n") || len(r.Verifier) > Limit {
			t.Errorf("Read(%q) found %q", s, r.Verifier)
		}
	})
}
