package specs

import "countersign/specs/mapping"

// Connector is one connector, loaded; nothing of it is evaluated yet.
type Connector struct {
	Key         string // in the catalogue: the name of its folder
	Name        string // the service's, for people
	Description string // where to register keys, which callback to enter
	AppURI      string
	DocsURI     string
	HelpURI     string
	Source      string // "" when built in, else the folder's (or file's) absolute path

	Parameters    []Field // connectorParameters: the consumer key and secret, and what else is the developer's
	Inputs        []Field // connectionParameters, also called connectionInput: what each user says
	OAuthConfig   Method
	APIClient     Method
	Test          *Method // nil when the connector has none
	Refresh       *Method // refreshCredentials; nil when the connector has none
	Disconnect    *Method // nil when the connector has none
	SavedRequests []SavedRequest

	Registration Registration // how consumer keys are got
	Status       Status       // what is to become of the service
	RevokePage   string       // the page where a person takes the token back
	Unverified   []string     // facts that nobody has seen to be so, a sentence each

	Options []Option // the ways to connect, when the connector has several; it is itself the first of them
	Option  string   // the key of the one that this is
}

// Ref is what [Catalogue.Open] takes to find the connector again: the key of
// one built in, the path of any other.
func (c *Connector) Ref() string {
	if c.Source == "" {
		return c.Key
	}
	return c.Source
}

// Sandbox reports whether this is the built-in connector of the sandbox.
func (c *Connector) Sandbox() bool { return c.Source == "" && c.Key == sandboxKey }

const sandboxKey = "sandbox"

// Field is one value that a connector asks for.
type Field struct {
	Key         string // its name under connectorParameters or connectionParameters; dotted when it stands in an object: address.city
	Title       string
	Description string
	Type        string // "string", "number", "integer", "boolean"
	Default     string
	Format      string
	Required    bool
	Secret      bool     // never shown
	Choices     []Choice // when not empty, the value is one of them
	Limits      Limits
	Pattern     string   // a regular expression (RE2) that the whole value fits; "" for any
	Example     string   // a value as it may look
	Path        []string // the way to a value in an object: [address city]; nil for one that is its own
}

// Limits bound a field's value. Nil ones were not given.
type Limits struct {
	MinLength, MaxLength *int     // characters of a text
	Minimum, Maximum     *float64 // a number or an integer, both ends allowed
}

// Choice is one of a field's values, with its name for people.
type Choice struct{ Value, Title string }

// How a method may be written.
const (
	Mapping          = "mapping"
	JavaScript       = "javascript"
	RESTMapping      = "rest-api-mapping"
	OperationMapping = "operation-mapping" // only the platform can run it
)

// Method is one of the connector's methods. Exactly one of Mapping and Code is
// set, but neither for an operation-mapping.
type Method struct {
	Name           string // getOAuthConfig, makeApiClient, test, refreshCredentials, disconnect
	Implementation string // Mapping, JavaScript, RESTMapping or OperationMapping
	File           string // the file it stands in, from the connector's folder, with slashes
	Mapping        *mapping.Mapping
	Response       *mapping.Mapping  // a REST mapping's responseMapping; nil when it has none
	Handlers       []ResponseHandler // a mapping's responseHandlers
	Code           string            // JavaScript, its lines numbered as in File
	Imports        map[string]string // the connector's other scripts that Code imports, by file
}

// ResponseHandler is one of makeApiClient's responseHandlers: what to make of
// a response for which Match, evaluated with the variable response, is true.
// Nil mappings were not given.
type ResponseHandler struct {
	Match   *mapping.Mapping
	Success bool
	Data    *mapping.Mapping // the value of a success
	Error   *mapping.Mapping // {message, key, data} of a failure
}

// ReadyCall is a request of requests.http, to send as it is or to start from.
type SavedRequest struct {
	Name, Method string
	ID           string // of a "# @name" line; may be empty
	Target       string // relative to the base URI, or absolute
	Header       []Header
	Body         string
	BodyFile     string // the file that is the body; Body is empty then
	Variables    []Pair // what its file says of {{name}}, in its order
	Line         int    // of its request line; 0 when it stands in no file
}

// Header is one header of a ready call.
type Header struct{ Name, Value string }

// Pair is a name and a value, of a parameter or a header.
type Pair struct{ Name, Value string }
