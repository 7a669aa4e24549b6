//go:build race

package viewer

// raceDetector says that the race detector is on: it takes memory of its own.
const raceDetector = true
