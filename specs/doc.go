// Package specs knows what a connector is: a description, in the format of
// Integration.app (now Membrane), of a service that speaks OAuth 1.0a.
//
// A connector is a folder:
//
//	spec.yml                        name, addresses, what to ask, the auth block
//	auth/get-oauth-config.map.yml   consumer key and secret, the three URIs, dialect
//	auth/make-api-client.map.yml    base URI, headers
//	auth/test.js                    whose token is it?
//	auth/refresh-credentials.js     another token in place of one that ends
//	auth/disconnect.js              what the service is to hear at the end
//	requests.http                   ready calls
//
// or one YAML file with all of it inline. [Load] reads one and tells all its
// mistakes at once, each with its place; nothing is evaluated until someone
// connects. Then the methods' answers are decoded: [DecodeOAuthConfig],
// [DecodeAPIClient], [DecodeRESTCall].
//
//	connector.go     the types
//	load.go          a folder or a file to a Connector
//	source.go        its files, with every mistake that is met
//	method.go        a method of the auth block: where it is, how it is written
//	inspect.go       what can be known of a method before it is evaluated: mistakes in its answer, and values that it
//	                 takes but no schema asks for
//	handlers.go      the API client's responseHandlers
//	fields.go        what a person is asked: parametersSchema, inputSchema
//	limits.go        what bounds the answers, patterns too
//	options.go       auth options: several ways to connect
//	ready.go         requests.http
//	registration.go  the block countersign: how consumer keys are got, and what is to become of the service
//	yaml.go          YAML nodes and their places
//	problem.go       mistakes
//	decode.go        reading an answer, with every mistake
//	oauth_config.go  the answer of getOAuthConfig
//	dialect.go       how a provider departs from plain RFC 5849, and the keys by which that is written
//	api_client.go    the answer of makeApiClient
//	rest_call.go     a test that is written as one call
//	catalogue.go     the connectors at hand: built in, and the user's own
//	catalogue/       those built in
//
// The formula language is in specs/mapping, the script engine in specs/script, and specs/scaffold
// writes new connectors.
package specs
