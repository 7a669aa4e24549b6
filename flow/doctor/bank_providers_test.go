package doctor_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

type pair struct{ name, value string }

// provider is an OAuth provider with a verifier of its own. The zero value of each rule follows RFC 5849.
type provider struct {
	consumers map[string]string // key: secret
	blocked   map[string]failure
	tokens    map[string]string // token: secret
	dead      map[string]failure
	publicKey *rsa.PublicKey

	methods      []string // HMAC-SHA1 if empty
	placements   []string // header, query, body; all if empty
	tokenMethods []string // HTTP methods of the request token endpoint; POST if empty
	realm        string   // required; url: the URL of the request; none: forbidden
	version      string   // required, forbidden
	bodyHash     bool
	emptyToken   string // required, forbidden
	nonce        *regexp.Regexp
	clock        time.Duration
	window       time.Duration // 5 minutes if zero
	callback     string        // the only one; "any" requires one
	unconfirmed  bool

	baseURI       func(scheme, host, path string) string
	unsignedQuery bool
	unsignedForm  bool
	lastValue     bool // of a repeated name
	php           bool
	encode        func(string) string
	rawSecrets    bool
	signedJSON    bool
	signedParts   bool

	before  func(w http.ResponseWriter, r *http.Request) bool // a server in between: true if it replied
	allowed func(r *http.Request) *failure                    // the API's own rules, after the signature
	answer  answer

	mu     sync.Mutex
	used   map[string]bool
	seen   []string // everything that arrived, to look for secrets
	writes map[string]int
	count  int
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	p.seen = append(p.seen, r.RequestURI, fmt.Sprint(r.Header), string(body))
	if r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/request_token") {
		p.writes[r.Method+" "+r.URL.Path]++
	}
	if p.clock != 0 {
		w.Header().Set("Date", time.Now().Add(p.clock).UTC().Format(http.TimeFormat))
	}
	if p.before != nil && p.before(w, r) {
		return
	}
	if f := p.check(r, string(body)); f != nil {
		p.answer(w, *f)
		return
	}
	if !strings.HasSuffix(r.URL.Path, "/request_token") {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":17,"name":"anna"}`)
		return
	}
	w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
	fmt.Fprint(w, "oauth_token=temporary0001&oauth_token_secret=temporarysecret0001")
	if !p.unconfirmed {
		fmt.Fprint(w, "&oauth_callback_confirmed=true")
	}
}

func absent(name string) *failure {
	return &failure{problem: "parameter_absent", param: name, text: "Missing required parameter " + name}
}

// check returns what is wrong with a request, or nil.
func (p *provider) check(r *http.Request, body string) *failure {
	isToken := strings.HasSuffix(r.URL.Path, "/request_token")
	if isToken && !contains(p.tokenMethods, "POST", r.Method) {
		return &failure{problem: "method_not_allowed", text: r.Method + " is not allowed here", param: "Allow"}
	}
	all, oauth, realm := p.collect(r, body)
	for _, name := range []string{"consumer_key", "signature_method", "timestamp", "nonce", "signature"} {
		name = "oauth_" + name
		if _, ok := oauth[name]; !ok {
			return absent(name)
		}
	}
	version, hasVersion := oauth["oauth_version"]
	token, hasToken := oauth["oauth_token"]
	switch {
	case p.version == "required" && !hasVersion:
		return absent("oauth_version")
	case p.version == "forbidden" && hasVersion, hasVersion && version != "1.0":
		return &failure{
			problem: "parameter_rejected", param: "oauth_version", text: "Unexpected parameter oauth_version",
		}
	case p.realm != "" && realm != p.wantedRealm(r):
		return &failure{problem: "parameter_absent", param: "realm", text: "The realm is missing or wrong"}
	case p.bodyHash && oauth["oauth_body_hash"] == "":
		return absent("oauth_body_hash")
	case isToken && p.emptyToken == "required" && !hasToken:
		return absent("oauth_token")
	case isToken && p.emptyToken == "forbidden" && hasToken:
		return &failure{problem: "parameter_rejected", param: "oauth_token", text: "Unexpected parameter oauth_token"}
	case !contains(p.methods, "HMAC-SHA1", oauth["oauth_signature_method"]):
		return &failure{
			problem: "signature_method_rejected",
			text:    "Signature method not supported. Use " + strings.Join(p.methods, ", "),
		}
	}
	if f := p.credentials(oauth["oauth_consumer_key"], token, isToken); f != nil {
		return f
	}
	if f := p.freshness(oauth); f != nil {
		return f
	}
	if isToken && p.callback != "" {
		switch got := oauth["oauth_callback"]; {
		case got == "":
			return absent("oauth_callback")
		case p.callback != "any" && got != p.callback:
			return &failure{
				problem: "parameter_rejected", param: "oauth_callback",
				text: "The callback URL is not the registered one",
			}
		}
	}
	if base := p.base(r, all); !p.verify(base, oauth, token) {
		return &failure{problem: "signature_invalid", text: "Invalid signature", base: base}
	}
	if p.allowed != nil && !isToken {
		return p.allowed(r)
	}
	return nil
}

func (p *provider) wantedRealm(r *http.Request) string {
	switch p.realm {
	case "url":
		return "http://" + r.Host + r.URL.Path
	case "none":
		return ""
	}
	return p.realm
}

func (p *provider) credentials(key, token string, isToken bool) *failure {
	if f, ok := p.blocked[key]; ok {
		return &f
	}
	if _, ok := p.consumers[key]; !ok {
		return &failure{problem: "consumer_key_unknown", text: "Unknown consumer key"}
	}
	if isToken || token == "" {
		return nil
	}
	if f, ok := p.dead[token]; ok {
		return &f
	}
	if _, ok := p.tokens[token]; !ok {
		return &failure{problem: "token_rejected", text: "Invalid access token"}
	}
	return nil
}

func (p *provider) freshness(oauth map[string]string) *failure {
	window := p.window
	if window == 0 {
		window = 5 * time.Minute
	}
	now := time.Now().Add(p.clock)
	sent, _ := strconv.ParseInt(oauth["oauth_timestamp"], 10, 64)
	if d := now.Sub(time.Unix(sent, 0)); d > window || d < -window {
		return &failure{
			problem: "timestamp_refused",
			param:   fmt.Sprintf("%d-%d", now.Add(-window).Unix(), now.Add(window).Unix()),
			text:    fmt.Sprintf("Expired timestamp, yours %d, ours %d", sent, now.Unix()),
		}
	}
	nonce := oauth["oauth_nonce"]
	if p.nonce != nil && !p.nonce.MatchString(nonce) {
		return &failure{problem: "parameter_rejected", param: "oauth_nonce", text: "The nonce has an invalid format"}
	}
	if p.used[nonce] {
		return &failure{problem: "nonce_used", text: "Nonce already used: " + nonce}
	}
	p.used[nonce] = true
	return nil
}

func contains(list []string, standard, value string) bool {
	if len(list) == 0 {
		return value == standard
	}
	return slices.Contains(list, value)
}

// collect returns the parameters to sign, the oauth parameters among them, and the realm.
func (p *provider) collect(r *http.Request, body string) (all []pair, oauth map[string]string, realm string) {
	oauth = map[string]string{}
	add := func(place string, list []pair, sign bool) {
		for _, v := range list {
			if v.name == "realm" && place == "header" {
				realm = v.value
				continue
			}
			if strings.HasPrefix(v.name, "oauth_") {
				if len(p.placements) > 0 && !slices.Contains(p.placements, place) {
					continue
				}
				oauth[v.name] = v.value
				if v.name != "oauth_signature" {
					all = append(all, v)
				}
			} else if sign {
				all = append(all, v)
			}
		}
	}
	if rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "OAuth "); ok {
		var list []pair
		for part := range strings.SplitSeq(rest, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			list = append(list, pair{unescape(name, false), unescape(strings.Trim(value, `"`), false)})
		}
		add("header", list, true)
	}
	add("query", form(r.URL.RawQuery), !p.unsignedQuery)
	switch kind := r.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "application/x-www-form-urlencoded"):
		add("body", form(body), !p.unsignedForm)
	case strings.Contains(kind, "json") && p.signedJSON:
		var fields map[string]any
		if json.Unmarshal([]byte(body), &fields) == nil {
			for name, value := range fields {
				all = append(all, pair{name, fmt.Sprint(value)})
			}
		}
	case strings.HasPrefix(kind, "multipart/") && p.signedParts:
		for _, m := range partPattern.FindAllStringSubmatch(body, -1) {
			all = append(all, pair{m[1], m[2]})
		}
	}
	return all, oauth, realm
}

var partPattern = regexp.MustCompile(`name="([^"]*)"\r\n\r\n([^\r]*)\r\n`)

func form(raw string) []pair {
	var list []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part != "" {
			name, value, _ := strings.Cut(part, "=")
			list = append(list, pair{unescape(name, true), unescape(value, true)})
		}
	}
	return list
}

func unescape(s string, plus bool) string {
	if !plus {
		s = strings.ReplaceAll(s, "+", "%2B")
	}
	if text, err := url.QueryUnescape(s); err == nil {
		return text
	}
	return s
}

// escape is RFC 5849 section 3.6.
func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func (p *provider) base(r *http.Request, list []pair) string {
	if p.lastValue || p.php {
		list = p.rebuild(list)
	}
	encode := escape
	if p.encode != nil {
		encode = p.encode
	}
	lines := make([]string, 0, len(list))
	for _, v := range list {
		lines = append(lines, encode(v.name)+"\x00"+encode(v.value))
	}
	sort.Strings(lines)
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	uri := scheme + "://" + strings.ToLower(r.Host) + r.URL.EscapedPath()
	if p.baseURI != nil {
		uri = p.baseURI(scheme, strings.ToLower(r.Host), r.URL.EscapedPath())
	}
	joined := strings.ReplaceAll(strings.Join(lines, "&"), "\x00", "=")
	return r.Method + "&" + escape(uri) + "&" + escape(joined)
}

// rebuild keeps the last value of each name; as PHP does it also rewrites the names and numbers name[].
func (p *provider) rebuild(list []pair) []pair {
	var out []pair
	numbers := map[string]int{}
	for _, v := range list {
		if p.php {
			if name, ok := strings.CutSuffix(v.name, "[]"); ok {
				v.name = fmt.Sprintf("%s[%d]", name, numbers[name])
				numbers[name]++
			} else if !strings.Contains(v.name, "[") {
				v.name = strings.NewReplacer(".", "_", " ", "_").Replace(v.name)
			}
		}
		out = slices.DeleteFunc(out, func(o pair) bool { return o.name == v.name })
		out = append(out, v)
	}
	return out
}

func (p *provider) verify(base string, oauth map[string]string, token string) bool {
	got, err := base64.StdEncoding.DecodeString(oauth["oauth_signature"])
	if err != nil {
		return false
	}
	secret, tokenSecret := p.consumers[oauth["oauth_consumer_key"]], p.tokens[token]
	if !p.rawSecrets {
		secret, tokenSecret = escape(secret), escape(tokenSecret)
	}
	sum := func(h func() hash.Hash) bool {
		m := hmac.New(h, []byte(secret+"&"+tokenSecret))
		m.Write([]byte(base))
		return hmac.Equal(m.Sum(nil), got)
	}
	switch oauth["oauth_signature_method"] {
	case "HMAC-SHA1":
		return sum(sha1.New)
	case "HMAC-SHA256":
		return sum(sha256.New)
	case "RSA-SHA1":
		digest := sha1.Sum([]byte(base))
		return rsa.VerifyPKCS1v15(p.publicKey, crypto.SHA1, digest[:], got) == nil
	}
	return false
}
