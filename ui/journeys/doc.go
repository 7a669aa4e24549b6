// Package journeys tests what people do at a terminal, from the first key to the last: the real program in tmux, against
// the sandbox on this machine. JOURNEYS.md lists the journeys.
//
//	terminal_test.go       the person at the terminal: keys, pastes, and waiting for what the screen shows
//	home_test.go           the person's home: folders, a session bus and a keyring of their own
//	browser_test.go        the browser, which allows or denies
//	harbour_test.go        a service, a connector of the person's own, and a network that can be cut
//	list_test.go           JOURNEYS.md, made of the tests' comments
//	journey_test.go        the journeys of the README
//	authorize_test.go      to a connection
//	tokens_test.go         tokens that end, several accounts
//	request_test.go        writing requests
//	body_test.go           very long bodies
//	copy_test.go           requests taken along to other programs
//	keychains_test.go      between credential stores
//	config_test.go         settings
//	network_test.go        a network that goes away
//	process_test.go        signals and suspending
//	wrong_keys_test.go     wrong keys and changing windows
//	canary_test.go         a session after which every secret is searched for
//	canary_search_test.go  that search
package journeys
