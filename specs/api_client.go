package specs

// APIClient is the result of makeApiClient: what all requests to the service's API have in common.
type APIClient struct {
	BaseURI  string
	Header   []Pair // sorted by name
	Query    []Pair // sorted by name; signed with the rest
	User     string // basic authentication
	Password string
	// Handlers are the responseHandlers of a script's result. Those of a mapping are in [Method.Handlers].
	Handlers []ResponseHandler
}

// DecodeAPIClient decodes the result of makeApiClient, flat or under args. The error is [Problems] without positions,
// and contains no secret.
func DecodeAPIClient(value any) (APIClient, error) {
	r := newResult(value)
	c := readAPIClient(r)
	return c, r.problems()
}

func readAPIClient(r result) APIClient {
	if !r.expectObject(makeAPIClient.name) {
		return APIClient{}
	}
	if args := r.key("args"); args.present() {
		if _, ok := args.value.(map[string]any); ok {
			r = args
		}
	}
	c := APIClient{
		BaseURI:  r.keyOrMisspelled("baseUri", "baseUrl", "baseURL", "baseURI").uri(),
		Header:   r.keyOrMisspelled("headers", "defaultHeaders").pairs(),
		Query:    r.keyOrMisspelled("query", "defaultQueryParameters", "queryParameters", "params").pairs(),
		User:     r.key("auth").key("username").text(),
		Password: r.key("auth").key("password").text(),
		Handlers: decodeHandlers(r.key("responseHandlers")),
	}
	r.key("auth").object()
	return c
}
