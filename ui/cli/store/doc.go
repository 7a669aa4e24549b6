// Package store contains the commands for credential stores.
//
//	keychain.go    countersign keychain, and keychain status
//	use.go         keychain use
//	move.go        keychain move
//	passphrase.go  keychain passphrase
//	repair.go      keychain repair
package store
