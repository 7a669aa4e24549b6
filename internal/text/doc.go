// Package text formats values for display: untrusted text made safe for a terminal, plurals, sizes, durations.
//
//	safe.go      sanitize untrusted text
//	count.go     plurals
//	size.go      sizes in bytes
//	duration.go  durations, times ago, expiry
//	nearest.go   suggestions for a misspelled word
package text
