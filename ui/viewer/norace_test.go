//go:build !race

package viewer

const raceDetector = false
