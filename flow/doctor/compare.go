package doctor

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
)

// difference is the first one between two base strings, in the order of RFC 5849 section 3.4.1.
type difference struct {
	cause        cause.ID
	sentence     string
	ours, theirs string // the part that differs
}

// baseParts is a base string taken apart.
type baseParts struct {
	method string
	uri    *url.URL
	params []oauth1.Param
}

func splitBase(s string) (p baseParts, ok bool) {
	parts := strings.Split(s, "&")
	if len(parts) != 3 {
		return p, false
	}
	address, err1 := url.PathUnescape(parts[1])
	params, err2 := url.PathUnescape(parts[2])
	u, err3 := url.Parse(address)
	if err1 != nil || err2 != nil || err3 != nil {
		return p, false
	}
	return baseParts{parts[0], u, signature.ParseForm(params)}, true
}

// compare finds the first difference between our base string and the provider's. What is signed of the request tells a query
// parameter from one in the body. same says that there is none.
func compare(ours, theirs string, r oauth1.Request) (d difference, same bool) {
	if ours == theirs {
		return difference{}, true
	}
	a, ok1 := splitBase(ours)
	b, ok2 := splitBase(theirs)
	if !ok1 || !ok2 {
		return difference{}, false
	}
	for _, name := range []string{"oauth_nonce", "oauth_timestamp"} {
		if x, y := value(a.params, name), value(b.params, name); x != "" && y != "" && x != y {
			return difference{}, false // the base string of another request
		}
	}
	made := func(id cause.ID, what, x, y string) (difference, bool) {
		return difference{
			cause: id, ours: x, theirs: y,
			sentence: fmt.Sprintf("The provider's base string has %s %s, ours has %s.", what, quote(y), quote(x)),
		}, false
	}
	switch {
	case a.method != b.method:
		return made(cause.HTTPMethod, "the method", a.method, b.method)
	case !strings.EqualFold(a.uri.Scheme, b.uri.Scheme):
		return made(cause.BaseScheme, "the scheme", a.uri.Scheme, b.uri.Scheme)
	case !strings.EqualFold(a.uri.Host, b.uri.Host):
		return made(cause.BaseHost, "the host", a.uri.Host, b.uri.Host)
	case a.uri.EscapedPath() != b.uri.EscapedPath():
		return made(cause.BasePath, "the path", a.uri.EscapedPath(), b.uri.EscapedPath())
	}
	return compareParams(a.params, b.params, r)
}

func compareParams(ours, theirs []oauth1.Param, r oauth1.Request) (difference, bool) {
	onlyOurs, onlyTheirs := without(ours, theirs), without(theirs, ours)
	if len(onlyOurs) == 0 && len(onlyTheirs) == 0 {
		return difference{cause: cause.Encoding, sentence: "The provider's base string has the same parameters, encoded or sorted differently."}, false
	}
	query := signature.ParseForm(queryOf(r.URL))
	form := []oauth1.Param{}
	if signature.IsForm(r.Header.Get("Content-Type")) {
		form = signature.ParseForm(string(r.Body))
	}
	d := difference{ours: names(onlyOurs), theirs: names(onlyTheirs)}
	switch {
	case has(onlyOurs, "oauth_version") != has(onlyTheirs, "oauth_version"):
		d.cause = cause.VersionParameter
	case has(onlyOurs, "oauth_body_hash") || has(onlyTheirs, "oauth_body_hash"):
		d.cause = cause.BodyHash
	case has(onlyTheirs, "realm"):
		d.cause = cause.Realm
	case has(onlyOurs, "oauth_token") != has(onlyTheirs, "oauth_token") && value(ours, "oauth_token")+value(theirs, "oauth_token") == "":
		d.cause = cause.EmptyToken
	case len(onlyTheirs) > 0 && len(onlyOurs) > 0 && renamed(onlyOurs, onlyTheirs):
		d.cause = cause.ParameterName
	case len(onlyTheirs) == 0 && repeated(onlyOurs, ours):
		d.cause = cause.RepeatedParameter
	case len(onlyTheirs) == 0 && subset(onlyOurs, query):
		d.cause = cause.QueryNotSigned
	case len(onlyTheirs) == 0 && subset(onlyOurs, form):
		d.cause = cause.FormBody
	case len(onlyOurs) == 0 && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/"):
		d.cause = cause.MultipartBody
	case len(onlyOurs) == 0 && strings.Contains(r.Header.Get("Content-Type"), "json"):
		d.cause = cause.JSONBody
	case len(onlyOurs) == 0 && len(r.Body) > 0:
		d.cause = cause.FormBody
	default:
		d.cause = cause.Encoding
	}
	switch {
	case len(onlyTheirs) == 0:
		d.sentence = fmt.Sprintf("The provider's base string lacks %s, which ours has.", names(onlyOurs))
	case len(onlyOurs) == 0:
		d.sentence = fmt.Sprintf("The provider's base string has %s, which ours lacks.", names(onlyTheirs))
	default:
		d.sentence = fmt.Sprintf("The provider's base string has %s where ours has %s.", pairs(onlyTheirs), pairs(onlyOurs))
	}
	return d, false
}

func value(params []oauth1.Param, name string) string {
	for _, p := range params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

func has(params []oauth1.Param, name string) bool {
	return slices.ContainsFunc(params, func(p oauth1.Param) bool { return p.Name == name })
}

// without gives the parameters of a that b lacks, each as often as it is missing.
func without(a, b []oauth1.Param) []oauth1.Param {
	count := map[oauth1.Param]int{}
	for _, p := range b {
		count[p]++
	}
	var left []oauth1.Param
	for _, p := range a {
		if count[p] > 0 {
			count[p]--
			continue
		}
		left = append(left, p)
	}
	return left
}

// renamed reports whether the values are the same under other names.
func renamed(a, b []oauth1.Param) bool {
	values := func(list []oauth1.Param) []string {
		var all []string
		for _, p := range list {
			all = append(all, p.Value)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	return slices.Equal(values(a), values(b)) || len(without(oauth1.PHPParams(a), b)) == 0
}

// repeated reports whether all of a list are names that occur more than once.
func repeated(list, all []oauth1.Param) bool {
	return !slices.ContainsFunc(list, func(p oauth1.Param) bool {
		n := 0
		for _, q := range all {
			if q.Name == p.Name {
				n++
			}
		}
		return n < 2
	})
}

func subset(list, of []oauth1.Param) bool { return len(without(list, of)) == 0 }

func names(params []oauth1.Param) string {
	var all []string
	for _, p := range params {
		if name := text.Safe(p.Name, 60); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return strings.Join(all, ", ")
}

func pairs(params []oauth1.Param) string {
	var all []string
	for _, p := range params {
		all = append(all, text.Safe(p.Name+"="+p.Value, 60))
	}
	return strings.Join(all, ", ")
}

func queryOf(uri string) string {
	_, query, _ := strings.Cut(uri, "?")
	query, _, _ = strings.Cut(query, "#")
	return query
}

func quote(s string) string { return `"` + text.Safe(s, 200) + `"` }
