package flow_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/flow"
	"countersign/flow/bundle"
)

// The age identity that testdata/earlier/export.age is encrypted for.
const earlierIdentity = "AGE-SECRET-KEY-1P3NPA464UXP7TCR592SEYZYWANGPTAMSK34MQEQKL4CVAJ2F2TRQHJXQ85"

// TestFilesOfAnEarlierBuildAreRead reads and continues files that another build wrote (see testdata/earlier/README.md).
func TestFilesOfAnEarlierBuildAreRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "earlier"))))
	service := &recorder{}
	m := newManager(t, func(o *flow.Options) { o.DataDir, o.Store, o.Transport = dir, flow.StoreFile, service })

	list, err := m.Connections.List(t.Context())
	must(t, err)
	var listed []string
	for _, e := range list {
		listed = append(listed, strings.Join([]string{e.Name, e.Connector, e.Title, e.Account, string(e.Store), e.Tested.Format("2006-01-02")}, "|"))
	}
	if diff := cmp.Diff([]string{"anna|sandbox|Sandbox|anna|file|2026-11-30", "shop|bricklink|BrickLink||file|0001-01-01"}, listed); diff != "" {
		t.Errorf("connections (-want +got):\n%s", diff)
	}

	must(t, m.Stores.Unlock(t.Context(), "example-passphrase"))
	assertEarlierShop(t, m, service, "shop")
	anna, err := m.Connections.Open(t.Context(), "anna")
	must(t, err)
	if s, err := anna.Sign(flow.Request{Target: "/me"}, flow.SigningOptions{ShowSecrets: true}); err != nil || !strings.HasPrefix(s.Key, "sandbox-consumer-secret&") || len(s.Key) < 40 {
		t.Errorf("anna signs %+v, %v", s, err)
	}
	if fields := anna.TokenFields(); len(fields) == 0 {
		t.Error("the further fields of anna's token reply are lost")
	}

	var sent []string
	for _, p := range pastCalls(t, m, "anna") {
		sent = append(sent, p.Method+" "+p.Target)
	}
	want := []string{"GET /no-such-path", "PUT /echo", "GET /notes?page=2&api_key=••••••••", "POST /notes", "GET /me"}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	must(t, anna.Record(t.Context(), flow.Request{Target: "/me"}, flow.Outcome{Status: 200}, keepAll))
	if entries := pastCalls(t, m, "anna"); len(entries) != 6 {
		t.Errorf("%d requests after one more", len(entries))
	}

	export, err := bundle.Open(filepath.Join(dir, "export.age"))
	must(t, err)
	b, err := export.DecryptWithIdentities(flow.NewSecret(earlierIdentity))
	must(t, err)
	must(t, m.Connections.Import(t.Context(), b, "shop", "shop-2", false))
	assertEarlierShop(t, m, service, "shop-2")
}

func assertEarlierShop(t *testing.T, m *flow.Manager, service *recorder, name string) {
	t.Helper()
	c, err := m.Connections.Open(t.Context(), name)
	must(t, err)
	_, err = c.Send(t.Context(), flow.Request{Target: "/orders"})
	must(t, err)
	if got := service.last(); !strings.HasPrefix(got, "GET https://api.bricklink.com/api/store/v1/orders\n") ||
		!strings.Contains(got, `oauth_consumer_key="MADE-UP-CONSUMER-KEY"`) || !strings.Contains(got, `oauth_token="MADE-UP-TOKEN"`) {
		t.Errorf("%s sent %s", name, got)
	}
	s, err := c.Sign(flow.Request{Target: "/orders"}, flow.SigningOptions{ShowSecrets: true})
	must(t, err)
	if s.Key != "made-up-consumer-secret&made-up-token-secret" {
		t.Errorf("%s is signed with the key %q", name, s.Key)
	}
}
