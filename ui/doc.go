// Package ui is the front end of screens: a stack of them inside one frame, driving package flow.
//
//	app.go            the root: the stack, the frame's keys, what goes to which screen
//	frame.go          the frame: breadcrumb, body, notice (notice.go), footer; palette.go lists all that can be done
//	connections.go    home: what is kept; opens and tests it, connects it again, renews, revokes and forgets it (life.go),
//	                  renames it (rename.go)
//	catalogue.go      pick a connector; follows the files of a person's own (catalogue_watch.go)
//	new_connector.go  write a new one, from three addresses
//	configure.go      the values it asks for (form.go, field.go): consumer key, consumer secret; the ways to connect
//	                  (configure_option.go)
//	guide.go          how consumer keys are got
//	authorize.go      the dance, seen (steps.go): start → request token → link → authorize → verifier → access token →
//	                  keychain → test; the link as one piece (authorize_waiting.go, softwrap.go), as a QR code (qr.go)
//	keychain.go       where to keep connections when nothing is ready, and the passphrase (passphrase.go)
//	keychains.go      every keychain: use one, open it, move connections, change the passphrase, repair the list
//	request.go        a call (draft.go): ready ones, method, target, query, headers, body
//	                  (request_rows.go), in the person's editor (request_external.go), from .http files (request_ready.go);
//	                  history.go is what was called, variables.go what a call may name
//	request_send.go   it goes out, and its answer comes in, bit by bit
//	response.go       its answer (answer.go): body (response_body.go, shown by package viewer), headers, signature,
//	                  timing (response_timing.go); saved to a file (response_save.go)
//	signature.go      one exchange: why its signature is what it is (signature_parts.go, signature_base.go), what came back
//	exchanges.go      every exchange of this run
//	copy_as.go        a call for another program: curl, HTTPie, Go, Python, JavaScript
//
// From home, n leads to the catalogue, enter from there to configure and on to authorize, n to a new connector; enter on
// a kept connection, or after authorize, leads to request; K leads to the keychains, e to the exchanges. esc goes back and stops what the screen had started. What a
// screen shows stands in its _view.go.
//
// Screens are pointers whose Update returns only a command (screen.go). Commands capture values, wait under the context
// of a task (task.go) and answer with one message that carries the task's number, so that a late answer is known by it.
// What a screen may do to the world stands in deps.go, the ways to a clipboard in clipboard.go; Run ties it to a terminal (run.go, background.go).
package ui
