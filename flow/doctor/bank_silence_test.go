package doctor_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/internal/secret"
)

func newServer(t *testing.T, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func closedAddress(t *testing.T) string {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func newKey(t *testing.T) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func pemText(k *rsa.PrivateKey) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
}

func publicPEM(k *rsa.PrivateKey) []byte {
	der, _ := x509.MarshalPKIXPublicKey(&k.PublicKey)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// replies405 is a request token endpoint for GET only.
func replies405(p *provider) {
	p.tokenMethods = []string{"GET"}
	p.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == "GET" {
			return false
		}
		w.Header().Set("Allow", "GET")
		send(w, 405, "text/plain", "Method Not Allowed")
		return true
	}
}

const oddSecret = "lamp & table/100%"

func usesOddSecret(p *provider) { p.consumers[consumerKey] = oddSecret }

// silence are providers that only say 401.
func silence(*testing.T) []situation {
	s := func(name string, id cause.ID, p func(*provider), user func(*circumstances)) situation {
		return situation{"silent", name, id, p, user}
	}
	return []situation{
		s("request token, HMAC-SHA256 only", cause.SignatureMethod,
			func(p *provider) { p.methods = []string{"HMAC-SHA256"} }, nothing),
		s("API, HMAC-SHA256 only", cause.SignatureMethod,
			func(p *provider) { p.methods = []string{"HMAC-SHA256"} }, account),
		s("API, header only", cause.Placement, func(p *provider) { p.placements = []string{"header"} },
			accountWith(func(c *oauth1.Config) { c.Dialect.Placement = "query" })),
		s("request token, body only", cause.Placement,
			func(p *provider) { p.placements = []string{"body"} }, nothing),
		s("request token, refuses oauth_version", cause.VersionParameter,
			func(p *provider) { p.version = "forbidden" }, nothing),
		s("API, requires oauth_version", cause.VersionParameter, func(p *provider) { p.version = "required" },
			accountWith(func(c *oauth1.Config) { c.Dialect.OmitVersion = true })),
		s("API, requires a body hash", cause.BodyHash, func(p *provider) { p.bodyHash = true }, account),
		s("request token, refuses an empty token", cause.EmptyToken, func(p *provider) { p.emptyToken = "forbidden" },
			with(func(c *oauth1.Config) { c.Dialect.EmptyToken = true })),
		s("request token, requires an empty token", cause.EmptyToken,
			func(p *provider) { p.emptyToken = "required" }, nothing),
		s("API, the realm must be the URL", cause.Realm, func(p *provider) { p.realm = "url" }, account),
		s("request token, GET only", cause.HTTPMethod,
			func(p *provider) { p.tokenMethods = []string{"GET"} }, nothing),
		s("request token over http, signs https", cause.BaseScheme,
			func(p *provider) { p.baseURI = signsHTTPS }, nothing),
		s("API over https, signs http", cause.BaseScheme, func(p *provider) { p.baseURI = signsHTTP }, account),
		s("API, signs its host without the port", cause.BaseHost,
			func(p *provider) { p.baseURI = signsWithoutPort }, account),
		s("API, signs the path without its prefix", cause.BasePath,
			func(p *provider) { p.baseURI = signsWithoutPrefix }, behindRest),
		s("API, the query is not signed", cause.QueryNotSigned,
			func(p *provider) { p.unsignedQuery = true }, get("/api/items?page=2")),
		s("API, keeps one value", cause.RepeatedParameter,
			func(p *provider) { p.lastValue = true }, get("/api/items?tag=red&tag=blue")),
		s("API, PHP names", cause.ParameterName,
			func(p *provider) { p.php = true }, get("/api/items?meta.color=red")),
		s("API, PHP numbers name[]", cause.ParameterName,
			func(p *provider) { p.php = true }, get("/api/items?include%5B%5D=7&include%5B%5D=9")),
		s("API, encodes the tilde", cause.Encoding,
			func(p *provider) { p.encode = oldEncoding }, get("/api/items?q=a~b")),
		s("request token, secret not encoded in the key", cause.SecretEncoding,
			func(p *provider) { usesOddSecret(p); p.rawSecrets = true }, with(consumerSecretIs(oddSecret))),
		s("API, secret not encoded in the key", cause.SecretEncoding,
			func(p *provider) { usesOddSecret(p); p.rawSecrets = true }, accountWith(consumerSecretIs(oddSecret))),
		s("API, its clock is ahead", cause.Clock, func(p *provider) { p.clock = 15 * time.Minute }, account),
		s("request token, its clock is behind", cause.Clock,
			func(p *provider) { p.clock = -40 * time.Minute }, nothing),
		s("API, a stale remembered correction", cause.Clock, nil, func(c *circumstances) {
			account(c)
			c.Refused.Skew, c.Test.Skew = 20*time.Minute, 20*time.Minute
		}),
		s("request token, nonces must be digits", cause.NonceFormat,
			func(p *provider) { p.nonce = regexp.MustCompile(`^\d{6,}$`) }, nothing),
		s("API, nonces must be short", cause.NonceFormat,
			func(p *provider) { p.nonce = regexp.MustCompile(`^\w{1,20}$`) }, account),
		s("request token, secret with a line break", cause.ValueHasWhitespace,
			nil, with(consumerSecretIs(consumerSecret+"\n"))),
		s("API, token secret with a space", cause.ValueHasWhitespace, nil, token(accessToken, " "+tokenSecret)),
		s("request token, key and secret swapped", cause.KeysSwapped, nil, with(func(c *oauth1.Config) {
			c.ConsumerKey, c.ConsumerSecret = consumerSecret, secret.New(consumerKey)
		})),
		s("API, token pair in place of the consumer pair", cause.TokenAndConsumerSwapped,
			nil, func(c *circumstances) {
				token(consumerKey, consumerSecret)(c)
				c.config(func(o *oauth1.Config) {
					o.ConsumerKey, o.ConsumerSecret = accessToken, secret.New(tokenSecret)
				})
			}),
		s("API, token expired yesterday", cause.TokenExpired, isDead("", ""), func(c *circumstances) {
			account(c)
			c.Facts.Expires, c.Facts.CanRefresh = time.Now().Add(-24*time.Hour), true
		}),
		s("request token, callback required", cause.CallbackMissing,
			func(p *provider) { p.callback = "any" }, func(c *circumstances) {
				c.Refused.Callback = ""
				c.config(func(o *oauth1.Config) { o.Dialect.Callback = "omit" })
			}),
		s("request token, oob only", cause.CallbackRefused, func(p *provider) { p.callback = "oob" },
			func(c *circumstances) { c.Refused.Callback = "http://127.0.0.1:8080/callback" }),
		s("request token, no confirmation", cause.CallbackUnconfirmed,
			func(p *provider) { p.unconfirmed = true }, nothing),
		s("request token, sandbox key in production", cause.WrongEnvironment, nil, otherEnvironment),
	}
}
