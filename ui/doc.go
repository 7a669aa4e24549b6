// Package ui is the front end of screens: a stack of them inside one frame, driving package flow.
//
//	app.go          the root: the stack, the frame's keys, what goes to which screen
//	frame.go        the frame: breadcrumb, body, notice (notice.go), footer
//	connections.go  home: what is kept; opens, tests and forgets it
//	catalogue.go    pick a connector
//	configure.go    the values it asks for (form.go): consumer key, consumer secret
//	authorize.go    the dance, seen (steps.go): request token → authorize → verifier → access token → keychain → test
//	keychain.go     where to keep connections when nothing is ready, and the passphrase
//	request.go      a call (draft.go): ready ones, method, target, query, headers, body
//	response.go     its answer (answer.go): body, headers, signature
//	signature.go    why the signature is what it is
//
// From home, n leads to the catalogue, enter from there to configure and on to authorize; enter on a kept connection, or
// after authorize, leads to request. esc goes back and stops what the screen had started. What a screen shows stands in
// its _view.go.
//
// Screens are pointers whose Update returns only a command (screen.go). Commands capture values, wait under the context
// of a task (task.go) and answer with one message that carries the task's number, so that a late answer is known by it.
// What a screen may do to the world stands in deps.go; Run ties it to a terminal (run.go, background.go).
package ui
