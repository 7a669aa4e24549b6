// Package request is the request pane of a connection: requests are written, sent and sent again.
//
//	draft.go         a request as it is written
//	draft_body.go    its body
//	edit.go          the editor: a list of requests, and the parts of the one that is written
//	external.go      a text in the person's own editor
//	history.go       what was sent with the connection
//	history_view.go  that list, drawn
//	keys.go          what a key does, and why it can't
//	ready.go         saved requests, .http files, the history
//	record.go        what was sent, into the history
//	request.go       the pane
//	rows.go          a query, headers or a form in two columns
//	section.go       the lower half, drawn
//	send.go          checked, signed, sent, and answered bit by bit
//	variables.go     what a request may name
//	view.go          the pane, drawn
package request
