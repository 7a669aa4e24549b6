package traffic

import (
	"errors"
	"strings"
	"time"

	"countersign/flow"
	"countersign/flow/snippet"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func signed(e *kit.Env, x *flow.Exchange) []kit.Screen { return uitest.Stack(NewSignature(e, x), "") }

func signatureOfToken(e *kit.Env) []kit.Screen {
	s := NewSignature(e, uitest.RequestTokenExchange())
	return uitest.Stack(s, "", "Photos", "authorize")
}

func signatureOfRequest(e *kit.Env) []kit.Screen {
	s := NewSignature(e, uitest.SignedExchange())
	s.load([]flow.Exchange{*uitest.RequestTokenExchange(), *uitest.SignedExchange()})
	return uitest.Stack(s, "")
}

func signatureByRSA(e *kit.Env) []kit.Screen {
	x := uitest.SignedExchange()
	x.SignatureMethod, x.Key, x.ClockSkew = "RSA-SHA256", "RSA private key, 2048 bits", -2*time.Minute
	x.Signature = strings.Repeat("c2FtcGxl", 43)
	x.Authorization = strings.Replace(x.Authorization, "c2FtcGxlIHNpZ25hdHVyZSBhYg%3D%3D", x.Signature, 1)
	return signed(e, x)
}

func signatureByPLAINTEXT(e *kit.Env) []kit.Screen {
	x := uitest.SignedExchange()
	x.SignatureMethod, x.Signature = "PLAINTEXT", "••••••••"
	x.Authorization = strings.Replace(x.Authorization, "c2FtcGxlIHNpZ25hdHVyZSBhYg%3D%3D", x.Signature, 1)
	return signed(e, x)
}

func signatureInBody(e *kit.Env) []kit.Screen {
	x := uitest.SignedExchange()
	x.Method, x.Placement, x.Authorization = "POST", "body", ""
	x.Parameters = append(x.Parameters, flow.Param{Name: "text", Value: "it's a harbour & a bridge"})
	x.RequestBody = []byte("text=it%27s%20a%20harbour%20%26%20a%20bridge&oauth_consumer_key=sample-consumer-key&oauth_nonce=sample-nonce&oauth_signature=c2FtcGxl")
	return signed(e, x)
}

func signatureDiffering(e *kit.Env) []kit.Screen {
	x := uitest.SignedExchange()
	x.Status, x.Problem, x.Advice = 401, "signature_invalid", "Compare debug_sbs, the base string expected, with yours."
	x.ProviderBaseString = strings.Replace(x.BaseString, "https%3A", "http%3A", 1)
	return signed(e, x)
}

func signatureRefused(e *kit.Env) []kit.Screen {
	x := uitest.SignedExchange()
	x.Status, x.ProviderMessage = 403, "Forbidden. Your plan does not include this request; see https://photos.example/plans"
	return signed(e, x)
}

func signatureNoResponse(e *kit.Env) []kit.Screen {
	x := uitest.SignedExchange()
	x.Status, x.Failure = 0, "dial tcp 192.0.2.1:443: connect: connection refused"
	return signed(e, x)
}

func exchangesListed(e *kit.Env) []kit.Screen {
	token, refused, lost := uitest.RequestTokenExchange(), uitest.SignedExchange(), uitest.SignedExchange()
	refused.Status, refused.URL, refused.Took = 401, "https://api.photos.example/albums/a-name-that-is-longer/than/a/window/can/show/in/one/line/of/it", 2140*time.Millisecond
	lost.Status, lost.Method = 0, "DELETE"
	s := NewExchanges(e)
	s.load([]flow.Exchange{*token, *uitest.SignedExchange(), *refused, *lost})
	s.Update(uitest.KeyMsg("down"))
	return uitest.Stack(s, "")
}

func exchangesEmpty(e *kit.Env) []kit.Screen {
	return uitest.Stack(NewExchanges(e), "")
}

func copying(e *kit.Env) *copyAs {
	return newCopyAs(e, func(snippet.Kind) (snippet.Snippet, error) {
		return snippet.Snippet{}, errors.New("no request in pictures")
	})
}

func sampleCurl() snippet.Snippet {
	return snippet.Snippet{
		Kind: snippet.Curl, ValidUntil: uitest.Noon.Add(5 * time.Minute), EnvVars: []string{"X_API_KEY"},
		Text: "curl \\\n  --header 'X-Api-Key: '\"$X_API_KEY\" \\\n  --header '" + "Authorization: " + strings.ReplaceAll(uitest.SignedExchange().Authorization, ", ", ", '\\\n'") + "' \\\n  https://api.photos.example/me",
	}
}

func copyMenu(e *kit.Env) []kit.Screen { return uitest.Stack(copying(e), "") }

func copyCopied(e *kit.Env) []kit.Screen {
	s := copying(e)
	s.make(true)
	s.Update(snippetMsg{task: s.work.ID, snippet: sampleCurl()})
	return uitest.Stack(s, "")
}

func copyRefused(e *kit.Env) []kit.Screen {
	s := copying(e)
	s.make(true)
	s.Update(snippetMsg{task: s.work.ID, err: &flow.StepError{
		Step: flow.StepRequest, What: "cannot write the request as curl", Err: errors.New("with PLAINTEXT, the signature is both secrets in plain text"),
		Hint: "Choose Go, Python or JavaScript, which read the secrets from the environment.",
	}})
	return uitest.Stack(s, "")
}

func copyPreview(e *kit.Env) []kit.Screen {
	s := copying(e)
	s.make(false)
	s.Update(snippetMsg{task: s.work.ID, snippet: sampleCurl()})
	return uitest.Stack(s, "")
}

func copyProgram(e *kit.Env) []kit.Screen {
	s := copying(e)
	s.Update(uitest.KeyMsg("down"))
	s.Update(uitest.KeyMsg("down"))
	s.make(false)
	text := "package main\n\nimport (\n\t\"crypto/hmac\"\n)\n" + strings.Repeat("\n\t// and so on: a line of the program, long enough to be broken in narrow windows but not in wide ones\n", 20)
	s.Update(snippetMsg{task: s.work.ID, snippet: snippet.Snippet{Kind: snippet.Go, Text: text, Run: "countersign run photos -- go run call.go"}})
	s.SetSize(80, 20)
	s.Update(uitest.KeyMsg("down"))
	return uitest.Stack(s, "")
}
