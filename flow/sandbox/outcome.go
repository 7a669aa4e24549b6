package sandbox

import (
	"maps"
	"net/http"
	"slices"
)

// consentAnswer tells the client of the person's answer: by a callback, by a
// page, or by neither.
func (p *Personality) consentAnswer(t requestToken, a *arrival) consentAnswer {
	switch {
	case t.answer == allowed && t.callback != nil:
		back := t.callback.with(slices.Concat(p.proves(t), sortedParams(p.CallbackExtra))...)
		return consentAnswer{Callback: back + p.CallbackSuffix}
	case t.answer == allowed && p.Verifier.Kind == "none":
		return consentAnswer{}
	case t.answer == allowed && p.OutOfBand.Mode == "address":
		end := a.origin()
		if a.played {
			end = "http://" + a.Host
		}
		return consentAnswer{Callback: end + pathApproved + "?" + joinPairs(encodedPairs(p.proves(t)))}
	case t.answer == allowed:
		return consentAnswer{Verifier: t.verifier}
	case t.callback == nil || p.Refusal == "page":
		return consentAnswer{Denied: true}
	}
	return consentAnswer{Callback: t.callback.with(p.denies(t)...) + p.CallbackSuffix}
}

// proves are the parameters of a callback that brings consent.
func (p *Personality) proves(t requestToken) []param {
	back := []param{{"oauth_token", t.token}}
	if p.Verifier.Kind != "none" {
		back = append(back, param{"oauth_verifier", t.verifier})
	}
	return back
}

// denies are those of one that brings a refusal.
func (p *Personality) denies(t requestToken) []param {
	token, problem := param{"oauth_token", t.token}, param{"oauth_problem", "user_refused"}
	switch p.Refusal {
	case "denied":
		return []param{{"denied", t.token}}
	case "none":
		return []param{token} // the token step tells
	case "emptyVerifier":
		return []param{token, {"oauth_verifier", ""}}
	case refusalInAllWords:
		return []param{token, {"denied", t.token}, problem}
	}
	return []param{token, problem}
}

// sortedParams are pairs in the order of their names.
func sortedParams(values map[string]string) []param {
	var list []param
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, param{name, values[name]})
	}
	return list
}

// approved is where the browser ends when the service shows the verifier in the
// address alone.
func (p *provider) approved(w http.ResponseWriter, _ *arrival) error {
	showPage(w, http.StatusOK, "approved", consumerName, "")
	return nil
}
