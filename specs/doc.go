// Package specs loads connectors: descriptions of OAuth 1.0a services, in the format of Integration.app (now Membrane).
//
// A connector is a folder:
//
//	spec.yml                        name, URLs, schemas, the auth block
//	auth/get-oauth-config.map.yml   consumer key and secret, the three URIs, dialect
//	auth/make-api-client.map.yml    base URI, headers
//	auth/test.js                    whose token is it?
//	auth/refresh-credentials.js     replaces a token before it expires
//	auth/disconnect.js              tells the service that the connection ends
//	requests.http                   saved requests
//
// or one YAML file that contains everything. [Load] loads one and reports all its problems at once, with their positions;
// nothing is evaluated before a user connects. The results of its methods are then decoded with [DecodeOAuthConfig],
// [DecodeAPIClient] and [DecodeRESTRequest].
//
//	connector.go     the types
//	load.go          loads a folder or a file
//	source.go        reads its files, and collects problems
//	method.go        the methods of the auth block: where they are, how they are implemented
//	inspect.go       what is known of a method before it is evaluated: problems of its result, undeclared parameters
//	handlers.go      the API client's responseHandlers
//	fields.go        what the user is asked for: parametersSchema, inputSchema
//	options.go       authentication options
//	requests.go      requests.http, and other .http files
//	registration.go  the countersign block: how to get consumer keys, and whether the service is closing
//	yaml.go          YAML nodes
//	problem.go       problems
//	decode.go        decodes a method's result and reports all problems
//	oauth_config.go  the result of getOAuthConfig
//	dialect.go       how a provider departs from plain RFC 5849
//	api_client.go    the result of makeApiClient
//	rest_request.go  a test that is written as one request
//	catalogue.go     the available connectors: built-in ones, and the user's
//	catalogue/       the built-in connectors
//
// The formula language is in specs/mapping, the script engine in specs/script; specs/scaffold writes new connectors.
package specs
