package signature_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"countersign/flow/oauth1/signature"
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
		{Name: "oauth_consumer_key", Value: "sample-key-" + d.text(alphabets)},
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
		add("oauth_token", "sample-token-"+d.text(alphabets))
	case "empty":
		add("oauth_token", "")
	}
	if d.oneIn(2) {
		add("oauth_version", "1.0")
	}
	if name, value, found := strings.Cut(d.choose(extras), "="); found {
		if value == "" {
			value = d.text(alphabets)
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
	count := d.IntN(6)
	if d.oneIn(50) {
		d.note("many parameters")
		count = 40
	}
	var list []string
	var name, before string
	for range count {
		before, name = name, d.spelled(d.text(alphabets)+"n")
		list = append(list, d.pair(name, cmp.Or(before, name)))
	}
	if d.oneIn(40) {
		d.note("bad escape")
		list = append(list, "off="+[]string{"100%", "%4", "%zz", "%%41"}[d.IntN(4)])
	}
	return strings.Join(list, "&")
}

// pair is a name and a value, mostly; before is the name of the pair before.
func (d *draw) pair(name, before string) string {
	value := d.spelled(d.text(alphabets))
	pair := name + "=" + value
	switch d.choose(pairShapes) {
	case "again":
		return before + "=" + value
	case "twice":
		return pair + "&" + pair
	case "longer":
		return before + d.spelled(d.text(alphabets)) + "=" + value
	case "empty value":
		return name + "="
	case "no value":
		return name
	case "empty name":
		return "=" + value
	case "nothing":
		return ""
	case "more":
		return pair + "=" + value
	case "semicolons":
		return pair + ";b=" + value + ";"
	case "realm":
		return "realm=" + value
	case "encoded brackets":
		return "ids%5B%5D=2&ids%5B%5D=" + value
	case "raw brackets":
		return "ids[]=2&ids[]=" + value
	case "raw unicode":
		return "é☃=" + value
	}
	return pair
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
		case free && spelling == "letters":
			d.note("encoded letters")
			fmt.Fprintf(&b, "%%%02X", c)
		case free:
			b.WriteByte(c)
		case spelling == "plus" && c == ' ':
			d.note("+ for a space")
			b.WriteByte('+')
		case spelling == "raw" && strings.IndexByte("!$'()*,:@/?", c) >= 0:
			d.note("raw reserved characters")
			b.WriteByte(c)
		case spelling == "lower":
			d.note("lower-case escapes")
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
