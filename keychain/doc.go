// Package keychain is where connections are kept.
//
// A connection is two things, kept apart: its secrets, one opaque record in a
// store, and its [Entry], the facts that may be known without them, in an
// index. Lists come from the index alone, so that they need no unlocked store;
// it also has to be there because an OS keychain cannot be asked what it holds.
//
//	keychain.go     Keychain: which store is in use, and whether it is ready
//	connections.go  list, get, put, update, delete: store and index together
//	entry.go        what the index knows of a connection; names
//	store.go        what a store is, and what an index is
//	os.go           the OS keychain: bounded, one call at a time, read back
//	os_probe_*.go   whether there is one, asked without starting anything
//	os_errors.go    what its errors mean
//	pieces.go       records larger than an OS keychain's item
//	file.go         the encrypted file
//	memory.go       memory, for as long as the program runs
//	index.go        the index on disk, and the lock of its folder
//	atomic.go       files that are whole or not there
//	errors.go       what can go wrong, in words
//
// The order of writing is what keeps a crash from losing anything: secrets
// first, then the index; when deleting, also secrets first. A crash between
// the two leaves at worst a record that no entry names, which the next Put of
// that name replaces, or an entry without a record, which says so.
package keychain
