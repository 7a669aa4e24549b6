// Package ui is the terminal user interface: it connects the screens and runs them in a terminal.
//
//	background.go        whether the terminal's background is light or dark
//	background_input.go  filters the terminal's reply out of the keys
//	keymap.go            the actions of all screens, for the settings
//	run.go               the screens in a terminal
//
// Each screen has its own package: home (saved connections), catalogue (choose a connector), connect (its values and the
// authorization), request, response, traffic (exchanges and signatures) and stores (credential stores). Each imports only
// those after it in this list, and kit, which has their widgets. shell is the frame around them. terminal handles links and
// the clipboard.
//
// From home, n opens the catalogue, and Enter there the form and then the authorization. Enter on a connection opens the
// request pane, K the stores, and e the traffic. Esc goes back and stops what the screen started.
//
// Screens are pointers whose Update returns only a command. Commands capture values, wait under the context of a task and
// return one message with the task's number, so that a late message can be recognized. Each package declares the actions of
// its screens; kit.Keys assigns their keys once, at startup.
package ui
