// Package request is the request pane of a connection: write requests, send them, and send them again.
//
//	draft.go         a request being edited
//	draft_body.go    its body
//	edit.go          the editor: the list of requests, and the parts of the current one
//	external.go      a text in an external editor
//	history.go       the requests sent with a connection
//	history_view.go  renders the history
//	keys.go          handles keys
//	request.go       the pane
//	rows.go          a query, headers or a form in two columns
//	saved.go         saved requests and .http files
//	section.go       renders the lower half
//	send.go          checks, signs, sends and records a request
//	variables.go     the list of variables
//	view.go          renders the pane
package request
