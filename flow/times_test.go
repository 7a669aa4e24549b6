package flow_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"countersign/flow"
)

func TestTimesTellWhereTheTimeWent(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "good") })
	// Each look at the clock is a second later than the one before, so that what happened took some time.
	clock := make(chan time.Time)
	go func() {
		for now := time.Now(); ; now = now.Add(time.Second) {
			select {
			case clock <- now:
			case <-t.Context().Done():
				close(clock)
				return
			}
		}
	}()
	m := newManager(t, func(o *flow.Options) { o.Now = func() time.Time { return <-clock } })
	c := connected(t, m, p, "")
	resp, err := c.Send(t.Context(), flow.Request{Target: "/data"})
	must(t, err)

	first := m.Traffic.List()[0]
	if x := first.Timings; first.Step != flow.StepRequestToken || x.Reused || x.Connect <= 0 || x.TLS != 0 || x.FirstByte <= 0 || x.Body <= 0 {
		t.Errorf("the %s took %+v", first.Step, x)
	}
	x := resp.Exchange.Timings
	if !x.Reused || x.DNS != 0 || x.Connect != 0 || x.FirstByte <= 0 || x.Body <= 0 {
		t.Errorf("the call over the same connection took %+v", x)
	}
	if sum := x.DNS + x.Connect + x.TLS + x.FirstByte + x.Body; sum > resp.Took {
		t.Errorf("the parts took %s of %s", sum, resp.Took)
	}
}

func TestTimesOfTLS(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "no token") }))
	t.Cleanup(s.Close)
	m := newManager(t, func(o *flow.Options) { o.Transport = s.Client().Transport })
	_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, s.URL, "")), flow.BeginOptions{OutOfBand: true})
	if err == nil {
		t.Fatal("a token came of nothing")
	}
	if x := m.Traffic.List()[0].Timings; x.TLS <= 0 || x.Connect <= 0 || x.Reused {
		t.Errorf("it took %+v", x)
	}
}

func TestTimesOfAnAnswerThatNeverCame(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	m := newManager(t)
	_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, gone.URL, "")), flow.BeginOptions{OutOfBand: true})
	if err == nil {
		t.Fatal("a token came of nothing")
	}
	if x := m.Traffic.List()[0].Timings; x.Connect <= 0 || x.FirstByte != 0 || x.Body != 0 {
		t.Errorf("it took %+v", x)
	}
}
