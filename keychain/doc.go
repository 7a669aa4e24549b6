// Package keychain is where connections are kept.
//
// A connection is two things, kept apart: its secrets, one opaque record in a
// store, and its [Entry], the facts that may be known without them, in an
// index. Lists come from the index alone, so that they need no unlocked store;
// it also has to be there because an OS keychain cannot be asked what it holds.
//
//	keychain.go     Keychain: opening it, its passphrase, what was done told to a log
//	connections.go  list, get, put, update, delete, rename, move between stores, drop; one change at a time
//	repair.go       the index rebuilt from what the stores hold
//	errors.go       what can go wrong, in words
//
// Below:
//
//	stores.go    the stores with their indexes: which is in use, and whether it is ready
//	records.go   a store and its index changed together; moves.go, from name to name and store to store
//	removals.go  records that no entry names, until they are gone
//	entry.go     what the index knows of a connection; names
//	record.go    facts and secrets in one
//	store.go     what a store is, and what an index is
//	file.go      the encrypted file, and its passphrase
//	memory.go    memory, for as long as the program runs
//	index.go     the index on disk, and the lock of its folder
//	osstore/     the OS keychain
//	safefile/    files that are whole or not there
//	fault/       what can go wrong in a store
//
// The order of writing is what keeps a crash from losing anything: a record
// that an entry is about to name, or that none names any more, is on the
// index's list of removals until that is settled. So at every moment each
// connection is as before a change or as after it, and the next change removes
// what a crash left.
package keychain
