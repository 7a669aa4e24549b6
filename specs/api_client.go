package specs

// APIClient is what makeApiClient gives: what every call of the service's API
// has in common.
type APIClient struct {
	BaseURI  string
	Header   []Pair // sorted by name
	Query    []Pair // sorted by name; signed with the rest
	User     string // basic authentication
	Password string
	// Handlers are the responseHandlers of a script's answer. A mapping's are
	// compiled when it is loaded, into [Method.Handlers].
	Handlers []ResponseHandler
}

// DecodeAPIClient reads the answer of makeApiClient, flat or under args. The
// error is [Problems], without places, and holds no secret.
func DecodeAPIClient(value any) (APIClient, error) {
	a := newAnswer(value)
	c := readAPIClient(a)
	return c, a.problems()
}

func readAPIClient(a answer) APIClient {
	if !a.expectObject(makeAPIClient.name) {
		return APIClient{}
	}
	if args := a.key("args"); args.value != nil && args.known() {
		if _, ok := args.value.(map[string]any); ok {
			a = args
		}
	}
	c := APIClient{
		BaseURI:  a.keyOrMisspelled("baseUri", "baseUrl", "baseURL", "baseURI").uri(),
		Header:   a.keyOrMisspelled("headers", "defaultHeaders").pairs(),
		Query:    a.keyOrMisspelled("query", "defaultQueryParameters", "queryParameters", "params").pairs(),
		User:     a.key("auth").key("username").text(),
		Password: a.key("auth").key("password").text(),
	}
	c.Handlers = decodeHandlers(a.key("responseHandlers"))
	a.key("auth").object()
	return c
}
