// Package shell is the frame around all screens. It knows each of them only by the interface that kit has for them.
//
//	app.go       the root: the stack of screens, what goes to which of them
//	events.go    who a key, a click or a turn of the wheel is for
//	frame.go     breadcrumb, footer, list of all keys
//	listing.go   the lines of the palette
//	log.go       sheets over the body: the help, and the messages so far
//	mouse.go     what becomes of the mouse
//	notice.go    a question or a remark above the footer
//	palette.go   the list of all that can be done, found by typing
//	scroller.go  where one is in a text that the frame scrolls, and what one looks for there
//	view.go      the frame, drawn
//	ways.go      where a line of the palette leads
package shell
