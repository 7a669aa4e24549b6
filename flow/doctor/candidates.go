package doctor

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/flow/oauth1/signature"
)

// browserAgent is a User-Agent that every service accepts.
const browserAgent = "Mozilla/5.0 (compatible)"

// aboutKey are causes that remain when both base strings are equal.
var aboutKey = map[cause.ID]bool{
	cause.SignatureMethod: true, cause.SecretEncoding: true, cause.ValueHasWhitespace: true, cause.KeysSwapped: true, cause.TokenAndConsumerSwapped: true,
}

// candidates are the experiments that apply to the subject, the most promising first.
func (x *examination) candidates(subject Trial) []experiment {
	var list []experiment
	list = append(list, requestCandidates(subject, x.test != nil && *x.test)...)
	if x.test == nil || !*x.test { // otherwise the way of signing is right
		list = append(list, x.clockCandidates(subject)...)
		list = append(list, x.signingCandidates(subject)...)
		list = append(list, x.placementCandidates(subject)...)
		list = append(list, x.addressCandidates(subject)...)
		list = append(list, callbackCandidates(subject)...)
		list = append(list, pairsSwapped(subject, x.control != nil && *x.control)...)
	}
	for i := range list {
		switch {
		case list[i].cause == x.difference.cause:
			list[i].weight += 1000
		case list[i].cause == x.claim:
			list[i].weight += 300
		}
		if x.sameBase && !aboutKey[list[i].cause] {
			list[i].weight = -1
		}
	}
	list = slices.DeleteFunc(list, func(e experiment) bool { return e.weight < 0 })
	slices.SortStableFunc(list, func(a, b experiment) int { return b.weight - a.weight })
	return list
}

func (x *examination) clockCandidates(subject Trial) []experiment {
	var list []experiment
	e := x.evidence
	off, known := e.Attempt.Reply.Skew, e.Attempt.Reply.HasSkew
	if date, ok := reply.ServerDate(e.Attempt.Header); ok && !known {
		off, known = date.Sub(e.Now), true
	}
	if known && (off-subject.Skew).Abs() > clockTolerance {
		list = append(list, experiment{
			cause: cause.Clock, what: "the provider's time", weight: 900, change: func(t *Trial) { t.Skew = off },
		})
	}
	if subject.Skew != 0 {
		list = append(list, experiment{
			cause: cause.Clock, what: "this computer's time, without the remembered correction", weight: 800, change: func(t *Trial) { t.Skew = 0 },
			text: "Drop the remembered clock correction: the provider's clock is right again.", set: map[string]string{"clockSkew": "0"},
		})
	}
	return list
}

// signingCandidates change what is signed with which key.
func (x *examination) signingCandidates(subject Trial) []experiment {
	var list []experiment
	d := subject.Config.Dialect
	current := d.SignatureMethod
	if current == "" {
		current = signature.HMACSHA1
	}
	methods := []signature.Method{signature.HMACSHA1, signature.HMACSHA256, signature.HMACSHA512}
	if !d.PrivateKey.Empty() {
		methods = append(methods, signature.RSASHA1, signature.RSASHA256)
	}
	if x.evidence.Facts.Plaintext && strings.HasPrefix(subject.address(), "https:") {
		methods = append(methods, signature.PLAINTEXT)
	}
	apiOnly := x.control != nil && *x.control // the token endpoint accepts how it is signed
	for i, m := range methods {
		if m == current || apiOnly && !x.claims(cause.SignatureMethod) {
			continue
		}
		list = append(list, experiment{
			cause: cause.SignatureMethod, what: string(m) + " instead of " + string(current), weight: 95 - 12*i - 60*max(i-1, 0),
			change: func(t *Trial) { t.Config.Dialect.SignatureMethod = m }, dialect: map[string]any{"signatureMethod": string(m)},
		})
	}
	trimmed := func(t *Trial) {
		c := &t.Config
		c.ConsumerKey, c.ConsumerSecret = strings.TrimSpace(c.ConsumerKey), secretOf(strings.TrimSpace(c.ConsumerSecret.Reveal()))
		t.Request.Token, t.Request.TokenSecret = strings.TrimSpace(t.Request.Token), secretOf(strings.TrimSpace(t.Request.TokenSecret.Reveal()))
	}
	if spaced := x.spacedValues(subject); len(spaced) > 0 {
		list = append(list, experiment{cause: cause.ValueHasWhitespace, what: "the values without the white space around them", weight: 990, change: trimmed, set: spaced})
	}
	secrets := subject.Config.ConsumerSecret.Reveal() + subject.Request.TokenSecret.Reveal()
	if signature.Encode(secrets) != secrets {
		list = append(list, experiment{
			cause: cause.SecretEncoding, what: "secrets that are not percent-encoded in the signing key", weight: 120,
			change:  func(t *Trial) { t.Config.Dialect.Deviations.UnencodedSecrets = !d.Deviations.UnencodedSecrets },
			dialect: map[string]any{"secretEncoding": encodingWord(!d.Deviations.UnencodedSecrets)},
		})
	}
	version, what := false, "no oauth_version"
	if d.OmitVersion {
		version, what = true, "oauth_version"
	}
	list = append(list, experiment{
		cause: cause.VersionParameter, what: what, weight: 60, change: func(t *Trial) { t.Config.Dialect.OmitVersion = !version }, dialect: map[string]any{"version": version},
	})
	if subject.Request.Token == "" {
		list = append(list, experiment{
			cause: cause.EmptyToken, what: emptyTokenWord(!d.EmptyToken), weight: 55,
			change: func(t *Trial) { t.Config.Dialect.EmptyToken = !d.EmptyToken }, dialect: map[string]any{"emptyToken": !d.EmptyToken},
		})
	}
	list = append(list, experiment{
		cause: cause.BodyHash, what: bodyHashWord(!d.BodyHash), weight: 30,
		change: func(t *Trial) { t.Config.Dialect.BodyHash = !d.BodyHash }, dialect: map[string]any{"bodyHash": !d.BodyHash},
	})
	for i, format := range []string{"digits", "short"} {
		if format != d.Deviations.NonceFormat {
			list = append(list, experiment{
				cause: cause.NonceFormat, what: "a nonce of " + map[string]string{"digits": "digits only", "short": "8 letters and digits"}[format], weight: 28 - 8*i,
				change: func(t *Trial) { t.Config.Dialect.Deviations.NonceFormat = format }, dialect: map[string]any{"nonceFormat": format},
			})
		}
	}
	if apiOnly { // what the token endpoint accepts, the API accepts
		list = slices.DeleteFunc(list, func(e experiment) bool {
			return !x.claims(e.cause) && (e.cause == cause.VersionParameter || e.cause == cause.NonceFormat)
		})
	}
	return list
}

// claims reports whether the provider's words or its base string name a cause.
func (x *examination) claims(id cause.ID) bool { return x.claim == id || x.difference.cause == id }

func encodingWord(raw bool) string {
	if raw {
		return "none"
	}
	return "percent"
}

func emptyTokenWord(on bool) string {
	if on {
		return "an empty oauth_token"
	}
	return "no oauth_token"
}

func bodyHashWord(on bool) string {
	if on {
		return "oauth_body_hash"
	}
	return "no oauth_body_hash"
}

// spacedValues names the values with white space around them.
func (x *examination) spacedValues(t Trial) map[string]string {
	spaced := map[string]string{}
	for name, v := range map[string]string{
		"consumerKey": t.Config.ConsumerKey, "consumerSecret": t.Config.ConsumerSecret.Reveal(), "token": t.Request.Token, "tokenSecret": t.Request.TokenSecret.Reveal(),
	} {
		if strings.TrimSpace(v) != v {
			spaced[name] = "trim"
		}
	}
	return spaced
}

// aboutHeader are words about an Authorization header that did not arrive.
var aboutHeader = regexp.MustCompile(`(?i)authori[sz]ation|\bheader`)

// placementCandidates change where the oauth parameters are, the realm and the request's own method.
func (x *examination) placementCandidates(subject Trial) []experiment {
	var list []experiment
	d := subject.Config.Dialect
	current, key := d.Placement, "placement"
	if subject.RequestToken {
		current, key = d.TokenPlacement, "tokenPlacement"
	}
	if current == "" {
		current = "header"
	}
	places := []string{"header", "query"}
	if subject.RequestToken && d.RequestTokenMethod != http.MethodGet {
		places = append(places, "body")
	}
	for i, place := range places {
		if place == current {
			continue
		}
		id := cause.Placement
		if current == "header" && x.headerRemoved() {
			id = cause.AuthorizationHeaderRemoved
		}
		list = append(list, experiment{
			cause: id, what: "the oauth parameters in the " + place, weight: 80 - 6*i,
			change: func(t *Trial) {
				if subject.RequestToken {
					t.Config.Dialect.TokenPlacement = place
				} else {
					t.Config.Dialect.Placement = place
				}
			}, dialect: map[string]any{key: place},
		})
	}
	if realm := d.Realm; realm != "" || d.RealmIsURI {
		list = append(list, experiment{
			cause: cause.Realm, what: "no realm", weight: 86, dialect: map[string]any{"realm": nil},
			change: func(t *Trial) { t.Config.Dialect.Realm, t.Config.Dialect.RealmIsURI = "", false },
		})
	}
	if realm := challengeRealm(x.evidence.Attempt.Header); realm != "" && realm != d.Realm && current == "header" {
		on := "api"
		if subject.RequestToken {
			on = "both"
		}
		list = append(list, experiment{
			cause: cause.Realm, what: "the realm " + quote(realm), weight: 78, dialect: map[string]any{"realm": realm, "realmOn": on},
			change: func(t *Trial) {
				t.Config.Dialect.Realm, t.Config.Dialect.RealmOn, t.Config.Dialect.RealmIsURI = realm, on, false
			},
		})
	}
	if d.Realm == "" && !d.RealmIsURI && current == "header" {
		on := "api"
		if subject.RequestToken {
			on = "both"
		}
		list = append(list, experiment{
			cause: cause.Realm, what: "the request's URL as realm", weight: 32, dialect: map[string]any{"realmUri": true, "realmOn": on},
			change: func(t *Trial) { t.Config.Dialect.RealmIsURI, t.Config.Dialect.RealmOn = true, on },
		})
	}
	if subject.RequestToken {
		method := http.MethodGet
		if d.RequestTokenMethod == http.MethodGet {
			method = http.MethodPost
		}
		weight := 75
		if s := x.evidence.Attempt.Exchange.Status; s == http.StatusMethodNotAllowed || s == http.StatusNotFound || s == http.StatusNotImplemented {
			weight = 700
		}
		list = append(list, experiment{
			cause: cause.HTTPMethod, what: method + " for the request token", weight: weight,
			change: func(t *Trial) { t.Config.Dialect.RequestTokenMethod = method }, dialect: map[string]any{"requestTokenMethod": method, "tokenMethod": method},
		})
	}
	return list
}

// headerRemoved guesses whether something between here and the provider removes the Authorization header: the provider looks
// for it and says that it is missing, or the reply passed through a proxy.
func (x *examination) headerRemoved() bool {
	a := x.evidence.Attempt
	return a.Header.Get("Via") != "" || aboutHeader.MatchString(a.Reply.Message) ||
		x.control != nil && *x.control && len(a.Reply.Parameters) > 1
}

func challengeRealm(h http.Header) string {
	m := regexp.MustCompile(`(?i)realm="([^"]*)"`).FindStringSubmatch(h.Get("WWW-Authenticate"))
	if m == nil {
		return ""
	}
	return m[1]
}

// address is where a trial goes.
func (t Trial) address() string {
	if t.RequestToken {
		return t.Config.RequestTokenURI
	}
	return t.Request.URL
}

// addressCandidates change the address that is signed.
func (x *examination) addressCandidates(subject Trial) []experiment {
	u, err := url.Parse(subject.address())
	if err != nil {
		return nil
	}
	var list []experiment
	other := "http"
	if u.Scheme == "http" {
		other = "https"
	}
	list = append(list, experiment{
		cause: cause.BaseScheme, what: other + " in the base string", weight: 90,
		change: func(t *Trial) { t.Config.Dialect.SignatureScheme = other }, dialect: map[string]any{"signatureScheme": other},
	})
	for i, origin := range x.origins(u) {
		list = append(list, experiment{
			cause: cause.BaseHost, what: origin + " in the base string", weight: 65 - 45*min(i, 1) - i,
			change: func(t *Trial) { t.Config.Dialect.SignatureBaseURI = origin }, dialect: map[string]any{"signatureBaseUri": origin},
		})
	}
	pathWeight := 50
	if subject.RequestToken {
		pathWeight = 24
	}
	for i, rule := range x.paths(u) {
		list = append(list, experiment{
			cause: cause.BasePath, what: "the path " + rule.Add + strings.TrimPrefix(u.EscapedPath(), rule.Remove) + " in the base string", weight: pathWeight - 40*min(i, 1) - i,
			change:  func(t *Trial) { t.Config.Dialect.Deviations.Path = rule },
			dialect: map[string]any{"signaturePath": map[string]any{"remove": rule.Remove, "add": rule.Add}},
		})
	}
	if agent := subject.Request.Header.Get("User-Agent"); agent == "" && !subject.RequestToken {
		weight := 6
		if s := x.evidence.Attempt.Exchange.Status; s == http.StatusForbidden || s == http.StatusNotAcceptable || x.claim == cause.UserAgent {
			weight = 400
		}
		list = append(list, experiment{
			cause: cause.UserAgent, what: "another User-Agent", weight: weight,
			change: func(t *Trial) { t.Request.Header.Set("User-Agent", browserAgent) },
			text:   "Set the User-Agent header in the connector's makeApiClient: the service refuses ours.",
		})
	}
	return list
}

// origins are those that the provider may compute the base string with: its own base string shows one, a header may.
func (x *examination) origins(u *url.URL) []string {
	var list []string
	add := func(scheme, host string) {
		origin := scheme + "://" + host
		if host != "" && host != u.Host && !slices.Contains(list, origin) {
			list = append(list, origin)
		}
	}
	if x.difference.cause == cause.BaseHost {
		add(u.Scheme, x.difference.theirs)
	}
	h := x.evidence.Attempt.Header
	for _, name := range []string{"X-Forwarded-Host", "X-Backend", "X-Backend-Server", "X-Served-By", "X-Original-Host", "X-Upstream"} {
		add(u.Scheme, h.Get(name))
	}
	for _, text := range append(h.Values("Link"), h.Get("Location"), challengeRealm(h), x.evidence.Attempt.Reply.Message) {
		for _, found := range regexp.MustCompile(`https?://([A-Za-z0-9.:-]+)`).FindAllStringSubmatch(text, -1) {
			add(u.Scheme, strings.Trim(found[1], ".:"))
		}
	}
	if u.Port() != "" {
		add(u.Scheme, u.Hostname())
	} else {
		add(u.Scheme, u.Host+map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	}
	for _, uri := range []string{x.evidence.Refused.Config.RequestTokenURI, x.evidence.Refused.Config.AuthorizeURI} {
		if other, err := url.Parse(uri); err == nil {
			add(u.Scheme, other.Host)
		}
	}
	return list[:min(len(list), 3)]
}

// paths are what a reverse proxy may make of a path.
func (x *examination) paths(u *url.URL) []oauth1.PathRule {
	path := u.EscapedPath()
	var list []oauth1.PathRule
	if x.difference.cause == cause.BasePath {
		theirs := x.difference.theirs
		switch {
		case strings.HasSuffix(path, theirs):
			list = append(list, oauth1.PathRule{Remove: strings.TrimSuffix(path, theirs)})
		case strings.HasSuffix(theirs, path):
			list = append(list, oauth1.PathRule{Add: strings.TrimSuffix(theirs, path)})
		default:
			list = append(list, prefixRule(path, theirs))
		}
	}
	if i := strings.Index(strings.TrimPrefix(path, "/"), "/"); i > 0 {
		list = append(list, oauth1.PathRule{Remove: path[:i+1]})
	}
	if strings.HasSuffix(path, "/") && len(path) > 1 {
		list = append(list, oauth1.PathRule{Remove: path, Add: strings.TrimRight(path, "/")})
	} else {
		list = append(list, oauth1.PathRule{Remove: path, Add: path + "/"})
	}
	return list
}

// prefixRule is the shortest replacement of a beginning that makes theirs of ours.
func prefixRule(ours, theirs string) oauth1.PathRule {
	common := 0
	for common < len(ours) && common < len(theirs) && ours[len(ours)-1-common] == theirs[len(theirs)-1-common] {
		common++
	}
	tail := ours[len(ours)-common:]
	if i := strings.IndexByte(tail, '/'); i >= 0 {
		common -= i
	} else {
		common = 0
	}
	return oauth1.PathRule{Remove: ours[:len(ours)-common], Add: theirs[:len(theirs)-common]}
}

// callbackCandidates name another callback for a request token.
func callbackCandidates(subject Trial) []experiment {
	if !subject.RequestToken {
		return nil
	}
	id, mode := cause.CallbackRefused, subject.Config.Dialect.Callback
	if mode == "omit" || mode == "onAuthorize" || subject.Callback == "" {
		id = cause.CallbackMissing
	}
	if subject.Callback == "oob" && id == cause.CallbackRefused {
		return nil
	}
	return []experiment{{
		cause: id, what: "the callback oob", weight: 84, dialect: map[string]any{"callback": "oob"},
		change: func(t *Trial) { t.Callback, t.Config.Dialect.Callback = "oob", "oob" },
	}}
}
