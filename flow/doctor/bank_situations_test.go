package doctor_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"countersign/flow/doctor"
	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/internal/secret"
)

// What users get wrong, and what they ask for.

func nothing(*circumstances) {}

func get(target string) func(*circumstances) {
	return func(c *circumstances) { c.request("GET", target) }
}

func account(c *circumstances) { c.request("GET", "/api/account") }

func accountWith(change func(*oauth1.Config)) func(*circumstances) {
	return func(c *circumstances) {
		account(c)
		c.config(change)
	}
}

func with(change func(*oauth1.Config)) func(*circumstances) {
	return func(c *circumstances) { c.config(change) }
}

func key(k string) func(*oauth1.Config) { return func(c *oauth1.Config) { c.ConsumerKey = k } }

func consumerSecretIs(s string) func(*oauth1.Config) {
	return func(c *oauth1.Config) { c.ConsumerSecret = secret.New(s) }
}

func token(t, s string) func(*circumstances) {
	return func(c *circumstances) {
		account(c)
		c.Refused.Request.Token, c.Refused.Request.TokenSecret = t, secret.New(s)
		c.Test.Request.Token, c.Test.Request.TokenSecret = t, secret.New(s)
	}
}

const wrongSecret = "0a0b0c0d0e0f0a0b0c0d0e0f0a0b0c0d"

// What providers do.

func refuses(a answer) func(*provider) { return func(p *provider) { p.answer = a } }

func rule(a answer, change func(*provider)) func(*provider) {
	return func(p *provider) {
		p.answer = a
		change(p)
	}
}

// replies is a server that replies to every request in the same way.
func replies(status int, kind, body string, header ...string) func(*provider) {
	return func(p *provider) {
		p.before = func(w http.ResponseWriter, _ *http.Request) bool {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			send(w, status, kind, body)
			return true
		}
	}
}

// atAPI is a rule of the API, with its own reply.
func atAPI(status int, kind, body string) func(*provider) {
	return func(p *provider) {
		p.allowed = func(*http.Request) *failure { return &failure{problem: "api"} }
		before := p.answer
		p.answer = func(w http.ResponseWriter, f failure) {
			if f.problem == "api" {
				send(w, status, kind, body)
				return
			}
			before(w, f)
		}
	}
}

// writesRefused is an API that lets this token read only.
func writesRefused(status int, kind, body string) func(*provider) {
	return func(p *provider) {
		atAPI(status, kind, body)(p)
		p.allowed = func(r *http.Request) *failure {
			if r.Method == http.MethodGet {
				return nil
			}
			return &failure{problem: "api"}
		}
	}
}

func isDead(problem, text string) func(*provider) {
	return func(p *provider) { p.dead[accessToken] = failure{problem: problem, text: text} }
}

func isBlocked(problem, text string) func(*provider) {
	return func(p *provider) { p.blocked[consumerKey] = failure{problem: problem, text: text} }
}

func signsHTTP(_, host, path string) string     { return "http://" + host + path }
func signsHTTPS(_, host, path string) string    { return "https://" + host + path }
func signsInternal(s, _, path string) string    { return s + "://app.internal:8080" + path }
func signsWithoutPort(s, h, path string) string { return s + "://" + strings.Split(h, ":")[0] + path }

func signsWithoutPrefix(s, h, path string) string {
	return s + "://" + h + strings.TrimPrefix(path, "/rest")
}

// oldEncoding encodes the tilde, as PHP did before 5.3.
func oldEncoding(s string) string { return strings.ReplaceAll(escape(s), "~", "%7E") }

// plusEncoding encodes a space as a plus.
func plusEncoding(s string) string { return strings.ReplaceAll(escape(s), "%20", "%2B") }

func stripsAuthorization(_ http.ResponseWriter, r *http.Request) bool {
	r.Header.Del("Authorization")
	return false
}

func behindRest(c *circumstances) {
	c.request("GET", "/rest/account")
	c.Test.Request.URL = c.base + "/rest/account"
	c.config(func(o *oauth1.Config) { o.RequestTokenURI = c.base + "/rest/oauth/request_token" })
}

func requestTokenBehindRest(c *circumstances) {
	behindRest(c)
	c.Step, c.Refused.RequestToken, c.Refused.Request = reply.RequestToken, true, oauth1.Request{}
}

// oneLegged is a service without access tokens.
func oneLegged(c *circumstances) {
	account(c)
	c.Refused.Request.Token, c.Refused.Request.TokenSecret = "", secret.Text{}
	c.config(func(o *oauth1.Config) { o.RequestTokenURI, o.AuthorizeURI, o.TokenURI = "", "", "" })
	c.Facts.NoToken, c.Facts.HasTest = true, false
}

func otherEnvironment(c *circumstances) {
	sandbox := &provider{
		consumers: map[string]string{"sandboxkey000001": "sandboxsecret0000000000000000001"}, used: map[string]bool{},
		writes: map[string]int{}, answer: silent,
	}
	server := newServer(c.t, sandbox)
	config := c.Refused.Config
	config.ConsumerKey, config.ConsumerSecret = "sandboxkey000001", secret.New("sandboxsecret0000000000000000001")
	c.Refused.Config = config
	config.RequestTokenURI, config.AuthorizeURI = server+"/oauth/request_token", server+"/oauth/authorize"
	config.TokenURI = server + "/oauth/access_token"
	c.Facts.Environments = []doctor.Environment{{Title: "Sandbox", Config: config}}
}

func explaining(t *testing.T) []situation {
	s := func(name string, id cause.ID, p func(*provider), user func(*circumstances)) situation {
		return situation{"explains", name, id, p, user}
	}
	privateKey, other := newKey(t), newKey(t)
	return []situation{
		s("request token, unknown key in the body", cause.ConsumerKeyUnknown,
			refuses(inBody), with(key("xxxf43f3p2l4kxxx"))),
		s("API, unknown key in JSON", cause.ConsumerKeyUnknown,
			refuses(inJSON), accountWith(key("xxxf43f3p2l4kxxx"))),
		s("request token, wrong secret, base string equal", cause.ConsumerSecretWrong,
			refuses(withBase), with(consumerSecretIs(wrongSecret))),
		s("request token, application suspended, XML", cause.ConsumerKeyRefused,
			rule(inXML, isBlocked("consumer_key_refused", "This application has been suspended")), nothing),
		s("API, consumer_key_refused in the header", cause.ConsumerKeyRefused,
			rule(inHeader, isBlocked("consumer_key_refused", "")), account),
		s("API, token_expired in the header", cause.TokenExpired,
			rule(inHeader, isDead("token_expired", "")), account),
		s("API, token_revoked in the body", cause.TokenRevoked, rule(inBody, isDead("token_revoked", "")), account),
		s("API, revoked by the user, JSON", cause.TokenRevoked,
			rule(inJSON, isDead("", "The user has revoked access for this application")), account),
		s("API, token_rejected", cause.TokenUnknown, refuses(inBody), token("zzzz734d00sl2jzz-0001", tokenSecret)),
		s("API, wrong token secret, base string equal", cause.TokenSecretWrong,
			refuses(withBase), token(accessToken, wrongSecret)),
		s("API, wrong consumer secret, base string equal", cause.ConsumerSecretWrong, refuses(withBase),
			accountWith(consumerSecretIs(wrongSecret))),
		s("API without tokens, wrong secret, base string equal", cause.ConsumerSecretWrong, refuses(withBase),
			func(c *circumstances) { oneLegged(c); c.config(consumerSecretIs(wrongSecret)) }),
		s("API, realm is missing, prose", cause.Realm,
			rule(inProse, func(p *provider) { p.realm = "sample" }), account),
		s("API, HMAC-SHA256 only", cause.SignatureMethod,
			rule(inBody, func(p *provider) { p.methods = []string{"HMAC-SHA256"} }), account),
		s("request token, HMAC-SHA256 only, HTML", cause.SignatureMethod,
			rule(inHTML, func(p *provider) { p.methods = []string{"HMAC-SHA256"} }), nothing),
		s("API, RSA key of another application, base string equal", cause.PrivateKeyWrong,
			rule(withBase, func(p *provider) { p.methods, p.publicKey = []string{"RSA-SHA1"}, &privateKey.PublicKey }),
			accountWith(func(c *oauth1.Config) {
				c.ConsumerSecret = secret.Text{}
				c.Dialect.SignatureMethod, c.Dialect.PrivateKey = "RSA-SHA1", secret.New(pemText(other))
			})),
		s("API, its clock is ahead, acceptable timestamps", cause.Clock,
			rule(inBody, func(p *provider) { p.clock = 20 * time.Minute }), account),
		s("request token, its clock is behind, prose", cause.Clock,
			rule(inProse, func(p *provider) { p.clock = -2 * time.Hour }), nothing),
		s("API, nonce_used", cause.NonceUsed,
			rule(inBody, func(p *provider) { p.used["nonce00000000000000000000001"] = true }),
			func(c *circumstances) { account(c); c.Refused.Request.Nonce = "nonce00000000000000000000001" }),
		s("request token, nonces must be digits", cause.NonceFormat,
			rule(inProse, func(p *provider) { p.nonce = regexp.MustCompile(`^\d+$`) }), nothing),
		s("API, signs https, base string shown", cause.BaseScheme,
			rule(withBase, func(p *provider) { p.baseURI = signsHTTPS }), account),
		s("API, signs its internal host, base string shown", cause.BaseHost,
			rule(withBase, func(p *provider) { p.baseURI = signsInternal }), account),
		s("request token, signs another path, base string shown", cause.BasePath,
			rule(withBase, func(p *provider) { p.baseURI = signsWithoutPrefix }),
			requestTokenBehindRest),
		s("API, the query is not signed, base string shown", cause.QueryNotSigned,
			rule(withBase, func(p *provider) { p.unsignedQuery = true }), get("/api/items?page=2&sort=name")),
		s("API, PHP names, base string shown", cause.ParameterName,
			rule(withBase, func(p *provider) { p.php = true }),
			get("/api/items?meta.color=red")),
		s("API, keeps one value, base string shown", cause.RepeatedParameter,
			rule(withBase, func(p *provider) { p.lastValue = true }), get("/api/items?tag=red&tag=blue")),
		s("API, encodes spaces as plus, base string shown", cause.Encoding,
			rule(withBase, func(p *provider) { p.encode = plusEncoding }), get("/api/items?q=two%20words")),
		s("POST, the form is not signed, base string shown", cause.FormBody,
			rule(withBase, func(p *provider) { p.unsignedForm = true }),
			func(c *circumstances) { c.body("/api/items", oauth1.FormType, "title=lamp&color=red") }),
		s("POST, JSON fields are signed, base string shown", cause.JSONBody,
			rule(withBase, func(p *provider) { p.signedJSON = true }),
			func(c *circumstances) { c.body("/api/items", "application/json", `{"title":"lamp","color":"red"}`) }),
		s("POST, multipart fields are signed, base string shown", cause.MultipartBody,
			rule(withBase, func(p *provider) { p.signedParts = true }),
			func(c *circumstances) {
				c.body("/api/items", "multipart/form-data; boundary=b",
					"--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nlamp\r\n--b--\r\n")
			}),
		s("request token, unregistered callback", cause.CallbackRefused,
			rule(inProse, func(p *provider) { p.callback = "https://app.example/callback" }),
			func(c *circumstances) { c.Refused.Callback = "http://127.0.0.1:8080/callback" }),
		s("request token, oauth_callback is absent", cause.CallbackMissing,
			rule(inBody, func(p *provider) { p.callback = "any" }),
			func(c *circumstances) {
				c.Refused.Callback = ""
				c.config(func(o *oauth1.Config) { o.Dialect.Callback = "omit" })
			}),
		s("access token, wrong verifier", cause.VerifierWrong,
			replies(401, "text/plain", "oauth_problem=parameter_rejected&oauth_parameters_rejected=oauth_verifier"),
			(*circumstances).accessTokenRequest),
		s("access token, request token expired", cause.RequestTokenExpired,
			replies(401, oauth1.FormType, "oauth_problem=token_expired"),
			(*circumstances).accessTokenRequest),
		s("access token, user_refused", cause.UserRefused,
			replies(401, oauth1.FormType, "oauth_problem=user_refused"),
			(*circumstances).accessTokenRequest),
		s("POST, read-only application, JSON", cause.Permission,
			writesRefused(403, "application/json",
				`{"errors":[{"message":"Read-only application cannot POST.","code":261}]}`),
			func(c *circumstances) { c.body("/api/items", oauth1.FormType, "title=lamp") }),
		s("request token, version is absent", cause.VersionParameter,
			rule(inBody, func(p *provider) { p.version = "required" }),
			with(func(c *oauth1.Config) { c.Dialect.OmitVersion = true })),
		s("API, body hash is absent", cause.BodyHash,
			rule(inHeader, func(p *provider) { p.bodyHash = true }), account),
		s("request token, wants an empty token", cause.EmptyToken,
			rule(inBody, func(p *provider) { p.emptyToken = "required" }), nothing),
		s("API, nothing in the header, says parameters are absent", cause.AuthorizationHeaderRemoved,
			rule(inBody, func(p *provider) { p.before = stripsAuthorization }), account),
		s("request token, 405 with Allow", cause.HTTPMethod, replies405, nothing),
		s("request token, 429", cause.RateLimited,
			replies(429, "text/plain", "Too many requests", "Retry-After", "30"), nothing),
		s("API, user agent", cause.UserAgent, func(p *provider) {
			p.before = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasPrefix(r.UserAgent(), "countersign") {
					send(w, 403, "text/plain", "Please set a User-Agent that identifies your application.")
					return true
				}
				return false
			}
		}, account),
		s("request token, sandbox key in production", cause.WrongEnvironment, refuses(inBody), otherEnvironment),
		s("request token, key with a space", cause.ValueHasWhitespace, refuses(inBody), with(key(consumerKey+" "))),
		s("API, HTTP proxy wants a password", cause.Proxy, nil, func(c *circumstances) {
			account(c)
			proxy := newServer(c.t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Proxy-Authenticate", `Basic realm="office"`)
				w.WriteHeader(407)
			}))
			address, _ := url.Parse(proxy)
			c.transport = &http.Transport{Proxy: http.ProxyURL(address)}
		}),
		s("API over https, unknown certificate", cause.TLS, nil, func(c *circumstances) {
			account(c)
			c.transport = &http.Transport{}
		}),
		s("request token, nothing listens", cause.Network, nil, func(c *circumstances) {
			closed := closedAddress(c.t)
			c.config(func(o *oauth1.Config) { o.RequestTokenURI = closed + "/oauth/request_token" })
			c.transport = &http.Transport{}
		}),
	}
}
