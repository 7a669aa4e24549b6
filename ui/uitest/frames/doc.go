// Package frames tests how screens look.
//
//	frames.go  golden files, window sizes, themes, contrast, random keys
package frames
