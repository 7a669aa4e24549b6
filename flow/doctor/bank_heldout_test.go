package doctor_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/internal/secret"
)

// TestBankHeldOut has situations written after the doctor was finished, from the definitions of the causes alone.
// The doctor is not adjusted to them: the table is logged as it comes out, and only a wrong claim fails.
func TestBankHeldOut(t *testing.T) { tabulate(t, heldOut()) }

func signsWithSlash(s, h, path string) string { return s + "://" + h + path + "/" }

func heldOut() []situation {
	badKey := "Invalid consumer key"
	badTime := always(401, oauth1.FormType, "oauth_problem=timestamp_refused")
	s := func(kind, name string, id cause.ID, p func(*provider), user func(*circumstances)) situation {
		return situation{kind, name, id, p, user}
	}
	return []situation{
		s("explains", "request token, version_rejected in the header", cause.VersionParameter,
			rule(func(w http.ResponseWriter, _ failure) {
				w.Header().Set("WWW-Authenticate",
					`OAuth oauth_problem="version_rejected", oauth_acceptable_versions="1.0a-1.0a"`)
				w.WriteHeader(http.StatusUnauthorized)
			}, func(p *provider) { p.version = "forbidden" }), nothing),
		s("explains", "access token, wrong PIN, JSON", cause.VerifierWrong,
			replies(401, "application/json", `{"error":{"reason":"The PIN you entered is incorrect."}}`),
			(*circumstances).accessTokenRequest),
		s("explains", "API, additional_authorization_required for one address", cause.Permission,
			func(p *provider) {
				p.allowed = func(r *http.Request) *failure {
					if strings.HasSuffix(r.URL.Path, "/private") {
						return &failure{problem: "additional_authorization_required"}
					}
					return nil
				}
				p.answer = inHeader
			}, get("/api/private")),
		s("silent", "request token, signs the path with a slash at its end", cause.BasePath,
			func(p *provider) { p.baseURI = signsWithSlash }, nothing),
		s("silent", "request token, key and secret each with a line break", cause.ValueHasWhitespace, nil,
			with(func(c *oauth1.Config) {
				c.ConsumerKey, c.ConsumerSecret = consumerKey+"\n", secret.New(consumerSecret+"\n")
			})),
		s("silent", "API, access token and its secret swapped", cause.KeysSwapped, nil,
			token(tokenSecret, accessToken)),
		s("silent", "POST, the form is not signed", cause.FormBody,
			func(p *provider) { p.unsignedForm = true },
			func(c *circumstances) { c.body("/api/items", oauth1.FormType, "title=lamp&color=red") }),
		s("misleads", "request token, nonces of at most 16 characters, says the timestamp is refused", cause.NonceFormat,
			rule(badTime, func(p *provider) { p.nonce = regexp.MustCompile(`^\w{1,16}$`) }), nothing),
		s("misleads", "API, signs https, says the timestamp is refused", cause.BaseScheme,
			rule(badTime, func(p *provider) { p.baseURI = signsHTTPS }), account),
		s("misleads", "request token, 429 that says the key is invalid", cause.RateLimited,
			replies(429, "text/plain", badKey, "Retry-After", "30"), nothing),
	}
}
