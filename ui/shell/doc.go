// Package shell is the frame around all screens. It knows each of them only by the interface that kit has for them.
//
//	app.go         the root: the stack of screens, what goes to which of them
//	find.go        searches in a text that the frame scrolls
//	frame.go       breadcrumb, footer, list of all keys
//	keys.go        who a key is for
//	log.go         sheets over the body: the help, and the messages so far
//	mouse.go       clicks and the wheel
//	notice.go      a question or a remark above the footer
//	palette.go     the list of all that can be done, found by typing
//	type_ahead.go  keys that a slow terminal hands over together
//	view.go        the frame, drawn
//	ways.go        what the palette lists, and where it leads
package shell
