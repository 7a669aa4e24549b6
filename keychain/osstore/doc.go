// Package osstore keeps records in the OS keychain: macOS Keychain, Windows Credential Manager, Secret Service.
//
//	system.go   single items: bounded, one call at a time, read back
//	probe_*.go  whether there is an OS keychain, asked without starting anything
//	errors.go   what its errors mean
//	pieces.go   records larger than an item
//	records.go  its own list of what it holds
package osstore
