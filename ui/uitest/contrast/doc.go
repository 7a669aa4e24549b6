// Package contrast computes the contrast ratio of two colors (WCAG 2.2), for tests.
//
//	contrast.go  the ratio, and common terminal backgrounds
package contrast
