// Package stores is the screens of the credential stores: choosing one, unlocking it, and moving connections between them.
//
//	choice.go       the choice of a store when none is available
//	choice_view.go  its view
//	habits.go       disabled reasons, progress, the mouse
//	move.go         moving connections between stores
//	operation.go    the state of the stores, and the running task
//	passphrase.go   inputs for passphrases
//	repair.go       rebuilding the list of connections
//	stores.go       the list of stores
//	unlock.go       unlocking a store, changing the passphrase
//	view.go         the view of the list
package stores
