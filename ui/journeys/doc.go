// Package journeys tests what people do, from the first key to the last: the real program in tmux, against the sandbox on
// this machine. JOURNEYS.md lists the journeys.
//
//	terminal_test.go       a person at a terminal: pressing keys, pasting, waiting for text
//	home_test.go           a person's home: folders, a session bus and a keyring
//	browser_test.go        a browser that allows or denies access
//	harbour_test.go        a service, a custom connector, and a network that can fail
//	list_test.go           JOURNEYS.md, generated from the tests' comments
//	journey_test.go        the README, step by step
//	authorize_test.go      connecting
//	tokens_test.go         revoked and expired tokens, several accounts
//	request_test.go        writing requests
//	body_test.go           large responses
//	copy_test.go           copying requests to other programs
//	keychains_test.go      credential stores
//	config_test.go         settings
//	network_test.go        network failures
//	process_test.go        signals and suspending
//	wrong_keys_test.go     wrong keys and window sizes
//	canary_test.go         a session after which every secret is searched for
//	canary_search_test.go  the search
package journeys
