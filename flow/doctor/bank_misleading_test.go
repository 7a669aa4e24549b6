package doctor_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
)

// misleading are providers whose words point elsewhere.
func misleading(*testing.T) []situation {
	s := func(name string, id cause.ID, p func(*provider), user func(*circumstances)) situation {
		return situation{"misleads", name, id, p, user}
	}
	badKey := always(401, "text/plain", "Invalid consumer key")
	badSignature := always(401, "application/x-www-form-urlencoded", "oauth_problem=signature_invalid")
	badToken := always(401, "application/json", `{"error":"Invalid or expired token"}`)
	generic := always(400, "text/html", "<html><body><h1>Bad Request</h1><p>Something went wrong.</p></body></html>")
	in200 := func(w http.ResponseWriter, f failure) {
		send(w, 200, "application/json", `{"error":{"code":"mwoauth-invalid-authorization","info":"The `+
			`authorization headers in your request are not valid: `+f.text+`"}}`)
	}
	return []situation{
		s("API, signs https, says the key is invalid", cause.BaseScheme,
			rule(badKey, func(p *provider) { p.baseURI = signsHTTPS }), account),
		s("API, token in the header only, says the key is invalid", cause.Placement,
			rule(badKey, func(p *provider) { p.placements = []string{"header"} }),
			accountWith(func(c *oauth1.Config) { c.Dialect.Placement = "query" })),
		s("request token, HMAC-SHA256 only, says the signature is invalid", cause.SignatureMethod,
			rule(badSignature, func(p *provider) { p.methods = []string{"HMAC-SHA256"} }), nothing),
		s("API, clock ahead, says the token is invalid", cause.Clock,
			rule(badToken, func(p *provider) { p.clock = 30 * time.Minute }), account),
		s("API, clock ahead, status 200", cause.Clock,
			rule(in200, func(p *provider) { p.clock = 20 * time.Minute }), account),
		s("API, stale correction, status 200", cause.Clock, refuses(in200), func(c *circumstances) {
			account(c)
			c.Refused.Skew, c.Test.Skew = 20*time.Minute, 20*time.Minute
		}),
		s("API, nonce used, status 200", cause.NonceUsed,
			rule(in200, func(p *provider) { p.used["nonce00000000000000000000001"] = true }),
			func(c *circumstances) { account(c); c.Refused.Request.Nonce = "nonce00000000000000000000001" }),
		s("request token, secret not encoded, says the key is invalid", cause.SecretEncoding,
			rule(badKey, func(p *provider) { usesOddSecret(p); p.rawSecrets = true }),
			with(consumerSecretIs(oddSecret))),
		s("request token, secret with a tab, says bad request", cause.ValueHasWhitespace, refuses(generic),
			with(consumerSecretIs(consumerSecret+"\t"))),
		s("API, digits as nonce, says the token is invalid", cause.NonceFormat,
			rule(badToken, func(p *provider) { p.nonce = regexp.MustCompile(`^\d+$`) }), account),
		s("request token, no oauth_version, says bad request", cause.VersionParameter,
			rule(generic, func(p *provider) { p.version = "forbidden" }), nothing),
		s("request token, GET only, says the signature is invalid", cause.HTTPMethod,
			rule(badSignature, func(p *provider) { p.tokenMethods = []string{"GET"} }), nothing),
		s("API, PHP names, says the token is invalid", cause.ParameterName,
			rule(badToken, func(p *provider) { p.php = true }),
			get("/api/items?meta.color=red")),
		s("API, the query is not signed, says bad request", cause.QueryNotSigned,
			rule(generic, func(p *provider) { p.unsignedQuery = true }), get("/api/items?page=2")),
		s("API, two secrets swapped, says the key is invalid", cause.KeysSwapped,
			refuses(badKey), func(c *circumstances) {
				token(accessToken, consumerSecret)(c)
				c.config(consumerSecretIs(tokenSecret))
			}),
		s("API, header removed, says the key is invalid", cause.AuthorizationHeaderRemoved, rule(
			func(w http.ResponseWriter, f failure) {
				send(w, 401, "text/html", "<h1>Unauthorized</h1>"+
					"<p>No Authorization header was received. Check your API key.</p>")
			},
			func(p *provider) { p.before = stripsAuthorization }), account),
		s("request token, endpoint is a login page with 200", cause.EndpointWrong,
			replies(200, "text/html", "<!doctype html><html><title>Log in</title>"+
				"<form>Password <input name=password></form></html>"), nothing),
		s("request token, 404 page about tokens", cause.EndpointWrong,
			replies(404, "text/html", "<html><title>Not found</title>"+
				"<p>No page here. Need an OAuth token? Read our docs.</html>"), nothing),
		s("request token, moved", cause.Redirected, func(p *provider) {
			p.before = func(w http.ResponseWriter, r *http.Request) bool {
				http.Redirect(w, r, "https://new.sample.invalid"+r.URL.Path, http.StatusMovedPermanently)
				return true
			}
		}, nothing),
		s("API, 503 that tells to check the key", cause.ServiceDown,
			replies(503, "text/html", "<h1>Service Unavailable</h1>"+
				"<p>If this persists check your consumer key and token.</p>"), account),
		s("API, 403 for too many requests", cause.RateLimited,
			replies(403, "application/json", `{"error":"Rate limit exceeded. Try again in 60 seconds."}`), account),
		s("POST, 401 for a read-only key", cause.Permission,
			writesRefused(401, "application/json", `{"code":"woocommerce_rest_authentication_error",`+
				`"message":"The API key provided does not have write permissions.","data":{"status":401}}`),
			func(c *circumstances) { c.body("/api/items", "application/json", `{"title":"lamp"}`) }),
		s("API, status 400 for a deleted token", cause.TokenUnknown,
			rule(always(400, "application/json", `{"error":"Invalid / expired Token"}`),
				func(p *provider) { delete(p.tokens, accessToken) }), account),
		s("API, status 500 for a revoked token", cause.TokenRevoked,
			rule(always(500, "text/plain", "oauth_problem=token_revoked"), isDead("", "")), account),
		s("API, expired token, says the signature is invalid", cause.TokenExpired, rule(badSignature, isDead("", "")),
			func(c *circumstances) { account(c); c.Facts.Expires = time.Now().Add(-time.Hour) }),
		s("API, no realm allowed, says bad request", cause.Realm,
			rule(generic, func(p *provider) { p.realm = "none" }),
			accountWith(func(c *oauth1.Config) { c.Dialect.Realm, c.Dialect.RealmOn = "sample", "both" })),
		s("API, signs the path without its prefix, says bad request", cause.BasePath,
			rule(generic, func(p *provider) { p.baseURI = signsWithoutPrefix }), behindRest),
		s("request token, callback required, says the signature is invalid", cause.CallbackMissing,
			rule(badSignature, func(p *provider) { p.callback = "any" }), func(c *circumstances) {
				c.Refused.Callback = ""
				c.config(func(o *oauth1.Config) { o.Dialect.Callback = "omit" })
			}),
		s("API, body hash required, says the token is invalid", cause.BodyHash,
			rule(badToken, func(p *provider) { p.bodyHash = true }), account),
		s("request token, empty token required, says bad request", cause.EmptyToken,
			rule(generic, func(p *provider) { p.emptyToken = "required" }), nothing),
		s("request token, signs its host without the port, says the key is invalid", cause.BaseHost,
			rule(badKey, func(p *provider) { p.baseURI = signsWithoutPort }), nothing),
		s("request token, sandbox key in production, says the signature is invalid", cause.WrongEnvironment,
			refuses(badSignature), otherEnvironment),
		s("API, keeps one value, says the token is invalid", cause.RepeatedParameter,
			rule(badToken, func(p *provider) { p.lastValue = true }), get("/api/items?tag=red&tag=blue")),
		s("API, encodes the tilde, says bad request", cause.Encoding,
			rule(generic, func(p *provider) { p.encode = oldEncoding }), get("/api/items?q=a~b")),
		s("API, user agent, says forbidden", cause.UserAgent, func(p *provider) {
			p.before = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasPrefix(r.UserAgent(), "countersign") {
					send(w, 403, "text/html", "<h1>Forbidden</h1><p>Automated user agents are not allowed.</p>")
				}
				return strings.HasPrefix(r.UserAgent(), "countersign")
			}
		}, account),
	}
}
