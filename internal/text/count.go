package text

import "strconv"

// Count writes a number with its noun: "1 call", "2 calls".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// CountInWords is Count within a sentence: "one call", "2 calls".
func CountInWords(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return Count(n, one, many)
}
