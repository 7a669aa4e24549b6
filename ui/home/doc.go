// Package home is the first screen: the connections that are saved.
//
//	actions.go  what a key does with the connection under the cursor
//	habits.go   what home has for the frame: reasons, waits, the mouse
//	home.go     the list, and the ways to more
//	life.go     connecting again, renewing, revoking and forgetting
//	list.go     what is saved, as the screen shows it
//	rename.go   another name, judged while it is typed
//	view.go     the list, drawn
//	ways.go     the ways that the palette offers from every screen
package home
