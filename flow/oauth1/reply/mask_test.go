package reply

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/flow/oauth1/signature"
)

// seed is random, and printed when a test fails; COUNTERSIGN_SEED repeats one.
func seed(t *testing.T) *rand.Rand {
	t.Helper()
	n := uint64(time.Now().UnixNano())
	if s := os.Getenv("COUNTERSIGN_SEED"); s != "" {
		n, _ = strconv.ParseUint(s, 10, 64)
	}
	t.Logf("COUNTERSIGN_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 1)) //nolint:gosec // replies to read, and no keys
}

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

// plantedSecret is a secret as providers make them.
func plantedSecret(r *rand.Rand) string {
	alphabet := pick(r, "0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz0123456789-_", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
	var b strings.Builder
	for range 12 + r.IntN(40) {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	s := b.String()
	switch r.IntN(4) {
	case 0:
		return base64.StdEncoding.EncodeToString([]byte(s)) // with + / and =
	case 1:
		return strings.ToUpper(s[:2]) + s[2:] + "9"
	}
	return "k7" + s
}

// plantedReply hides a secret in a reply of a random format.
func plantedReply(r *rand.Rand, s string) (body, contentType string) {
	name := pick(r, "oauth_token_secret", "oauth_token_secret", "token_secret", "tokenSecret", "consumer_secret", "access_token_secret", "oauth_session_handle", "client_secret", "refresh_token", "x_oauth_token_secret")
	form := url.Values{name: {s}, "oauth_token": {"k7tok" + strconv.Itoa(r.IntN(1e6))}}.Encode()
	if r.IntN(2) == 0 {
		form = "user_id=12&" + form + "&screen_name=jo"
	}
	inner := jsonText(map[string]any{"oauth_token": "k7tokvalue99", name: s})
	escaped := strings.ReplaceAll(jsonText(s), s[:1], fmt.Sprintf(`\u%04x`, s[0]))
	xml := html.EscapeString(s)
	switch r.IntN(22) {
	case 0:
		return form, pick(r, "application/x-www-form-urlencoded", "text/html", "text/plain", "")
	case 1:
		return "\ufeff" + form, "text/html"
	case 2:
		return inner, "application/json"
	case 3:
		return `{"response":{"data":[` + inner + `]},"ok":true}`, "text/html"
	case 4:
		return `{"` + name + `": ` + escaped + `}`, "application/json"
	case 5:
		return `{"error": ` + jsonText("denied for "+form) + `}`, "application/json"
	case 6:
		return `<?xml version="1.0"?><response><a><oauth_token>at</oauth_token><` + name + `>` + xml + `</` + name + `></a></response>`, "application/xml"
	case 7:
		return `<auth ` + name + `="` + xml + `" status="ok"/>`, "text/xml"
	case 8:
		return `<response><` + name + `><![CDATA[` + s + `]]></` + name + `></response>`, "text/xml"
	case 9:
		return `<html><body><p>Your tokens: ` + html.EscapeString(form) + `</p></body></html>`, "text/html"
	case 10:
		return `<html><form><input type=hidden name="` + name + `" value="` + xml + `"></form></html>`, "text/html"
	case 11:
		return "<br />\n<b>Notice</b>: Undefined index in <b>/srv/oauth.php</b> on line <b>3</b><br />\n" + form, "text/html"
	case 12:
		return "Array\n(\n    [oauth_token] => at\n    [" + name + "] => " + s + "\n)\n", "text/html"
	case 13:
		return "array(2) {\n  [\"oauth_token\"]=>\n  string(2) \"at\"\n  [\"" + name + "\"]=>\n  string(" + strconv.Itoa(len(s)) + ") \"" + s + "\"\n}", "text/html"
	case 14:
		return "oauth_token: at\n" + name + ": " + s + "\n", "text/yaml"
	case 15:
		return inner[:len(inner)-1], "application/json" // cut off
	case 16:
		return `<response><oauth_token>at</oauth_token><` + name + `>` + xml, "text/xml" // cut off
	case 17:
		return url.QueryEscape(form), "text/plain"
	case 18:
		return jsonText(form), "application/json"
	case 19:
		return "{'oauth_token': 'at', '" + name + "': '" + s + "'}", "text/plain" // Python prints it so
	case 20:
		return `<param name="` + name + `"><value>` + xml + `</value></param>`, "text/xml"
	}
	return "Your " + name + " is " + s + ".", "text/plain"
}

// TestNoSecretInWhatIsShown plants secrets in replies of random formats: nothing that is displayed or logged may show one.
func TestNoSecretInWhatIsShown(t *testing.T) {
	t.Parallel()
	r := seed(t)
	for range 2000 {
		s := plantedSecret(r)
		body, contentType := plantedReply(r, s)
		in := Input{
			Step: Step(r.IntN(3)), Status: []int{0, 200, 200, 400, 401, 403, 500}[r.IntN(7)],
			Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body),
		}
		if r.IntN(20) == 0 {
			in.Header.Set("WWW-Authenticate", `OAuth realm="x", oauth_problem="token_rejected", oauth_token_secret="`+s+`"`)
		}
		reply := Parse(in)
		for what, shown := range map[string]string{
			"message": reply.Message, "advice": reply.Advice, "problem": reply.Problem, "base string": reply.BaseString,
			"parameters": strings.Join(reply.Parameters, " "), "description": Describe(in.Body, contentType), "masked text": Mask(body),
		} {
			for _, form := range []string{s, url.QueryEscape(s), html.EscapeString(s), strings.Trim(jsonText(s), `"`)} {
				if strings.Contains(shown, form) {
					t.Errorf("%s shows the secret %q of\n%s\n%s", what, s, body, shown)
				}
			}
		}
		if t.Failed() {
			return
		}
	}
}

// TestProseIsShown covers the other half: words about keys, tokens and secrets that are not secret.
func TestProseIsShown(t *testing.T) {
	t.Parallel()
	for _, prose := range []string{
		"Error: There is no approved application with the given key.",
		"Invalid Token",
		"Invalid consumer key or secret",
		"Token: expired",
		"The token secret is wrong",
		"The API key provided does not have write permissions.",
		"oauth_token: missing",
		"consumer_key is required",
		"Your secret is not valid for this token",
		"oauth_verifier is required for this token",
		"Access token does not exist",
		"HMAC-SHA1 verification failed",
		"password: must not be empty",
		"No token given. Request a token first",
		"Key not found (key: unknown)",
		"The handle has expired",
	} {
		quoted, _ := json.Marshal(map[string]any{"error": map[string]string{"message": prose}})
		for _, body := range []string{prose, "<html><body><h1>" + html.EscapeString(prose) + "</h1></body></html>", string(quoted), "<error><message>" + html.EscapeString(prose) + "</message></error>"} {
			r := Parse(Input{Step: AccessToken, Status: 401, Header: http.Header{}, Body: []byte(body)})
			if !strings.Contains(r.Message, prose) {
				t.Errorf("%s\nis shown as %q", body, r.Message)
			}
		}
		r := Parse(Input{Step: AccessToken, Status: 401, Body: []byte("oauth_problem=" + url.QueryEscape(prose)), Header: http.Header{}})
		if !strings.Contains(r.Message, prose) {
			t.Errorf("as an oauth_problem, %q is shown as %q", prose, r.Message)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"oauth_token=a&oauth_token_secret=b", `{"a":[{"b":"oauth_problem=x"}]}`, "<a b='c'>d</a>", "GET&http%3A%2F%2Fa&b", "\x1f\x8b"} {
		f.Add(s, "OAuth a=b", 401)
	}
	f.Fuzz(func(_ *testing.T, body, challenge string, status int) {
		Parse(Input{Status: status, Header: http.Header{"Www-Authenticate": {challenge}, "Retry-After": {challenge}}, Body: []byte(body)})
		Describe([]byte(body), challenge)
	})
}

// FuzzChallenge checks that a challenge's values are read as they were written, whatever its realm contains.
func FuzzChallenge(f *testing.F) {
	f.Add("realm \"of\" \\ service", "a+b&c=d%20e;")
	f.Fuzz(func(t *testing.T, realm, value string) {
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(realm)
		encoded := signature.Encode(value)
		written := fmt.Sprintf(`OAuth realm="%s", oauth_problem="%s",oauth_problem_advice=%s`, quoted, encoded, encoded)
		read := challengeFields(http.Header{"Www-Authenticate": {written}})
		if len(read) != 3 || read[1].Name != "oauth_problem" || read[1].Value != value || read[2].Value != value {
			t.Errorf("%s was read as %+v", written, read)
		}
	})
}
