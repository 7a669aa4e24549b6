package text

import "strconv"

// Count returns a number with its noun: "1 request", "2 requests".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// CountInWords is Count in a sentence: "one request", "2 requests".
func CountInWords(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return Count(n, one, many)
}
