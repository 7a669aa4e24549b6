// Package ui is the front end of screens: it puts them together and ties them to a terminal.
//
//	background.go        light or dark, without anybody waiting for it
//	background_input.go  the terminal's answer, taken out of the keys
//	keymap.go            the actions of all screens, for the settings
//	run.go               the screens in a terminal
//
// The screens stand in packages of their own: home (what is saved), catalogue (pick a connector), connect (its values, then
// the authorization), request, response, traffic (exchanges and signatures) and stores (where secrets are kept). Each uses
// those behind it in this list, and kit, which has their widgets; shell is the frame around them. What reaches the terminal
// and the desktop besides, links and the clipboard, is in terminal.
//
// From home, n leads to the catalogue, Enter from there to the form and on to the authorization; Enter on a connection leads
// to the request pane; K to the stores, e to the exchanges. Esc goes back and stops what the screen had started.
//
// Screens are pointers whose Update returns only a command. Commands capture values, wait under the context of a task and
// answer with one message that carries the task's number, so that a late answer is known by it. Each package declares the
// actions of its screens; kit.Keys gives them their keys once, at the start.
package ui
