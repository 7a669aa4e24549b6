// Package osstore saves records in the OS keychain: macOS Keychain, Windows Credential Manager or Secret Service.
//
//	system.go   single items: with a timeout, one call at a time, verified
//	probe_*.go  is there an OS keychain? asked without starting anything
//	errors.go   translate errors
//	pieces.go   records larger than an item
//	records.go  the list of records
package osstore
