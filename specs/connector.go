package specs

import "countersign/specs/mapping"

// Connector is a loaded connector. None of its methods is evaluated yet.
type Connector struct {
	Key         string // in the catalogue: the name of its folder
	Name        string // of the service
	Description string // where to register keys, which callback to enter
	AppURI      string
	DocsURI     string
	HelpURI     string
	Source      string // "" for a built-in one, else the absolute path of the folder or file

	Parameters    []Field // connectorParameters: what the developer has, such as the consumer key and secret
	Inputs        []Field // connectionParameters, also called connectionInput: what each user enters
	OAuthConfig   Method
	APIClient     Method
	Test          *Method // nil if the connector has none
	Refresh       *Method // refreshCredentials; nil if the connector has none
	Disconnect    *Method // nil if the connector has none
	SavedRequests []SavedRequest

	Registration Registration // how to get consumer keys
	Status       Status       // whether the service is closing
	RevokePage   string       // the page where a person revokes access
	Unverified   []string     // unverified facts, one sentence each

	Options []Option // the authentication options, if there are several; the connector is the first of them
	Option  string   // the key of this option
}

// Ref is what [Catalogue.Open] accepts to find the connector again: the key of a built-in one, the path of any other.
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
	Key         string // under connectorParameters or connectionParameters; dotted inside an object: address.city
	Title       string
	Description string
	Type        string // "string", "number", "integer", "boolean"
	Default     string
	Format      string
	Required    bool
	Secret      bool     // never shown
	Choices     []Choice // if not empty, the value is one of them
	Limits      Limits
	Pattern     string   // a regular expression (RE2) that matches the whole value; "" for any
	Example     string   // a sample value
	Path        []string // the path of a value inside an object: [address city]; else nil
}

// Limits are the limits of a field's value. nil is no limit.
type Limits struct {
	MinLength, MaxLength *int     // characters of a string
	Minimum, Maximum     *float64 // a number or an integer, inclusive
}

// Choice is one possible value of a field, with its label.
type Choice struct{ Value, Title string }

// The implementations of a method.
const (
	Mapping          = "mapping"
	JavaScript       = "javascript"
	RESTMapping      = "rest-api-mapping"
	OperationMapping = "operation-mapping" // only the platform can run it
)

// Method is a method of a connector. Exactly one of Mapping and Code is set; neither for an operation-mapping.
type Method struct {
	Name           string // getOAuthConfig, makeApiClient, test, refreshCredentials, disconnect
	Implementation string // Mapping, JavaScript, RESTMapping or OperationMapping
	File           string // relative to the connector's folder, with slashes
	Mapping        *mapping.Mapping
	Response       *mapping.Mapping  // the responseMapping of a REST mapping; nil if it has none
	Handlers       []ResponseHandler // the responseHandlers of a mapping
	Code           string            // JavaScript; its line numbers are those of File
	Imports        map[string]string // the connector's scripts that Code imports, by file
}

// ResponseHandler is one of makeApiClient's responseHandlers. It applies to a response for which Match, evaluated with
// the variable response, is true. Mappings can be nil.
type ResponseHandler struct {
	Match   *mapping.Mapping
	Success bool
	Data    *mapping.Mapping // the value of a success
	Error   *mapping.Mapping // {message, key, data} of a failure
}

// SavedRequest is a request of a .http file, such as requests.http.
type SavedRequest struct {
	Name, Method string
	ID           string // of a "# @name" line; can be empty
	Target       string // relative to the base URI, or absolute
	Header       []Header
	Body         string
	BodyFile     string // the file that contains the body; Body is empty then
	Variables    []Pair // the file's values of {{name}}, in order
	Line         int    // of its request line; 0 if it is not from a file
}

// Header is one header of a saved request.
type Header struct{ Name, Value string }

// Pair is the name and value of a parameter or header.
type Pair struct{ Name, Value string }
