// Package home is the first screen: the connections that are saved.
//
//	actions.go  actions on the selected connection
//	habits.go   disabled reasons, progress, the mouse
//	home.go     the screen
//	life.go     reconnect, refresh, revoke and delete
//	list.go     the list of connections
//	rename.go   renaming a connection
//	view.go     the view
//	ways.go     the destinations in the palette
package home
