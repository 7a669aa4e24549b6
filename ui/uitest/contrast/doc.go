// Package contrast computes whether a colour can be read on another (WCAG 2.2). The program does not use it.
//
//	contrast.go  the ratio of two colours
package contrast
