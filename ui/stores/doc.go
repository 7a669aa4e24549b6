// Package stores is about the credential stores: which is used, how it is opened, what is moved between them.
//
//	choice.go       where to keep a connection when nothing is ready
//	choice_view.go  that choice, drawn
//	habits.go       what the stores have for the frame
//	move.go         connections, moved from one store to another
//	operation.go    what is known of the stores, and the one thing that is done to them
//	passphrase.go   passphrases, asked one below the other
//	repair.go       the list of connections, made again
//	stores.go       every store, and the one in use
//	unlock.go       a store is opened, or gets another passphrase
//	view.go         the stores, drawn
package stores
