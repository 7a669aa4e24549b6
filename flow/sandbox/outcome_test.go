package sandbox

import (
	"net/http"
	"regexp"
	"testing"
)

// How each service tells of the person's answer, where the callback is
// http://127.0.0.1:1/cb. T is the request token, V a verifier.
func TestOutcome(t *testing.T) {
	t.Parallel()
	const back = `\{"callback":"http://127\.0\.0\.1:1/cb\?`
	for _, tc := range []struct{ name, rules, callback, decision, want string }{
		{"with further fields", `, "callbackExtra": {"user": "anna"}, "callbackSuffix": "#_=_"`, "", "allow", back + `oauth_token=T&oauth_verifier=V&user=anna#_=_"\}`},
		{"without a verifier", `, "verifier": {"kind": "none"}`, "", "allow", back + `oauth_token=T"\}`},
		{"refused by denied", `, "refusal": "denied"`, "", "deny", back + `denied=T"\}`},
		{"refused by oauth_problem", `, "refusal": "problem"`, "", "deny", back + `oauth_token=T&oauth_problem=user_refused"\}`},
		{"refused by an empty verifier", `, "refusal": "emptyVerifier"`, "", "deny", back + `oauth_token=T&oauth_verifier="\}`},
		{"refused on a page", `, "refusal": "page"`, "", "deny", `\{"denied":true\}`},
		{"refused silently", `, "refusal": "none"`, "", "deny", back + `oauth_token=T"\}`},
		{"a shaped verifier", `, "verifier": {"shape": "999-aaA"}`, "oob", "allow", `\{"verifier":"\d{3}-[0-9a-f]{2}[A-Z0-9]"\}`},
		{"a verifier in the address", `, "outOfBand": {"mode": "address"}`, "oob", "allow", `\{"callback":"http://127\.0\.0\.1:\d+/sandbox/approved\?oauth_token=T&oauth_verifier=V"\}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := playing(t, hmacOnly+tc.rules)
			if tc.callback == "" {
				tc.callback = "http://127.0.0.1:1/cb"
			}
			token := b.ask(tc.callback).token
			got := b.consent(asJSON, "oauth_token="+token, "decision="+tc.decision, "account=anna")
			want := regexp.MustCompile(`\b[TV]\b`).ReplaceAllStringFunc(tc.want, func(mark string) string {
				return map[string]string{"T": token, "V": "[0-9a-f]+"}[mark]
			})
			if got.status != http.StatusOK || !regexp.MustCompile(`^`+want+`\n$`).MatchString(got.body) {
				t.Errorf("got %d %s, want %s", got.status, got.body, want)
			}
		})
	}
}
