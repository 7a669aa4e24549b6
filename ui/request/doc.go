// Package request is the request pane of a connection: requests are written, sent and sent again.
//
//	draft.go         a request as it is written
//	draft_body.go    its body
//	edit.go          the parts that are written
//	external.go      a text in the person's own editor
//	history.go       what was sent with the connection
//	history_view.go  that list, drawn
//	prepare.go       what stands between a draft and the service
//	ready.go         saved requests, .http files, the history
//	request.go       the pane
//	rows.go          a query, headers or a form in two columns
//	section.go       the lower half, drawn
//	send.go          signed, sent, and answered bit by bit
//	variables.go     what a request may name
//	view.go          the pane, drawn
//	why.go           why an action can't be done
package request
