package cause

import "slices"

// ID names a cause. The IDs are part of the JSON output and don't change.
type ID string

// The causes. Each is the most specific one that its evidence proves.
const (
	Unknown ID = "unknown"

	// The credentials.
	ConsumerKeyUnknown      ID = "consumer-key-unknown" // no such key
	ConsumerSecretWrong     ID = "consumer-secret-wrong"
	ConsumerKeyRefused      ID = "consumer-key-refused" // known, but blocked or expired
	TokenUnknown            ID = "token-unknown"        // reported as invalid without a reason
	TokenSecretWrong        ID = "token-secret-wrong"
	TokenExpired            ID = "token-expired"
	TokenRevoked            ID = "token-revoked"
	KeysSwapped             ID = "keys-swapped"               // a key and a secret exchanged, or the two secrets
	TokenAndConsumerSwapped ID = "token-and-consumer-swapped" // the token pair in place of the consumer pair
	ValueHasWhitespace      ID = "value-has-whitespace"
	WrongEnvironment        ID = "wrong-environment" // valid in the connector's other environment
	PrivateKeyWrong         ID = "private-key-wrong"

	// How the request is signed.
	SignatureMethod   ID = "signature-method"
	Placement         ID = "placement"
	Realm             ID = "realm"
	VersionParameter  ID = "version-parameter"
	BodyHash          ID = "body-hash"
	EmptyToken        ID = "empty-token"
	HTTPMethod        ID = "http-method"
	BaseScheme        ID = "base-scheme" // the provider computes the base string with another scheme,
	BaseHost          ID = "base-host"   // host,
	BasePath          ID = "base-path"   // or path
	QueryNotSigned    ID = "query-not-signed"
	RepeatedParameter ID = "repeated-parameter" // the provider reads only one value of a repeated name
	ParameterName     ID = "parameter-name"     // the provider rewrites names, as PHP does with brackets and dots
	Encoding          ID = "encoding"           // the provider encodes or decodes values differently
	FormBody          ID = "form-body"
	MultipartBody     ID = "multipart-body"
	JSONBody          ID = "json-body"
	SecretEncoding    ID = "secret-encoding" // the provider does not percent-encode the secrets in the key
	Clock             ID = "clock"
	NonceUsed         ID = "nonce-used"
	NonceFormat       ID = "nonce-format"

	// The authorization flow.
	CallbackRefused     ID = "callback-refused" // not the registered one
	CallbackMissing     ID = "callback-missing"
	CallbackUnconfirmed ID = "callback-unconfirmed" // the provider uses OAuth 1.0, not 1.0a
	VerifierWrong       ID = "verifier-wrong"
	RequestTokenExpired ID = "request-token-expired"
	UserRefused         ID = "user-refused"

	// The service and the way to it.
	Permission                 ID = "permission"
	RateLimited                ID = "rate-limited"
	ServiceDown                ID = "service-down"
	EndpointWrong              ID = "endpoint-wrong" // not an OAuth endpoint
	Redirected                 ID = "redirected"
	AuthorizationHeaderRemoved ID = "authorization-header-removed"
	UserAgent                  ID = "user-agent"
	Proxy                      ID = "proxy"
	TLS                        ID = "tls"
	Network                    ID = "network"
)

// remedies say in one sentence what to do about each cause.
var remedies = map[ID]string{
	Unknown:                    "Compare the signature base string with the provider's documentation.",
	ConsumerKeyUnknown:         "Check the consumer key: the provider does not know it.",
	ConsumerSecretWrong:        "Check the consumer secret.",
	ConsumerKeyRefused:         "Check the application's status at the provider: it refuses this consumer key.",
	TokenUnknown:               "Reconnect: the provider does not accept this access token.",
	TokenSecretWrong:           "Check the token secret, or reconnect.",
	TokenExpired:               "Refresh the token, or reconnect.",
	TokenRevoked:               "Reconnect: the access was revoked at the provider.",
	KeysSwapped:                "Swap the values back: a key and a secret, or the two secrets, are exchanged.",
	TokenAndConsumerSwapped:    "Swap the values back: the token and its secret are where the consumer key and secret belong.",
	ValueHasWhitespace:         "Remove the white space around the value.",
	WrongEnvironment:           "Choose the connector's other environment: these keys belong to it.",
	PrivateKeyWrong:            "Use the private key whose public key is registered at the provider.",
	SignatureMethod:            "Set signatureMethod in the connector's dialect.",
	Placement:                  "Set placement or tokenPlacement in the connector's dialect.",
	Realm:                      "Set realm in the connector's dialect.",
	VersionParameter:           "Set version in the connector's dialect.",
	BodyHash:                   "Set bodyHash in the connector's dialect.",
	EmptyToken:                 "Set emptyToken in the connector's dialect.",
	HTTPMethod:                 "Set requestTokenMethod or tokenMethod in the connector's dialect.",
	BaseScheme:                 "Set signatureScheme in the connector's dialect.",
	BaseHost:                   "Set signatureBaseUri in the connector's dialect.",
	BasePath:                   "Set signaturePath in the connector's dialect.",
	QueryNotSigned:             "Set signedQuery: false in the connector's dialect.",
	RepeatedParameter:          "Send the parameter once, or as name[0]=…&name[1]=….",
	ParameterName:              "Write the parameter the way the provider reads it, or set parameters: php in the connector's dialect.",
	Encoding:                   "Avoid the characters that the provider encodes differently.",
	FormBody:                   "Set signedForm: false in the connector's dialect, or send the values in the query.",
	MultipartBody:              "Send the text fields in the query.",
	JSONBody:                   "Send the body as a form, or set bodyHash in the connector's dialect.",
	SecretEncoding:             "Set secretEncoding: none in the connector's dialect.",
	Clock:                      "Set this computer's clock, then try again.",
	NonceUsed:                  "Send the request again: every request gets a new nonce.",
	NonceFormat:                "Set nonceFormat in the connector's dialect.",
	CallbackRefused:            "Register this callback at the provider, or use out-of-band (--oob).",
	CallbackMissing:            "Set callback in the connector's dialect: the provider requires oauth_callback.",
	CallbackUnconfirmed:        "If you trust this provider, set callbackConfirmed: ignore in the connector's dialect.",
	VerifierWrong:              "Start the authorization again and copy the whole verifier.",
	RequestTokenExpired:        "Start the authorization again: a request token is valid once and for minutes only.",
	UserRefused:                "Start the authorization again and approve it.",
	Permission:                 "Grant the application the missing permission at the provider, then reconnect.",
	RateLimited:                "Wait before you try again.",
	ServiceDown:                "Wait until the service is available again.",
	EndpointWrong:              "Check the address in the connector: the reply is not from an OAuth endpoint.",
	Redirected:                 "Write the new address into the connector, if it is right.",
	AuthorizationHeaderRemoved: "Set placement: query in the connector's dialect: a server or HTTP proxy removes the Authorization header.",
	UserAgent:                  "Set the User-Agent header in the connector: the service refuses this one.",
	Proxy:                      "Check the HTTP proxy's address, user name and password (HTTPS_PROXY).",
	TLS:                        "Check the service's certificate and this computer's certificate authorities.",
	Network:                    "Check the network and the address.",
}

// Remedy is one sentence with what to do about a cause; empty for "" and for an ID that does not exist.
func Remedy(id ID) string { return remedies[id] }

// All lists every cause, sorted.
func All() []ID {
	var all []ID
	for id := range remedies {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}
