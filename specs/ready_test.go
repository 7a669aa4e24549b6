package specs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadyCallsAreReadInTheirOrder(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"requests.http": "# a file\r\n" +
		"### Who am I\n# @name ignored\n\n// note\nGET /me HTTP/1.1\nAccept: application/json\n# not sent\nX-Empty:\n\n" +
		"###\nhttps://other.example/a?b=c:d\n" +
		"### Write\nPOST /notes\nContent-Type: application/json\n\n\n{\n# part of the body\n}\n\n"})
	want := []ReadyCall{
		{Name: "Who am I", Method: "GET", Target: "/me", Header: []Header{{"Accept", "application/json"}, {"X-Empty", ""}}},
		{Name: "GET https://other.example/a?b=c:d", Method: "GET", Target: "https://other.example/a?b=c:d"},
		{Name: "Write", Method: "POST", Target: "/notes", Header: []Header{{"Content-Type", "application/json"}}, Body: "{\n# part of the body\n}"},
	}
	if diff := cmp.Diff(want, c.Ready); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
