package flow_test

import (
	"net/http"
	"strings"
	"testing"

	"countersign/flow"
)

func TestConnectionKeepsItsOption(t *testing.T) {
	t.Parallel()
	hosts := make(chan string, 2)
	p := newProvider(t, func(_ http.ResponseWriter, r *http.Request) { hosts <- r.URL.Path })
	dir := connectorFolder(t, p.base, "")
	write(t, dir+"/spec.yml", specWith("mapping", `  options:
    web: {}
    partner:
      enabled: {$var: connectorParameters.partnerId}
      makeApiClient: {type: mapping, mapping: {baseUri: '`+p.base+`/partner'}}
`))
	m := newManager(t)
	c, err := m.Connectors.Load(dir)
	must(t, err)
	s := flow.NewSetup(c)
	enabled(t, s, "web")
	must(t, s.Set("partnerId", "sample-partner"))
	enabled(t, s, "web partner")

	chosen, err := c.WithOption("partner")
	must(t, err)
	s = flow.NewSetup(chosen)
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	_, err = m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)
	kept, err := m.Connections.Open(t.Context(), "sample")
	must(t, err)
	_, err = kept.Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	if path := <-hosts; path != "/partner/me" || kept.Connector.Option != "partner" {
		t.Errorf("called %s by the option %s", path, kept.Connector.Option)
	}

	write(t, dir+"/spec.yml", specWith("mapping", "  options: {web: {}}"))
	if _, err := m.Connections.Open(t.Context(), "sample"); err == nil || !strings.Contains(flow.Explain(err).Next, "Reconnect") {
		t.Errorf("without its option it opens with %v", err)
	}
	must(t, m.Connections.Delete(t.Context(), "sample"))
}

func enabled(t *testing.T, s *flow.Setup, want string) {
	t.Helper()
	options, err := s.Options()
	must(t, err)
	var keys []string
	for _, o := range options {
		keys = append(keys, o.Key)
	}
	if got := strings.Join(keys, " "); got != want {
		t.Errorf("%s is enabled, want %s", got, want)
	}
}
