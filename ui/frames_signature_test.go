package ui

import (
	"errors"
	"strings"
	"time"

	"countersign/flow"
	"countersign/flow/snippet"
)

// The pictures of what is signed, of the exchanges, and of a call written for other programs.

func signed(e *env, x *flow.Exchange) []Screen { return over(newSignature(e, x), "") }

func signatureOfDance(e *env) []Screen {
	s := newSignature(e, requestTokenExchange())
	return over(s, "", "Photos", "authorize")
}

func signatureOfCall(e *env) []Screen {
	s := newSignature(e, signedExchange())
	s.Init()
	s.Update(exchangesMsg{s.list.id, []flow.Exchange{*requestTokenExchange(), *signedExchange()}})
	return over(s, "")
}

func signatureByRSA(e *env) []Screen {
	x := signedExchange()
	x.SignatureMethod, x.Key, x.ClockSkew = "RSA-SHA256", "RSA private key, 2048 bits", -2*time.Minute
	x.Signature = strings.Repeat("c2FtcGxl", 43)
	x.Authorization = strings.Replace(x.Authorization, "c2FtcGxlIHNpZ25hdHVyZSBhYg%3D%3D", x.Signature, 1)
	return signed(e, x)
}

func signatureByPLAINTEXT(e *env) []Screen {
	x := signedExchange()
	x.SignatureMethod, x.Signature = "PLAINTEXT", "••••••••"
	x.Authorization = strings.Replace(x.Authorization, "c2FtcGxlIHNpZ25hdHVyZSBhYg%3D%3D", x.Signature, 1)
	return signed(e, x)
}

func signatureInBody(e *env) []Screen {
	x := signedExchange()
	x.Method, x.Placement, x.Authorization = "POST", "body", ""
	x.Parameters = append(x.Parameters, flow.Pair{Name: "text", Value: "it's a harbour & a bridge"})
	x.RequestBody = []byte("text=it%27s%20a%20harbour%20%26%20a%20bridge&oauth_consumer_key=sample-consumer-key&oauth_nonce=sample-nonce&oauth_signature=c2FtcGxl")
	return signed(e, x)
}

func signatureDiffering(e *env) []Screen {
	x := signedExchange()
	x.Status, x.Problem, x.Advice = 401, "signature_invalid", "Compare debug_sbs, the base string expected, with yours."
	x.ProviderBase = strings.Replace(x.BaseString, "https%3A", "http%3A", 1)
	return signed(e, x)
}

func signatureRefused(e *env) []Screen {
	x := signedExchange()
	x.Status, x.Said = 403, "Forbidden. Your plan does not include this call; see https://photos.example/plans"
	return signed(e, x)
}

func signatureUnanswered(e *env) []Screen {
	x := signedExchange()
	x.Status, x.Failure = 0, "dial tcp 192.0.2.1:443: connect: connection refused"
	return signed(e, x)
}

func exchangesListed(e *env) []Screen {
	token, refused, lost := requestTokenExchange(), signedExchange(), signedExchange()
	refused.Status, refused.URL, refused.Took = 401, "https://api.photos.example/albums/a-name-that-is-longer/than/a/window/can/show/in/one/line/of/it", 2140*time.Millisecond
	lost.Status, lost.Method = 0, "DELETE"
	s := newExchanges(e)
	s.Init()
	s.Update(exchangesMsg{s.list.id, []flow.Exchange{*token, *signedExchange(), *refused, *lost}})
	s.Update(keyMsg("down"))
	return over(s, "")
}

func exchangesEmpty(e *env) []Screen {
	s := newExchanges(e)
	s.Init()
	s.Update(exchangesMsg{task: s.list.id})
	return over(s, "")
}

func copying(e *env) *copyAs {
	return newCopyAs(e, func(snippet.Kind) (snippet.Snippet, error) {
		return snippet.Snippet{}, errors.New("no call in pictures")
	})
}

func sampleCurl() snippet.Snippet {
	return snippet.Snippet{
		Kind: snippet.Curl, Until: noon.Add(5 * time.Minute), Needs: []string{"X_API_KEY"},
		Text: "curl \\\n  --header 'X-Api-Key: '\"$X_API_KEY\" \\\n  --header '" + "Authorization: " + strings.ReplaceAll(signedExchange().Authorization, ", ", ", '\\\n'") + "' \\\n  https://api.photos.example/me",
	}
}

func copyMenu(e *env) []Screen { return over(copying(e), "") }

func copyCopied(e *env) []Screen {
	s := copying(e)
	s.make(true)
	s.Update(snippetMsg{task: s.work.id, snippet: sampleCurl()})
	return over(s, "")
}

func copyRefused(e *env) []Screen {
	s := copying(e)
	s.make(true)
	s.Update(snippetMsg{task: s.work.id, err: &flow.StepError{
		Step: flow.StepCall, Doing: "writing the call as curl", Err: errors.New("with PLAINTEXT the signature is both secrets, in clear"),
		Hint: "take Go, Python or JavaScript, which read them from the environment",
	}})
	return over(s, "")
}

func copyPreview(e *env) []Screen {
	s := copying(e)
	s.make(false)
	s.Update(snippetMsg{task: s.work.id, snippet: sampleCurl()})
	return over(s, "")
}

func copyProgram(e *env) []Screen {
	s := copying(e)
	s.Update(keyMsg("down"))
	s.Update(keyMsg("down"))
	s.make(false)
	text := "package main\n\nimport (\n\t\"crypto/hmac\"\n)\n" + strings.Repeat("\n\t// and so on: a line of the program, long enough to be broken in narrow windows but not in wide ones\n", 20)
	s.Update(snippetMsg{task: s.work.id, snippet: snippet.Snippet{Kind: snippet.Go, Text: text, Run: "countersign run photos -- go run call.go"}})
	s.SetSize(80, 20)
	s.Update(keyMsg("down"))
	return over(s, "")
}
