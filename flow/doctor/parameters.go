package doctor

import (
	"regexp"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/signature"
)

// requestCandidates change how the request's own parameters are written or signed.
func requestCandidates(subject Trial, testWorks bool) []experiment {
	if subject.RequestToken {
		return nil
	}
	query := signature.ParseForm(queryOf(subject.Request.URL))
	if len(query) == 0 {
		return nil
	}
	var list []experiment
	weight := 100
	if testWorks {
		weight = 500
	}
	php := oauth1.PHPParams(query)
	duplicates := repeatedNames(query)
	if len(duplicates) > 0 {
		id := cause.RepeatedParameter
		list = append(list,
			experiment{
				cause: id, what: "only the last value of " + strings.Join(duplicates, ", ") + " in the base string", weight: weight + 8,
				change: func(t *Trial) { t.Config.Dialect.Deviations.PHPParameters = true }, dialect: map[string]any{"parameters": "php"},
			},
			experiment{
				cause: id, what: strings.Join(duplicates, ", ") + " sent once", weight: weight + 6,
				change: func(t *Trial) { t.Request.URL = withQuery(t.Request.URL, firstOfEach(query)) },
				text:   "Send " + strings.Join(duplicates, ", ") + " once: the provider reads only one value of a repeated name.",
			})
	}
	if changedNames(query, php) {
		list = append(list,
			experiment{
				cause: cause.ParameterName, what: "parameter names as PHP reads them in the base string", weight: weight + 7,
				change: func(t *Trial) { t.Config.Dialect.Deviations.PHPParameters = true }, dialect: map[string]any{"parameters": "php"},
			},
			experiment{
				cause: cause.ParameterName, what: "parameter names written the way PHP reads them", weight: weight + 5,
				change: func(t *Trial) { t.Request.URL = withQuery(t.Request.URL, php) },
				text:   "Write the parameters as " + names(php) + ".",
			})
	}
	list = append(list, experiment{
		cause: cause.QueryNotSigned, what: "a signature without the query", weight: weight - 40,
		change: func(t *Trial) { t.Config.Dialect.Deviations.UnsignedQuery = true }, dialect: map[string]any{"signedQuery": false},
	})
	if plain := plainParams(query); len(plain) < len(query) {
		list = append(list, experiment{
			cause: cause.Encoding, what: "no values with special characters", weight: weight - 50,
			change: func(t *Trial) { t.Request.URL = withQuery(t.Request.URL, plain) },
			text:   "Avoid the special characters in " + names(without(query, plain)) + ": the provider encodes them differently.",
		})
	}
	return list
}

func withQuery(uri string, params []oauth1.Param) string {
	uri, _, _ = strings.Cut(uri, "?")
	return oauth1.WithQuery(uri, oauth1.EncodeParams(params))
}

func repeatedNames(params []oauth1.Param) []string {
	count := map[string]int{}
	var names []string
	for _, p := range params {
		if count[p.Name]++; count[p.Name] == 2 && !strings.HasSuffix(p.Name, "[]") {
			names = append(names, p.Name)
		}
	}
	return names
}

func firstOfEach(params []oauth1.Param) []oauth1.Param {
	var first []oauth1.Param
	for _, p := range params {
		if !has(first, p.Name) {
			first = append(first, p)
		}
	}
	return first
}

// changedNames reports whether PHP writes a name differently.
func changedNames(params, php []oauth1.Param) bool {
	for _, p := range params {
		if !has(php, p.Name) {
			return true
		}
	}
	return false
}

// plainText is what every provider encodes alike.
var plainText = regexp.MustCompile(`^[A-Za-z0-9_.-]*$`)

// plainParams are those whose names and values are plain text.
func plainParams(params []oauth1.Param) []oauth1.Param {
	var plain []oauth1.Param
	for _, p := range params {
		if plainText.MatchString(p.Name + p.Value) {
			plain = append(plain, p)
		}
	}
	return plain
}
