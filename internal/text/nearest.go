package text

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns the keys that a misspelled one may mean: those that contain it or differ in at most two letters, closest first.
func Nearest(wrong string, keys []string) []string {
	var near []string
	for _, key := range keys {
		if len(wrong) > 2 && strings.Contains(key, wrong) || distance(strings.ToLower(wrong), key) <= min(2, len(wrong)/2) {
			near = append(near, key)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(distance(wrong, a), distance(wrong, b)) })
	return near
}

// distance is the Levenshtein distance.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
