// Package text writes values for people: another party's text made safe for a terminal, numbers of things, bytes, times.
//
//	safe.go      text that can't drive a terminal or hide in it
//	count.go     a number with its noun
//	size.go      a number of bytes
//	duration.go  how long something took, how long ago it was, when it expires
//	nearest.go   the words that a wrong one may have been meant for
package text
