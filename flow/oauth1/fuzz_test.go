package oauth1

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"countersign/flow/oauth1/paste"
	"countersign/flow/oauth1/reply"
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
	f.Fuzz(func(t *testing.T, before, after, format string, spelling byte, status int, emptySecret bool) {
		body := before + spellings[int(spelling)%len(spellings)] + after
		in := response(status, http.Header{}, body)
		in.Reply = reply.Parse(reply.Input{Step: reply.AccessToken, Status: status, Header: in.Header, Body: in.Body, Format: format})
		in.Problem = in.Reply.Problem
		r, err := readTokenReply(in, emptySecret)
		if err == nil {
			assertReply(t, r, in, emptySecret)
			return
		}
		refused := in.Refusal(StepRequestToken, "request token request failed", err)
		in.Exchange.Failure = text.Safe(refused.Error(), MaxQuoted)
		assertExplained(t, refused)
		shown := fmt.Sprintf("%v %+v %+v", refused, refused.Err, *in.Exchange)
		if in.Reply.Value("oauth_token_secret") == planted && strings.Contains(shown, planted) {
			t.Errorf("the error shows the token secret: %s", shown)
		}
	})
}

// response returns a response that a client received.
func response(status int, header http.Header, body string) *Response {
	return &Response{Status: status, Header: header, Body: []byte(body), Exchange: &Exchange{}, client: NewClient(Config{}, Options{})}
}

// assertReply checks the credentials that were found against the response.
func assertReply(t *testing.T, r tokenReply, in *Response, emptySecret bool) {
	t.Helper()
	if in.Status < 200 || in.Status > 299 || r.token == "" || r.secret.Empty() && !emptySecret {
		t.Errorf("status %d gave the token %q, secret %q", in.Status, r.token, r.secret.Reveal())
	}
	values := map[string]string{}
	for _, f := range in.Reply.Fields {
		if before, ok := values[f.Name]; ok && before != f.Value && strings.HasPrefix(f.Name, "oauth_") {
			t.Errorf("a token was accepted from a response with two values of %q", f.Name)
		}
		values[f.Name] = f.Value
	}
	shown := fmt.Sprintf("%v %+v %+v", r.masked(), r.secret, r.credentials(NewClient(Config{}, Options{})))
	if r.secret.Reveal() == planted && strings.Count(string(in.Body), planted) == 1 && strings.Contains(shown, planted) {
		t.Errorf("the exchange would show the token secret: %s", shown)
	}
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
		case errors.Is(err, errOtherAuthorization), errors.Is(err, errNoVerifier), errors.Is(err, errNotOurs), errors.Is(err, errMaybeDenied):
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
		strings.Repeat("9", paste.Limit), strings.Repeat("9", paste.Limit+1),
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
		if err == nil {
			assertAccepted(t, p, text, none)
			return
		}
		if p.outcome.verified != nil {
			t.Errorf("refused with %v, and accepted as %q", err, p.outcome.verified.verifier.Reveal())
		}
		assertExplained(t, err)
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

// assertAccepted checks what was made of a pasted text.
func assertAccepted(t *testing.T, p *Pending, text string, none bool) {
	t.Helper()
	verifier := p.outcome.verified.verifier.Reveal()
	found := paste.Read(text, false)
	for _, param := range found.Params {
		if param.Name == "oauth_token" && param.Value != ourToken && !strings.Contains(text, ourToken) {
			t.Errorf("a verifier for %q was accepted", param.Value)
		}
	}
	if verifier == "" && (!none || strings.TrimSpace(text) != "" && !strings.Contains(text, ourToken)) {
		t.Errorf("%q was accepted without a verifier", text)
	}
	first := p.outcome.verified
	if p.Enter("123456") != nil || p.outcome.verified != first {
		t.Error("the first verifier did not stay")
	}
}

// newAuthorization returns a Pending for ourToken.
func newAuthorization(noVerifier bool) *Pending {
	c := Config{AuthorizeURI: "https://service.example/authorize", Dialect: Dialect{NoVerifier: noVerifier}}
	p := newPending(NewClient(c, Options{}))
	p.reply, p.callback = tokenReply{token: ourToken}, outOfBand
	return p
}

// assertExplained looks at all that a person is shown of an error.
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
