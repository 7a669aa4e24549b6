// Package terminal is what reaches a person's terminal and desktop: a link to open, a text to copy. Both front ends use it.
//
//	browser.go    a link opened in a browser; browser_*.go, how that outlives us
//	clipboard.go  the ways to a clipboard
//	link.go       whether a link can be clicked, and how a callback finds its way back through ssh
//	qr.go         a link as a QR code
//	softwrap.go   a long link as one piece to the terminal
package terminal
