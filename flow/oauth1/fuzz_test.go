package oauth1

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
)

// Four parsers read untrusted text: token responses, callbacks, pasted text and the challenge of a refusal.

// planted is a secret that must not appear in an error or an exchange.
const planted = "planted-secret-7c31"

// ourToken is the request token of the tests.
const ourToken = "sample-request-token"

// spellings are encodings of a token secret that the parser decodes.
var spellings = []string{
	"oauth_token_secret=" + planted,
	"oauth_t%6Fken_s%65cret=" + planted,
	`"oauth_token_secret":"` + planted + `"`,
	`"oauth_t\u006fken_s\u0065cret":"` + planted + `"`,
	"",
}

func FuzzTokenReply(f *testing.F) {
	for _, seed := range []struct {
		before, after, kind string
		spelling            byte
		status              int
	}{
		{"oauth_token=a&", "&oauth_callback_confirmed=true\r\n", "", 0, 200},
		{"oauth_token=a&", "&user_id=1&screen_name=x%20y", "form", 1, 200},
		{"oauth_token=a&oauth_token=b&", "", "", 0, 200},
		{"", "&oauth_token=a;b&oauth_expires_in=3600&oauth_expires_in=1", "", 0, 200},
		{`{"oauth_token":"a",`, `,"user_id":12345678901234567890,"ok":true,"none":null,"list":[1]}`, "", 2, 200},
		{`{"oauth_token":"a","oauth_token":"b",`, `}`, "json", 3, 200},
		{`{"oauth_token":"a",`, `} {"oauth_token":"b"}`, "json", 2, 200},
		{`{"oauth_token":`, "", "", 4, 200},
		{"oauth_\x1b[31m=1&oauth_\x1b[31m=1&", "", "", 0, 200},
		{"Error: mwoauth-invalid-signature", "", "", 4, 200},
		{"oauth_problem=token_used&oauth_problem_advice=connect%20again\x1b]0;x\a&debug_sbs=POST%26x", "", "", 4, 200},
		{"<html><title>x</title><p>Invalid &amp; <b>", "</b></p>", "", 4, 401},
		{"oauth_token=a&", "", "", 0, 302},
		{"oauth_token=a&", "", "", 1, 500},
		{strings.Repeat("two words ", 100), "", "", 4, 503},
	} {
		f.Add(seed.before, seed.after, seed.kind, seed.spelling, seed.status, false)
		f.Add(seed.before, seed.after, seed.kind, seed.spelling, seed.status, true)
	}
	c := NewClient(Config{}, Options{})

	f.Fuzz(func(t *testing.T, before, after, kind string, spelling byte, status int, emptySecret bool) {
		body := before + spellings[int(spelling)%len(spellings)] + after
		in := &Response{Status: status, Header: http.Header{}, Body: []byte(body), Exchange: &Exchange{}, client: c}
		r, err := readTokenReply(in, kind, emptySecret)
		if err == nil {
			assertReply(t, r, in, kind, emptySecret)
			return
		}
		refused := in.Refusal(StepRequestToken, "request token request failed", err)
		in.Exchange.Failure = text.Safe(refused.Error(), MaxQuoted)
		assertExplained(t, refused)
		told := fmt.Sprintf("%v %+v %+v", refused, refused.Err, *in.Exchange)
		if firstValue(body, "oauth_token_secret") == planted && !strings.Contains(body, "oauth_problem") && strings.Contains(told, planted) {
			t.Errorf("the error contains the token secret: %s", told)
		}
	})
}

// assertReply compares the credentials with the fields of the text.
func assertReply(t *testing.T, r tokenReply, in *Response, kind string, emptySecret bool) {
	t.Helper()
	if in.Status < 200 || in.Status > 299 || r.token == "" || r.secret.Empty() && !emptySecret {
		t.Errorf("status %d gave the token %q, secret %q", in.Status, r.token, r.secret.Reveal())
	}
	seen := map[string]int{}
	names := fieldNames(strings.TrimSpace(string(in.Body)), kind)
	for _, name := range names {
		if seen[name]++; seen[name] > 1 && strings.HasPrefix(name, "oauth_") {
			t.Errorf("accepted a response with two of %q", name)
		}
	}
	if kept := len(r.extra) + seen["oauth_token"] + seen["oauth_token_secret"] + seen["oauth_callback_confirmed"]; kept != len(names) {
		t.Errorf("%d fields, %d returned: %v", len(names), kept, r.extra)
	}
	told := fmt.Sprintf("%v %+v %+v", r.masked(), r.secret, r.credentials(NewClient(Config{}, Options{})))
	if r.secret.Reveal() == planted && strings.Count(string(in.Body), planted) == 1 && strings.Contains(told, planted) {
		t.Errorf("the exchange contains the token secret: %s", told)
	}
}

// fieldNames lists the names of a reply's fields, independently of the parser.
func fieldNames(text, kind string) []string {
	var names []string
	if kind != "json" && (kind == "form" || !strings.HasPrefix(text, "{")) {
		for _, p := range signature.ParseForm(text) {
			names = append(names, p.Name)
		}
		return names
	}
	d := json.NewDecoder(strings.NewReader(text))
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) || err != nil {
			return names
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			continue
		case json.Delim('}'), json.Delim(']'):
			depth--
			continue
		}
		name, isName := token.(string)
		if depth != 1 || !isName {
			continue
		}
		// The next token is its value. Objects, lists and null are ignored.
		switch value, err := d.Token(); value.(type) {
		case json.Delim:
			depth++
		case nil:
		default:
			if err == nil {
				names = append(names, name)
			}
		}
	}
}

// firstValue returns the first value of a field of a form or an object.
func firstValue(text, name string) string {
	fields, err := replyFields(strings.TrimSpace(text), "")
	if err != nil {
		return ""
	}
	for _, f := range fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

func FuzzCallbackQuery(f *testing.F) {
	for _, query := range []string{
		"oauth_token=" + ourToken + "&oauth_verifier=v",
		"oauth_verifier=+v%20&oauth_token=" + ourToken + "&wp_scope=*",
		"oauth_verifier=v",
		"oauth_token=other&oauth_verifier=v",
		"oauth_token=other&oauth_token=" + ourToken + "&oauth_verifier=v",
		"oauth_token=" + ourToken + "&oauth_verifier=&oauth_verifier=v",
		"oauth_token=" + ourToken,
		"oauth_token=" + ourToken + "&oauth_verifier=v&denied=" + ourToken,
		"denied=" + ourToken,
		"denied=other",
		"denied",
		"cancelled=true&oauth_token=" + ourToken,
		"oauth_token=" + ourToken + "&oauth_problem=user_refused&oauth_problem_advice=%1b%5d0;x%07",
		"oauth_problem=%e2%80%aeodd&oauth_token=" + ourToken,
		"error=access_denied%0a%0dSet-Cookie&state=;",
		"", "&", "=", "%zz=%",
	} {
		f.Add(query, "cancelled", false, false)
		f.Add(query, "", true, true)
	}

	f.Fuzz(func(t *testing.T, query, denied string, none, pasted bool) {
		p := newAuthorization(none)
		p.client.config.Dialect.DeniedParam = denied
		params := signature.ParseForm(query)
		first := map[string]string{}
		for _, f := range params {
			if _, ok := first[f.Name]; !ok {
				first[f.Name] = f.Value
			}
		}
		token, hasToken := first["oauth_token"]
		verifier := strings.TrimSpace(first["oauth_verifier"])

		came, err := p.readCallback(params, pasted)
		if err != nil && came != "" {
			t.Fatalf("both: %v, %v", came, err)
		}
		if err == nil {
			if came != verifier {
				t.Errorf("verifier %q: another came", came)
			}
			if hasToken && token != ourToken || !hasToken && (!pasted || verifier == "") {
				t.Errorf("accepted with the token %q, pasted %v", token, pasted)
			}
			if verifier == "" && !none {
				t.Error("accepted without a verifier")
			}
			return
		}
		if token == ourToken && verifier != "" {
			t.Errorf("the verifier was lost: %v", err)
		}
		var step *StepError
		switch {
		case err.Error() == errOtherAuthorization.Error(), err.Error() == errNoVerifier.Error(): // and nothing of the query
		case errors.As(err, &step) && step.Step == StepAuthorize:
			assertExplained(t, err)
		default:
			t.Errorf("unexpected error: %v", err)
		}
	})
}

func FuzzPasted(f *testing.F) {
	for _, text := range []string{
		"VERIFIER", " 123-456-789\r\n", "VERIFIER#_=_", "dmVyaWZpZXI=", "two words", "", "#_=_", "\u200bVERIFIER", "VERIFIER\x1b[31m",
		strings.Repeat("9", verifierLimit), strings.Repeat("9", verifierLimit+1),
		"oauth_token=" + ourToken + "&oauth_verifier=VERIFIER",
		"?oauth_verifier=VERIFIER&oauth_token=" + ourToken + "#_=_",
		"http://127.0.0.1:1/callback?wp_scope=*&oauth_verifier=VERIFIER",
		"https://service.example/back?a=1;b&oauth_token=other&oauth_verifier=VERIFIER",
		"https://service.example/authorize?oauth_token=" + ourToken,
		"http://127.0.0.1:1/callback?denied=" + ourToken,
		"http://127.0.0.1:1/callback?oauth_problem=%1bodd&oauth_problem_advice=" + strings.Repeat("a+", 400),
		"http://127.0.0.1:1/callback?error=access_denied",
		"http://127.0.0.1:1/callback#oauth_verifier=VERIFIER",
	} {
		f.Add(text, false)
		f.Add(text, true)
	}

	f.Fuzz(func(t *testing.T, text string, none bool) {
		text = strings.ReplaceAll(text, "VERIFIER", planted)
		p := newAuthorization(none)
		err := p.Enter(text)
		bare := strings.TrimSuffix(strings.TrimSpace(text), "#_=_")
		if err == nil {
			assertAccepted(t, p, bare, none)
			return
		}
		if p.outcome.verified != nil {
			t.Errorf("rejected with %v, and accepted as %q", err, p.outcome.verified.verifier.Reveal())
		}
		assertExplained(t, err)
		if told := fmt.Sprintf("%v %+v", err, err); strings.Count(text, planted) == 1 && strings.Contains(told, planted) &&
			(!looksLikeQuery(bare) || pastedField(bare, "oauth_verifier") == planted) {
			t.Errorf("the error contains the verifier: %s", told)
		}
		var step *StepError
		if !errors.As(err, &step) {
			t.Fatalf("not a StepError: %v", err)
		}
		select {
		case <-p.outcome.settled:
			if step.Step != StepAuthorize || !errors.Is(p.outcome.err, err) {
				t.Errorf("settled by %v", err)
			}
		default:
			if again := p.Enter("123456"); step.Step != StepVerifier || again != nil || p.outcome.verified.verifier.Reveal() != "123456" {
				t.Errorf("after %v, the next Enter returned %v", err, again)
			}
		}
	})
}

// assertAccepted checks the verifier of a pasted text.
func assertAccepted(t *testing.T, p *Pending, text string, none bool) {
	t.Helper()
	verifier := p.outcome.verified.verifier.Reveal()
	if !looksLikeQuery(text) {
		if verifier != text || len(verifier) > verifierLimit || strings.ContainsFunc(verifier, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
			t.Errorf("%q was accepted as the verifier %q", text, verifier)
		}
	} else if token := pastedField(text, "oauth_token"); token != "" && token != ourToken {
		t.Errorf("accepted a verifier for %q", token)
	}
	if verifier == "" && (!none || text != "" && pastedField(text, "oauth_token") != ourToken) {
		t.Errorf("%q was accepted without a verifier", text)
	}
	kept := p.outcome.verified
	if p.Enter("123456") != nil || p.outcome.verified != kept {
		t.Error("a second Enter changed the verifier")
	}
}

func pastedField(text, name string) string {
	for _, f := range callbackParams(text) {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// newAuthorization returns a Pending for ourToken.
func newAuthorization(noVerifier bool) *Pending {
	c := Config{AuthorizeURI: "https://service.example/authorize", Dialect: Dialect{NoVerifier: noVerifier}}
	p := newPending(NewClient(c, Options{}))
	p.reply, p.callback = tokenReply{token: ourToken}, outOfBand
	return p
}

func FuzzChallenge(f *testing.F) {
	for _, challenge := range []string{
		`OAuth realm="a, b", oauth_problem="token_rejected", oauth_problem_advice="connect%20again"`,
		`oauth realm="x=\"1\", y", oauth_problem=nonce_used ,`,
		`OAuth oauth_problem=timestamp_refused,oauth_acceptable_timestamps=1-2`,
		`OAuth realm="never ends, oauth_problem=x`,
		`OAuth oauth_problem="%1b%5d0;x%07%e2%80%ae", oauth_problem_advice="` + strings.Repeat("a ", 400) + `"`,
		`Bearer error="invalid_token"`, `Basic realm="x", OAuth oauth_problem="y"`, `OAuth`, `OAuth =`, `OAuth ,,=",="`, `OAuth a="\`, "OAuth\tx=1", "",
	} {
		f.Add(challenge, "realm \"of\" \\ service", "a+b&c=d%20é;\n")
	}

	f.Fuzz(func(t *testing.T, challenge, realm, value string) {
		params := challengeParams(challenge)
		if scheme, _, _ := strings.Cut(strings.TrimSpace(challenge), " "); !strings.EqualFold(scheme, "OAuth") && len(params) > 0 {
			t.Errorf("%q is not an OAuth challenge, but returned %q", challenge, params)
		}
		for _, p := range params {
			if p.Name == "" || p.Name != strings.TrimSpace(p.Name) {
				t.Errorf("a parameter named %q", p.Name)
			}
		}

		header := http.Header{"Www-Authenticate": {challenge}}
		p := findProblem(header, []byte(challenge))
		assertPrintable(t, p.name, 60)
		assertPrintable(t, p.advice, MaxQuoted)
		for _, v := range p.fields {
			assertPrintable(t, v, MaxQuoted)
		}
		assertPrintable(t, strings.NewReplacer("\n", "", "\t", "").Replace(p.base), len(challenge))
		for _, step := range []Step{StepRequestToken, StepAccessToken, StepRequest} {
			if hint := p.hint(step, header, time.Unix(1_800_000_000, 0)); hint == "" {
				t.Errorf("no hint for %q", challenge)
			}
		}
		assertPrintable(t, text.Safe(challenge, 40), 40)

		// Whatever the realm contains, the parameters after it are parsed.
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(realm)
		encoded := signature.Encode(value)
		written := fmt.Sprintf(`OAuth realm="%s", oauth_problem="%s",oauth_problem_advice=%s`, quoted, encoded, encoded)
		read := challengeParams(written)
		if len(read) != 3 || read[1] != (Param{Name: "oauth_problem", Value: value}) || read[2].Value != value {
			t.Errorf("%s was parsed as %q", written, read)
		}
	})
}

// assertExplained checks all parts of an error that a user sees.
func assertExplained(t *testing.T, err error) {
	t.Helper()
	var e *StepError
	if !errors.As(err, &e) {
		t.Fatalf("not a StepError: %v", err)
	}
	assertPrintable(t, e.What, 2*MaxQuoted)
	assertPrintable(t, e.ProviderMessage, 2*MaxQuoted)
	assertPrintable(t, e.Hint, 2*MaxQuoted)
	assertPrintable(t, err.Error(), 6*MaxQuoted)
	// Front ends have the hint for denied access.
	if e.What == "" || e.Err == nil || e.Hint == "" && e.Step != StepAuthorize {
		t.Errorf("%v: missing part: %+v", err, e)
	}
}

// assertPrintable checks that a text fits on one line of a terminal, at most limit characters and an ellipsis long.
func assertPrintable(t *testing.T, text string, limit int) {
	t.Helper()
	odd := func(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) }
	if !utf8.ValidString(text) || strings.ContainsFunc(text, odd) || utf8.RuneCountInString(text) > limit+1 {
		t.Errorf("not printable within %d characters: %q", limit, text)
	}
}
