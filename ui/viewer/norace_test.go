//go:build !race

package viewer

const slower = 0
