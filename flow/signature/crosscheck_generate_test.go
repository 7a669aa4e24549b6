package signature_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"countersign/flow/signature"
)

// sample is one generated request with all that signing it takes.
type sample struct {
	seed, index uint64   // which make it again
	kinds       []string // what is special about it

	request        signature.Request
	method         signature.Method
	oauth          []signature.Param
	realm          string
	placement      string // header, query or body
	consumerSecret string
	tokenSecret    string
	key            rsaKey // of the RSA methods
}

// draw makes the choices of one sample.
type draw struct {
	*rand.Rand
	kinds []string
}

// choice is one way to write a part of a request. Those with a kind are what the
// cross-check is about; the weights leave most of a request plain, since a checker
// with a fault in one part can't judge the rest.
type choice struct {
	weight     int
	text, kind string
}

var (
	placements = []choice{{5, "header", "oauth in the header"}, {2, "query", "oauth in the query"}, {2, "body", "oauth in the body"}}

	signatureMethods = []choice{
		{9, "HMAC-SHA1", "HMAC-SHA1"},
		{2, "HMAC-SHA256", "HMAC-SHA256"},
		{2, "HMAC-SHA512", "HMAC-SHA512"},
		{3, "RSA-SHA1", "RSA-SHA1"},
		{1, "RSA-SHA256", "RSA-SHA256"},
		{1, "RSA-SHA512", "RSA-SHA512"},
		{2, "PLAINTEXT", "PLAINTEXT"},
	}

	methods = []choice{
		{8, "GET", ""},
		{6, "POST", ""},
		{4, "PUT", ""},
		{1, "PATCH", ""},
		{1, "DELETE", ""},
		{1, "HEAD", ""},
		{1, "OPTIONS", ""},
		{1, "post", "method in lower case"},
		{1, "PROPFIND", "custom method"},
		{1, "X-!'*+|~", "method to be encoded"},
	}
	bodyMethods = []choice{{9, "POST", ""}, {5, "PUT", ""}, {1, "PATCH", ""}, {1, "REPORT", "custom method"}}

	schemes = []choice{{4, "https", "https"}, {4, "http", "http"}, {1, "HTTPS", "scheme in upper case"}, {1, "Http", "scheme in mixed case"}}

	hosts = []choice{
		{12, "api.example.com", ""},
		{2, "API.Example.COM", "host in mixed case"},
		{1, "localhost", ""},
		{1, "api.example.com.", "host with a last dot"},
		{1, "127.0.0.1", "IPv4 host"},
		{1, "[::1]", "IPv6 host"},
		{1, "[2001:DB8::80]", "IPv6 host in upper case"},
		{1, "[2001:0db8:0:0:0:0:0:1]", "IPv6 host at length"},
	}
	// What a URL may have and a Host header not.
	urlHosts = append([]choice{
		{1, "bücher.EXAMPLE", "international host"},
		{1, "[fe80::1%25eth0]", "IPv6 host with a zone"},
		{1, "anna:sample-password@api.example.com", "user info"},
	}, hosts...)

	ports = []choice{
		{8, "", ""},
		{2, ":80", "port 80"},
		{2, ":443", "port 443"},
		{2, ":8080", "another port"},
		{1, ":", "empty port"},
		{1, ":0443", "port with a leading zero"},
	}

	segments = []choice{
		{16, "things", ""},
		{8, "1.1", ""},
		{2, "a%2Fb", "path with %2F"},
		{2, "a%2fb", "path with lower-case escapes"},
		{2, "%7Eanna", "path with %7E"},
		{2, "~anna", "path with ~"},
		{2, "caf%C3%A9", "path with encoded unicode"},
		{2, "café", "path with raw unicode"},
		{2, "a%20b", "path with %20"},
		{2, "a b", "path with a space"},
		{2, "a+b", "path with +"},
		{2, "100%25", "path with %25"},
		{2, "%252F", "path encoded twice"},
		{2, "!$&'()*,=:@", "path with reserved characters"},
		{2, "v;a=1;b=2", "path with parameters"},
		{1, "v;", "path with a lone ;"},
		{2, "{id}", "path with braces"},
		{1, "[id]", "path with brackets"},
		{2, "", "empty path segment"},
		{2, ".", "dot segment"},
		{2, "..", "dot segment"},
	}

	formTypes = []choice{
		{6, formType, ""},
		{1, formType + "; charset=UTF-8", "form with a charset"},
		{1, formType + ";charset=\"utf-8\";x=y", "form with parameters"},
		{1, "Application/X-WWW-Form-URLEncoded", "form in mixed case"},
		{1, "APPLICATION/X-WWW-FORM-URLENCODED ;charset=utf-8", "form in upper case"},
	}
	otherTypes = []choice{
		{4, "application/json", "JSON body"},
		{1, "text/plain; a=" + formType, "text body"},
		{1, "multipart/form-data; boundary=" + formType, "multipart body"},
		{1, formType + "-not", "body of a similar type"},
		{1, "", "body without a type"},
	}
	bodies = []choice{{5, "none", "no body"}, {6, "form", "form"}, {3, "other", ""}}

	pairShapes = []choice{
		{80, "plain", ""},
		{4, "again", "same name again"},
		{3, "twice", "same pair again"},
		{3, "longer", "name that begins another"},
		{3, "empty value", "empty value"},
		{3, "no value", "name without ="},
		{1, "empty name", "empty name"},
		{2, "nothing", "empty pair"},
		{2, "more", "= in the value"},
		{1, "semicolons", "raw ;"},
		{1, "realm", "parameter named realm"},
		{2, "encoded brackets", "encoded brackets"},
		{1, "raw brackets", "raw brackets"},
		{1, "raw unicode", "raw unicode"},
	}
	spellings = []choice{{6, "%", ""}, {2, "+", "+ for a space"}, {1, "x", "lower-case escapes"}, {1, "r", "raw reserved characters"}, {1, "l", "encoded letters"}}

	alphabets = []choice{
		{20, "abcxyzABCXYZ0189", ""},
		{2, "ab-._~", ""},
		{2, "ab !\"#$%&'()*+,/:;<=>?@[\\]^`{|}", "special characters"},
		{2, "abéßд中☃😀\u0301", "unicode"},
		{1, "ab%20%41", "text that looks encoded"},
		{1, "ab\x00\t\r\n\x7f", "control characters"},
	}
	visible = alphabets[:5]

	realms = []choice{
		{10, "", ""},
		{2, "Photos", "realm"},
		{2, "http://sp.example.com/ a", "realm to be quoted"},
		{1, `a "quoted" \ realm`, "realm with quotes"},
		{1, `a", oauth_token="another`, "realm that looks like parameters"},
		{1, "café\x01\n", "realm with control characters"},
	}

	tokens = []choice{{8, "some", ""}, {1, "none", "no token"}, {1, "empty", "empty token"}}
	extras = []choice{
		{8, "", ""},
		{1, "oauth_callback=oob", "oauth_callback"},
		{1, "oauth_callback=http://127.0.0.1:8080/cb?a=1&b=%20", "oauth_callback"},
		{1, "oauth_verifier=", "oauth_verifier"},
		{1, "oauth_session_handle=", "oauth_session_handle"},
	}
)

// newSample makes the sample of a seed and an index.
func newSample(keys []rsaKey, seed, index uint64) sample {
	d := &draw{Rand: rand.New(rand.NewPCG(seed, index))}
	s := sample{seed: seed, index: index}
	s.placement = d.choose(placements)
	s.method = signature.Method(d.choose(signatureMethods))
	s.key = keys[d.IntN(len(keys))]
	s.request.URL = d.url()
	if d.oneIn(8) {
		s.request.Host = d.choose(hosts) + d.choose(ports)
		d.note("Host header of its own")
	}
	d.body(&s)
	s.consumerSecret, s.tokenSecret = d.secret("consumer"), d.secret("token")
	s.oauth = d.oauth(&s)
	s.realm = d.choose(realms)
	s.kinds = d.kinds
	return s
}

func (d *draw) url() string {
	u := d.choose(schemes) + "://" + d.choose(urlHosts) + d.choose(ports) + d.path()
	switch {
	case d.oneIn(20):
		d.note("empty query")
		u += "?"
	case !d.oneIn(4):
		d.note("query")
		u += "?" + d.pairs()
	}
	if d.oneIn(20) {
		d.note("fragment")
		u += "#a=1&b"
	}
	return u
}

func (d *draw) path() string {
	if d.oneIn(12) {
		d.note("empty path")
		return ""
	}
	path := "/"
	for range d.IntN(4) {
		path += d.choose(segments) + "/"
	}
	if d.oneIn(2) {
		path = strings.TrimSuffix(path, "/")
	}
	return path
}

// body also chooses the method, since not every one can carry the oauth
// parameters in its body.
func (d *draw) body(s *sample) {
	r := &s.request
	if s.placement == "body" {
		r.Method, r.ContentType = d.choose(bodyMethods), d.choose(formTypes)
		if d.oneIn(2) {
			r.Body = []byte(d.pairs())
		}
		return
	}
	r.Method = d.choose(methods)
	switch d.choose(bodies) {
	case "form":
		r.ContentType, r.Body = d.choose(formTypes), []byte(d.pairs())
	case "other":
		r.ContentType = d.choose(otherTypes)
		r.Body = []byte(d.pairs()) // it looks like a form and must not be signed
		if r.ContentType == "application/json" {
			r.Body, _ = json.Marshal(map[string]string{d.text(alphabets): d.text(alphabets)})
		}
	}
}

// oauth is all but the signature, in an order of its own.
func (d *draw) oauth(s *sample) []signature.Param {
	list := []signature.Param{
		{Name: "oauth_consumer_key", Value: "sample-key-" + d.text(visible)},
		{Name: "oauth_signature_method", Value: string(s.method)},
	}
	add := func(name, value string) { list = append(list, signature.Param{Name: name, Value: value}) }
	if s.method == signature.PLAINTEXT && d.oneIn(2) {
		d.note("no nonce and timestamp")
	} else {
		add("oauth_nonce", fmt.Sprintf("%016x", d.Uint64()))
		add("oauth_timestamp", fmt.Sprint(1_000_000_000+d.IntN(1_000_000_000)))
	}
	switch d.choose(tokens) {
	case "some":
		add("oauth_token", "sample-token-"+d.text(visible))
	case "empty":
		add("oauth_token", "")
	}
	if d.oneIn(2) {
		add("oauth_version", "1.0")
	}
	if name, value, found := strings.Cut(d.choose(extras), "="); found {
		if value == "" {
			value = d.text(visible)
		}
		add(name, value)
	}
	if !signature.IsForm(s.request.ContentType) && d.oneIn(4) {
		d.note("oauth_body_hash")
		add("oauth_body_hash", signature.BodyHash(s.method, s.request.Body))
	}
	d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func (d *draw) secret(whose string) string {
	switch {
	case d.oneIn(12):
		d.note("empty " + whose + " secret")
		return ""
	case d.oneIn(3):
		d.note(whose + " secret to be encoded")
		return "sample secret & " + d.text(alphabets)
	}
	return "sample-secret-" + d.text(alphabets[:1])
}

// pairs is a query or a form.
func (d *draw) pairs() string {
	var list, names []string
	for range d.IntN(6) {
		name, value := d.spelled(d.text(alphabets)+"n"), d.spelled(d.text(alphabets))
		earlier := name
		if len(names) > 0 {
			earlier = names[d.IntN(len(names))]
		}
		pair := name + "=" + value
		switch d.choose(pairShapes) {
		case "again":
			pair = earlier + "=" + value
		case "twice":
			list = append(list, pair)
		case "longer":
			pair = earlier + d.spelled(d.text(alphabets)) + "=" + value
		case "empty value":
			pair = name + "="
		case "no value":
			pair = name
		case "empty name":
			pair = "=" + value
		case "nothing":
			pair = ""
		case "more":
			pair = pair + "=" + value
		case "semicolons":
			pair += ";b=" + value + ";"
		case "realm":
			pair = "realm=" + value
		case "encoded brackets":
			pair = "ids%5B%5D=2&ids%5B%5D=" + value
		case "raw brackets":
			pair = "ids[]=2&ids[]=" + value
		case "raw unicode":
			pair = "é☃=" + value
		}
		list, names = append(list, pair), append(names, name)
	}
	if d.oneIn(40) {
		d.note("bad escape")
		list = append(list, "off="+[]string{"100%", "%4", "%zz", "%%41"}[d.IntN(4)])
	}
	return strings.Join(list, "&")
}

func (d *draw) text(from []choice) string {
	characters := []rune(d.choose(from))
	var b strings.Builder
	for range d.IntN(7) {
		b.WriteRune(characters[d.IntN(len(characters))])
	}
	return b.String()
}

// spelled encodes a text in one of the ways that mean the same to a form parser.
func (d *draw) spelled(text string) string {
	spelling := d.choose(spellings)
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		free := slowlyEncoded(text[i:i+1]) == text[i:i+1]
		switch {
		case free && spelling != "l", spelling == "r" && strings.IndexByte("!$'()*,:@/?", c) >= 0:
			b.WriteByte(c)
		case c == ' ' && spelling == "+":
			b.WriteByte('+')
		case spelling == "x":
			fmt.Fprintf(&b, "%%%02x", c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func (d *draw) oneIn(n int) bool { return d.IntN(n) == 0 }

func (d *draw) choose(list []choice) string {
	total := 0
	for _, c := range list {
		total += c.weight
	}
	n := d.IntN(total)
	for _, c := range list {
		if n -= c.weight; n < 0 {
			d.note(c.kind)
			return c.text
		}
	}
	panic("weights do not add up")
}

func (d *draw) note(kind string) {
	if kind != "" && !slices.Contains(d.kinds, kind) {
		d.kinds = append(d.kinds, kind)
	}
}
