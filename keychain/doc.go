// Package keychain is where connections are kept.
//
// A connection is two things, kept apart: its secrets, one opaque record in a
// store, and its [Entry], the facts that may be known without them, in an
// index. Lists come from the index alone, so that they need no unlocked store;
// it also has to be there because an OS keychain cannot be asked what it holds.
//
//	keychain.go     Keychain: which store is in use, and whether it is ready
//	connections.go  list, get, put, update, delete: store and index together
//	life.go         rename, move between stores, drop; one change at a time
//	removals.go     records that no entry names, until they are gone
//	repair.go       the index rebuilt from what the stores hold
//	entry.go        what the index knows of a connection; names
//	store.go        what a store is, and what an index is
//	os.go           the OS keychain: bounded, one call at a time, read back
//	os_probe_*.go   whether there is one, asked without starting anything
//	os_errors.go    what its errors mean
//	names.go        the OS keychain's own list of what it holds
//	record.go       facts and secrets in one
//	pieces.go       records larger than an OS keychain's item
//	file.go         the encrypted file
//	file_pass*.go    its passphrase, changed
//	memory.go       memory, for as long as the program runs
//	index.go        the index on disk, and the lock of its folder
//	atomic.go       files that are whole or not there
//	watch.go        what was done, told to a log
//	errors.go       what can go wrong, in words
//
// The order of writing is what keeps a crash from losing anything: a record
// that an entry is about to name, or that none names any more, is on the
// index's list of removals until that is settled. So at every moment each
// connection is as before a change or as after it, and the next change removes
// what a crash left.
package keychain
