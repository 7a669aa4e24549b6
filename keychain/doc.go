// Package keychain saves connections in a credential store: the OS keychain, an encrypted file or memory.
//
// A connection consists of its secrets, one opaque record in a store, and its [Entry], the facts that can be known without
// them, in an index. Lists are read from the index alone: they need no unlocked store, and an OS keychain cannot list its
// items.
//
//	keychain.go     Store: open, unlock, change the passphrase, report operations
//	connections.go  list, get, put, update, delete, rename, move; locks for one connection
//	records.go      change a store and its index together, in an order that survives a crash
//	repair.go       rebuild the index from the stores
//	errors.go       the errors
//	stores.go       the stores and their indexes: which is in use, and its status
//	store.go        the interfaces of a store and an index
//	entry.go        an entry of the index; connection names
//	record.go       the format of a record: facts and secrets
//	file.go         the encrypted file and its passphrase
//	memory.go       the memory store
//	index.go        the index on disk, and the lock of its folder
//
// Subpackages: osstore (the OS keychain), safefile (private files, replaced atomically), fault (errors of a store).
//
// A crash loses nothing: a record without an entry, or about to lose it, is in the index's list of removals until the change
// is complete. A connection is either unchanged or fully updated, and the next change removes the leftovers.
package keychain
