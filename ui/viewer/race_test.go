//go:build race

package viewer

// slower makes large bodies smaller: the race detector takes its time.
const slower = 1
