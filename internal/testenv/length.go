package testenv

import "os"

// fullVariable asks for the full form of long tests, as `make long` and CI do.
const fullVariable = "COUNTERSIGN_TEST_FULL"

// Full reports whether long tests run in full: hundreds of kills, thousands of cross-checks. A test with a full form is
// named TestLong…, so that CI can run exactly those.
func Full() bool { return os.Getenv(fullVariable) != "" }

// Count is how often a long test repeats its work: short by default, full where that is asked for.
func Count(short, full int) int {
	if Full() {
		return full
	}
	return short
}
