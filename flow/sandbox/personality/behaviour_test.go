package personality

import "testing"

func TestPlayedHosts(t *testing.T) {
	t.Parallel()
	p := &Personality{Hosts: []string{"www.a.example", "*.b.example"}}
	for host, want := range map[string]bool{
		"www.a.example": true, "WWW.A.example:443": true, "a.example": false, "x.b.example": true, "y.x.b.example": true, "b.example": false,
		"127.0.0.1:5849": false, "xb.example": false,
	} {
		if got := p.MatchesHost(host); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}
