package uitest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"countersign/flow"
)

// Photos is a sample connector.
var Photos = &flow.Connector{
	Key: "photos", Name: "Photos", Description: "Photo sharing. Ask for keys on the service's app page, and register http://127.0.0.1:8477/callback there.",
	DocsURI: "https://photos.example/docs", HelpURI: "https://photos.example/apps",
	Parameters: []flow.Field{
		{Key: "consumerKey", Title: "Consumer key", Required: true, Description: "From the service's app page."},
		{Key: "consumerSecret", Title: "Consumer secret", Required: true, Secret: true},
	},
	Inputs: []flow.Field{{Key: "perms", Title: "Permission", Type: "string", Default: "read", Choices: []flow.Choice{
		{Value: "read", Title: "read"}, {Value: "write", Title: "write"}, {Value: "delete", Title: "delete"},
	}}},
}

// States of the credential stores.
var (
	OSAvailable = flow.StoreStatus{Kind: flow.StoreOS, Ready: true}
	OSLocked    = flow.StoreStatus{Kind: flow.StoreOS, Ready: true, Locked: true}
	ErrNoBus    = errors.New("OS keychain is unavailable: no session bus")
	ErrIndex    = &flow.StepError{Step: flow.StepStore, What: "cannot list the connections", Err: fmt.Errorf("%w: /home/anna/.local/share/countersign/index.json: unexpected end of JSON input", flow.ErrDamaged)}
	FileLocked  = flow.StoreStatus{Kind: flow.StoreFile, NeedsPassphrase: true}
)

// Connection returns a sample connection.
func Connection() *flow.Connection {
	return &flow.Connection{
		Entry: flow.Entry{Name: "photos", Account: "Anna Sample", Title: "Photos"},
		Connector: &flow.Connector{Key: "photos", Name: "Photos", SavedRequests: []flow.SavedRequest{
			{Name: "who am I", Method: "GET", Target: "/me"},
			{Name: "search, with a query that is long", Method: "GET", Target: "/search?text=a%20harbour&sort=date&per_page=20&page=1&extras=tags"},
			{Name: "add a note", Method: "POST", Target: "/notes", Header: nil, Body: `{"text": "hello"}`},
		}},
	}
}

// SampleExchange returns a signed request as flow records it.
func SampleExchange() *flow.Exchange {
	x := &flow.Exchange{}
	x.Step, x.Method, x.URL, x.BaseURI = flow.StepRequest, "GET", "https://api.photos.example/me", "https://api.photos.example/me"
	x.SignatureMethod, x.Placement = "HMAC-SHA1", "header"
	x.Parameters = []flow.Param{
		{Name: "oauth_consumer_key", Value: "sample-consumer-key"},
		{Name: "oauth_nonce", Value: "sample-nonce"},
		{Name: "oauth_signature_method", Value: "HMAC-SHA1"},
		{Name: "oauth_timestamp", Value: "1773489600"},
		{Name: "oauth_token", Value: "sample-access-token"},
	}
	x.BaseString = "GET&https%3A%2F%2Fapi.photos.example%2Fme&oauth_consumer_key%3Dsample-consumer-key%26oauth_nonce%3Dsample-nonce" +
		"%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1773489600%26oauth_token%3Dsample-access-token"
	x.Status, x.Took = 200, 183*time.Millisecond
	return x
}

// SignedExchange returns a SampleExchange that was sent, with its signature.
func SignedExchange() *flow.Exchange {
	x := SampleExchange()
	x.Started, x.ClockSkew = Noon, 90*time.Second
	x.Signature, x.Key = "c2FtcGxlIHNpZ25hdHVyZSBhYg==", "••••&••••"
	x.Authorization = `OAuth realm="photos", oauth_consumer_key="sample-consumer-key", oauth_nonce="sample-nonce", oauth_signature_method="HMAC-SHA1", ` +
		`oauth_timestamp="1773489600", oauth_token="sample-access-token", oauth_signature="c2FtcGxlIHNpZ25hdHVyZSBhYg%3D%3D"`
	x.ResponseHeader = http.Header{}
	return x
}

// RequestTokenExchange returns the first step of an authorization.
func RequestTokenExchange() *flow.Exchange {
	x := SignedExchange()
	x.Parameters = slices.DeleteFunc(x.Parameters, func(p flow.Param) bool { return p.Name == "oauth_token" })
	x.Step, x.Method, x.URL, x.BaseURI = flow.StepRequestToken, "POST", "https://api.photos.example/oauth/request_token", "https://api.photos.example/oauth/request_token"
	x.Parameters = append([]flow.Param{{Name: "oauth_callback", Value: "http://127.0.0.1:8477/callback"}}, x.Parameters...)
	x.Parameters = append(x.Parameters, flow.Param{Name: "scope", Value: "read\x1b[31m"})
	x.Key, x.ClockSkew = "••••&", 0
	x.BaseString = "POST&https%3A%2F%2Fapi.photos.example%2Foauth%2Frequest_token&oauth_callback%3Dhttp%253A%252F%252F127.0.0.1%253A8477%252Fcallback" +
		"%26oauth_consumer_key%3Dsample-consumer-key%26oauth_nonce%3Dsample-nonce%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1773489600%26scope%3Dread"
	x.TokenFields = []flow.Param{{Name: "oauth_token", Value: "samp…en"}, {Name: "oauth_token_secret", Value: "••••••••"}, {Name: "oauth_callback_confirmed", Value: "true"}}
	return x
}
