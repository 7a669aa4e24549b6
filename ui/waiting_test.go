package ui

import (
	"strings"
	"testing"
	"time"

	"countersign/flow"
)

// Whatever is read when a screen opens, and takes long, is told with how long, and no sooner than one would notice.
func TestWhatTakesLongIsTold(t *testing.T) {
	t.Parallel()
	screens := map[string]func(*env) Screen{
		"reading the list of connections": func(e *env) Screen { return newConnections(e) },
		"reading the catalogue":           func(e *env) Screen { return newCatalogue(e) },
		"reading the history":             func(e *env) Screen { return newHistory(e, connection()) },
		"reading the exchanges":           func(e *env) Screen { return newExchanges(e) },
		"reading the exchanges ":          func(e *env) Screen { return newSignature(e, &flow.Exchange{}) },
		"looking at the keychains":        func(e *env) Screen { return newKeychains(e) },
		"writing the call": func(e *env) Screen {
			s := newCopyAs(e, nil)
			s.SetSize(80, 20)
			s.Update(keyMsg("p"))
			return s
		},
		"reading your ready calls": func(e *env) Screen {
			return newRequest(e, connection())
		},
	}
	for what, open := range screens {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			d := testDeps(t, func(o *flow.Options) { o.Requests = "somewhere" })
			now := d.Now()
			d.Now = func() time.Time { return now }
			a := New(d)
			a.Update(frameSizes[1])
			s := open(a.env)
			s.Init() // and its command is never done
			a.stack = []Screen{s}
			a.layout()
			what := strings.TrimSpace(what)
			now = now.Add(noticed - time.Millisecond)
			if strings.Contains(a.View(), what+",") {
				t.Errorf("it is told too soon:\n%s", a.View())
			}
			now = now.Add(2 * time.Second)
			if !strings.Contains(a.View(), what+", 2.3 s") {
				t.Errorf("it does not say that it is %s:\n%s", what, a.View())
			}
		})
	}
}
