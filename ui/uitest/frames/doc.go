// Package frames holds pictures of screens to what every frame must be. The program does not use it.
//
//	frames.go  goldens, sizes, themes, contrasts, random keys
package frames
