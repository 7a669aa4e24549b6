package testenv

import "os"

// fullVariable enables the full form of long tests (make long, CI).
const fullVariable = "COUNTERSIGN_TEST_FULL"

// Full reports whether long tests run in full. A test with a full form is named TestLong…, so that CI can run exactly those.
func Full() bool { return os.Getenv(fullVariable) != "" }

// Count returns the number of repetitions of a long test.
func Count(short, full int) int {
	if Full() {
		return full
	}
	return short
}
