package personality

import "encoding/json"

// Personality is how a service deviates from the plain sandbox. It is based on what is known of the service, not on a
// connector for it, so that the two check each other. An omitted setting means the plain sandbox's behavior.
type Personality struct {
	Key        string            `json:"key"`  // of its connector
	Name       string            `json:"name"` // of the service
	Sources    []string          `json:"sources"`
	Unverified []string          `json:"unverified"` // guesses
	Sample     map[string]string `json:"sample"`     // example inputs, by name
	Lifetime   string            `json:"lifetime"`   // of access tokens, as text

	// Endpoints.
	Hosts        []string   `json:"hosts"`        // called over https; "*" is any host, "*.x.com" any below x.com
	RequestToken *Endpoint  `json:"requestToken"` // nil: no authorization flow
	Authorize    *Page      `json:"authorize"`
	AccessToken  *Endpoint  `json:"accessToken"`
	Discovery    *Discovery `json:"discovery"`
	Refresh      *Action    `json:"renew"`
	Revoke       *Action    `json:"revoke"`

	// Settings of every signed request.
	ConsumerSecret  string             `json:"consumerSecret"`  // sandbox, empty, rsa
	Signatures      []string           `json:"signatures"`      // accepted signature methods
	TokenPlacements []string           `json:"tokenPlacements"` // header, query, body: of token requests
	APIPlacements   []string           `json:"apiPlacements"`   // of API requests
	Version         string             `json:"version"`         // oauth_version: optional, required, forbidden
	Nonce           Pattern            `json:"nonce"`
	BodyHash        string             `json:"bodyHash"`     // optional, required
	SignedScheme    string             `json:"signedScheme"` // of the base string; "": that of the URL (https)
	Realm           Realm              `json:"realm"`
	Headers         map[string]Pattern `json:"headers"`      // of every request, by name
	TokenHeaders    map[string]Pattern `json:"tokenHeaders"` // also of token requests
	APIHeaders      map[string]Pattern `json:"apiHeaders"`   // also of API requests

	// The request token (RFC 5849 section 2.1).
	Callback      CallbackRule `json:"callback"`
	Confirmed     string       `json:"confirmed"`  // oauth_callback_confirmed: true, false, absent
	EmptyToken    string       `json:"emptyToken"` // an empty oauth_token: optional, required, forbidden
	RequestParams ParamRule    `json:"requestParams"`

	// The authorization (section 2.2).
	Verifier       Verifier          `json:"verifier"`
	OutOfBand      OutOfBand         `json:"outOfBand"`
	CallbackExtra  map[string]string `json:"callbackExtra"`  // additional parameters
	CallbackSuffix string            `json:"callbackSuffix"` // appended to the callback
	Refusal        string            `json:"refusal"`        // denied, problem, emptyVerifier, page, none: the callback has the token alone

	// The access token (section 2.3).
	AccessParams ForbiddenRule     `json:"accessParams"`
	Reply        Reply             `json:"reply"`
	TokenFields  map[string]string `json:"tokenFields"` // additional fields of the reply
	TokenSecret  string            `json:"tokenSecret"` // given, empty

	// The API, and errors.
	API      API       `json:"api"`
	Requests []Request `json:"calls"`
	Redirect *Redirect `json:"redirect"`
	Errors   Errors    `json:"errors"`
}

// Endpoint is the URL of a token request. {name} in a path is any segment; the query is required.
type Endpoint struct {
	Path    string             `json:"path"`
	Query   map[string]Pattern `json:"query"`
	Methods []string           `json:"methods"` // none: GET and POST
}

// Page is the authorization page.
type Page struct {
	Path       string             `json:"path"`
	Query      map[string]Pattern `json:"query"`
	TokenParam string             `json:"tokenParam"` // "": oauth_token
	Required   map[string]Pattern `json:"required"`
	Optional   []string           `json:"optional"` // known; others are ignored, too
}

// Action is a signed request that refreshes or revokes its access token.
type Action struct {
	Path       string             `json:"path"`
	Query      map[string]Pattern `json:"query"`
	Method     string             `json:"method"` // GET, POST; "GET|POST" is either
	KeepsToken bool               `json:"keeps"`  // refresh extends the token instead of replacing it
	Status     int                `json:"status"` // 0: 200
	Body       string             `json:"body"`   // unless the reply is a new token
	Reason     string             `json:"why"`    // why a connector may omit it
}

// Discovery is an unsigned GET that returns the endpoints. BASE in the body is the origin.
type Discovery struct {
	Path string          `json:"path"`
	Body json.RawMessage `json:"body"`
}

// Realm is required in the Authorization header. "" accepts anything; URL is the URL of the request.
type Realm struct {
	API   string `json:"api"`
	Token string `json:"token"`
}

// CallbackRule is where the service reads the callback, and which ones it accepts.
type CallbackRule struct {
	Where      string    `json:"where"`      // requestToken, authorize, registered, none
	Param      string    `json:"param"`      // its name with authorize; "": oauth_callback
	Required   bool      `json:"required"`   // with requestToken
	Allowed    []Pattern `json:"allowed"`    // empty: as the plain sandbox
	Registered string    `json:"registered"` // with registered
	Refusal    *Template `json:"refusal"`    // of an invalid callback; nil: see Errors
}

// Verifier is the oauth_verifier.
type Verifier struct {
	Kind string `json:"kind"` // given, none (OAuth 1.0)
	// Shape of one for the user: 9 is a digit, a a lower-case hexadecimal digit, A an upper-case letter or digit, anything
	// else literal.
	Shape string `json:"shape"`
}

// OutOfBand is how the verifier is shown.
type OutOfBand struct {
	Mode   string `json:"mode"` // page, address (the URL of the last page), none
	Reason string `json:"why"`  // with none
}

// ParamRule is the other parameters of a request token request.
type ParamRule struct {
	Required map[string]Pattern `json:"required"`
	Optional []string           `json:"optional"`
	Strict   bool               `json:"strict"` // refuse others
}

// ForbiddenRule is forbidden parameters.
type ForbiddenRule struct {
	Forbidden []string `json:"forbidden"`
}

// Reply is the response of a token request.
type Reply struct {
	Format         string `json:"format"` // form, json
	Type           string `json:"type"`   // the Content-Type; "": the format's own
	Status         int    `json:"status"` // 0: 200
	ConfirmedFirst bool   `json:"confirmedFirst"`
}

// API is the authentication of API requests.
type API struct {
	// oauth1, none (signed by the consumer alone), bearer (Authorization:
	// Bearer and the token), or header:NAME=secret, header:NAME=token.
	Auth   string `json:"auth"`
	Reason string `json:"why"` // why there are no API requests
}

// Request is an API request and its canned response.
type Request struct {
	Method  string             `json:"method"`
	Path    string             `json:"path"`
	Query   map[string]Pattern `json:"query"`
	Type    string             `json:"type"`   // the Content-Type; "": application/json
	Body    json.RawMessage    `json:"body"`   // a string is literal text
	Status  int                `json:"status"` // 0: 200
	Account string             `json:"account"`
}

// Redirect is a redirected API request, which must be signed again.
type Redirect struct {
	Path   string `json:"path"`
	To     string `json:"to"`
	Status int    `json:"status"`
}

// Errors is the format of errors.
type Errors struct {
	Format   string   `json:"manner"` // problem, json, text, ok200
	Template Template `json:"template"`
}

// Template is a response. MESSAGE in its body is the error, PROBLEM its name in the Problem Reporting extension.
type Template struct {
	Status int    `json:"status"`
	Type   string `json:"type"`
	Body   string `json:"body"`
}
