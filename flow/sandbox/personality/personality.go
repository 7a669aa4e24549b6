package personality

import "encoding/json"

// Personality is how a named service behaves where it departs from the plain
// sandbox: a table of choices, read from personality/<key>.json. It is written
// from what is known of the service, not from any connector to it, so that a
// mistake in one shows against the other.
//
// Every choice left out means what the plain sandbox does, or "anything goes".
type Personality struct {
	Key        string            `json:"key"`  // of the connector that it answers to
	Name       string            `json:"name"` // of the service
	Sources    []string          `json:"sources"`
	Unverified []string          `json:"unverified"` // what of it is a guess
	Sample     map[string]string `json:"sample"`     // what a person would enter, by the input's name
	Lifetime   string            `json:"lifetime"`   // of access tokens, in words

	// Where it answers.
	Hosts        []string   `json:"hosts"`        // it plays, over https; "*" is any host, "*.x.com" any below x.com
	RequestToken *Endpoint  `json:"requestToken"` // nil: it knows no dance
	Authorize    *Page      `json:"authorize"`
	AccessToken  *Endpoint  `json:"accessToken"`
	Discovery    *Discovery `json:"discovery"`
	Refresh      *Action    `json:"renew"`
	Revoke       *Action    `json:"revoke"`

	// What every signed request must be like.
	ConsumerSecret  string             `json:"consumerSecret"`  // sandbox, empty, rsa
	Signatures      []string           `json:"signatures"`      // the signature methods it takes
	TokenPlacements []string           `json:"tokenPlacements"` // header, query, body: of the token steps
	APIPlacements   []string           `json:"apiPlacements"`   // the same, of API calls
	Version         string             `json:"version"`         // oauth_version: optional, required, forbidden
	Nonce           Pattern            `json:"nonce"`
	BodyHash        string             `json:"bodyHash"`     // optional, required
	SignedScheme    string             `json:"signedScheme"` // of the base string; "": the one that was called (https)
	Realm           Realm              `json:"realm"`
	Headers         map[string]Pattern `json:"headers"`      // on every call, by name
	TokenHeaders    map[string]Pattern `json:"tokenHeaders"` // on the token steps besides
	APIHeaders      map[string]Pattern `json:"apiHeaders"`   // on API calls besides

	// The request token (RFC 5849 section 2.1).
	Callback      CallbackRule `json:"callback"`
	Confirmed     string       `json:"confirmed"`  // oauth_callback_confirmed: true, false, absent
	EmptyToken    string       `json:"emptyToken"` // an empty oauth_token: optional, required, forbidden
	RequestParams ParamRule    `json:"requestParams"`

	// The authorization (section 2.2).
	Verifier       Verifier          `json:"verifier"`
	OutOfBand      OutOfBand         `json:"outOfBand"`
	CallbackExtra  map[string]string `json:"callbackExtra"`  // put onto the callback besides
	CallbackSuffix string            `json:"callbackSuffix"` // and behind it
	Refusal        string            `json:"refusal"`        // denied, problem, emptyVerifier, page, none: the callback has the token alone

	// The access token (section 2.3).
	AccessParams ForbiddenRule     `json:"accessParams"`
	Reply        Reply             `json:"reply"`
	TokenFields  map[string]string `json:"tokenFields"` // in the reply besides
	TokenSecret  string            `json:"tokenSecret"` // given, empty

	// The API, and how anything is refused.
	API      API       `json:"api"`
	Requests []Request `json:"calls"`
	Redirect *Redirect `json:"redirect"`
	Errors   Errors    `json:"errors"`
}

// Endpoint is where a token step is asked for. In a path {name} stands for one
// segment; of the query, what is listed must be there.
type Endpoint struct {
	Path    string             `json:"path"`
	Query   map[string]Pattern `json:"query"`
	Methods []string           `json:"methods"` // none: GET and POST
}

// Page is where a person gives consent.
type Page struct {
	Path       string             `json:"path"`
	Query      map[string]Pattern `json:"query"`
	TokenParam string             `json:"tokenParam"` // "": oauth_token
	Required   map[string]Pattern `json:"required"`
	Optional   []string           `json:"optional"` // known; what is not is ignored just as well
}

// Action is a signed request that renews or revokes the access token it is
// signed with.
type Action struct {
	Path       string             `json:"path"`
	Query      map[string]Pattern `json:"query"`
	Method     string             `json:"method"` // GET, POST; "GET|POST" is either
	KeepsToken bool               `json:"keeps"`  // renew: the token stays as it is, and only lasts longer
	Status     int                `json:"status"` // 0: 200
	Body       string             `json:"body"`   // where no new token is the answer
	Reason     string             `json:"why"`    // a connector need not know it
}

// Discovery is an unsigned GET that tells where the endpoints stand. BASE in
// its body is the address that it was called at.
type Discovery struct {
	Path string          `json:"path"`
	Body json.RawMessage `json:"body"`
}

// Realm must stand in the Authorization header; "" is any or none, and URL the
// address of the request itself.
type Realm struct {
	API   string `json:"api"`
	Token string `json:"token"`
}

// CallbackRule says how the service learns where to come back to.
type CallbackRule struct {
	Where      string    `json:"where"`      // requestToken, authorize, registered, none
	Param      string    `json:"param"`      // where authorize: its name there; "": oauth_callback
	Required   bool      `json:"required"`   // where requestToken: it must be sent
	Allowed    []Pattern `json:"allowed"`    // none: what the plain sandbox allows
	Registered string    `json:"registered"` // where registered
	Refusal    *Template `json:"refusal"`    // of a callback that is not allowed; nil: as Errors has it
}

// Verifier is what proves the person's consent.
type Verifier struct {
	Kind string `json:"kind"` // given, none (OAuth 1.0)
	// Shape of one that is shown: 9 is a digit, a a lower-case hexadecimal digit,
	// A an upper-case letter or digit, and the rest stands for itself.
	Shape string `json:"shape"`
}

// OutOfBand says where the verifier is shown to a person.
type OutOfBand struct {
	Mode   string `json:"mode"` // page, address (of the page the browser ends at), none
	Reason string `json:"why"`  // there is none
}

// ParamRule is about what a request-token call carries besides the protocol's.
type ParamRule struct {
	Required map[string]Pattern `json:"required"`
	Optional []string           `json:"optional"`
	Strict   bool               `json:"strict"` // anything else is refused
}

// ForbiddenRule lists parameters that must not come.
type ForbiddenRule struct {
	Forbidden []string `json:"forbidden"`
}

// Reply is the form of a token step's answer.
type Reply struct {
	Format         string `json:"format"` // form, json
	Type           string `json:"type"`   // the Content-Type; "": the format's own
	Status         int    `json:"status"` // 0: 200
	ConfirmedFirst bool   `json:"confirmedFirst"`
}

// API is how its calls are authorized.
type API struct {
	// oauth1, none (signed by the consumer alone), bearer (Authorization:
	// Bearer and the token), or header:NAME=secret, header:NAME=token.
	Auth   string `json:"auth"`
	Reason string `json:"why"` // there are no calls that a connector could have ready
}

// Call is an API call and its canned answer.
type Request struct {
	Method  string             `json:"method"`
	Path    string             `json:"path"`
	Query   map[string]Pattern `json:"query"`
	Type    string             `json:"type"`   // the Content-Type; "": application/json
	Body    json.RawMessage    `json:"body"`   // a string is the text itself
	Status  int                `json:"status"` // 0: 200
	Account string             `json:"account"`
}

// Redirect is a call that is answered elsewhere, where it must be signed again.
type Redirect struct {
	Path   string `json:"path"`
	To     string `json:"to"`
	Status int    `json:"status"`
}

// Errors is the manner in which the service refuses.
type Errors struct {
	Format   string   `json:"manner"` // problem, json, text, ok200
	Template Template `json:"template"`
}

// Template is an answer. In its body MESSAGE is what was wrong and PROBLEM the
// name that the Problem Reporting extension has for it.
type Template struct {
	Status int    `json:"status"`
	Type   string `json:"type"`
	Body   string `json:"body"`
}
