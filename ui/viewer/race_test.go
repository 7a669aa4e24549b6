//go:build race

package viewer

// raceDetector reports whether the race detector, which multiplies memory, is on.
const raceDetector = true
