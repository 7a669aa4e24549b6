package sandbox

import (
	"net/http"
	"slices"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// outcome tells the client about the decision on a request token.
type outcome struct {
	as    role
	token tokens.RequestToken
}

// answer is a callback, a page, or neither.
func (o outcome) answer(a *incoming) consentResult {
	t := o.token
	switch {
	case t.Decision == tokens.Allowed && t.Callback != nil:
		back := addQuery(*t.Callback, slices.Concat(o.proves(), wire.Sorted(o.as.CallbackExtra)))
		return consentResult{Callback: back + o.as.CallbackSuffix}
	case t.Decision == tokens.Allowed && o.as.Verifier.Kind == "none":
		return consentResult{}
	case t.Decision == tokens.Allowed && o.as.OutOfBand.Mode == "address":
		end := a.origin()
		if a.played {
			end = "http://" + a.Host
		}
		return consentResult{Callback: end + pathApproved + "?" + wire.Join(wire.Encoded(o.proves()))}
	case t.Decision == tokens.Allowed:
		return consentResult{Verifier: t.Verifier}
	case t.Callback == nil || o.as.Refusal == "page":
		return consentResult{Denied: true}
	}
	return consentResult{Callback: addQuery(*t.Callback, o.denies()) + o.as.CallbackSuffix}
}

// proves returns the parameters of a callback with consent.
func (o outcome) proves() []wire.Pair {
	if o.as.Verifier.Kind == "none" {
		return wire.Pairs("oauth_token", o.token.Token)
	}
	return wire.Pairs("oauth_token", o.token.Token, "oauth_verifier", o.token.Verifier)
}

// denies returns the parameters of a callback with a refusal.
func (o outcome) denies() []wire.Pair {
	token := o.token.Token
	switch o.as.Refusal {
	case "denied":
		return wire.Pairs("denied", token)
	case "none":
		return wire.Pairs("oauth_token", token) // reported by the access token step
	case "emptyVerifier":
		return wire.Pairs("oauth_token", token, "oauth_verifier", "")
	case personality.RefusalAll:
		return wire.Pairs("oauth_token", token, "denied", token, "oauth_problem", "user_refused")
	}
	return wire.Pairs("oauth_token", token, "oauth_problem", "user_refused")
}

// approved is the last page when its URL contains the verifier.
func approved(w http.ResponseWriter, _ *incoming) error {
	showPage(w, http.StatusOK, "approved", consumerName, "")
	return nil
}
