// Package store is the commands about credential stores: the keychains that connections are saved in.
//
//	keychain.go    countersign keychain, and status
//	use.go         keychain use: where new connections are saved
//	move.go        keychain move
//	passphrase.go  keychain passphrase
//	repair.go      keychain repair
package store
