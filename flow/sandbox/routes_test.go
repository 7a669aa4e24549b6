package sandbox

import "testing"

func TestPathTemplates(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		template, path string
		want           bool
	}{
		{"/users/{id}", "/users/12", true},
		{"/users/{id}", "/users/", false},
		{"/users/{id}", "/users/12/", false},
		{"/users/{id}/notes", "/users/12/notes", true},
		{"/quote/{symbols}.json", "/quote/A,B.json", true},
		{"/quote/{symbols}.json", "/quote/.json", false},
		{"/quote/{symbols}.json", "/quote/A.xml", false},
		{"/1.0/~{name}", "/1.0/~anna", true},
	} {
		if got := (route{path: tc.template}).matchesPath(tc.path); got != tc.want {
			t.Errorf("%s for %s: %v", tc.path, tc.template, got)
		}
	}
}
