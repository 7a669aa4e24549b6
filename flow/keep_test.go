package flow

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"countersign/flow/oauth1"
	"countersign/internal/testenv"
)

// keptToken keeps a connection of the sandbox's connector, though no sandbox is there.
func keptToken(t *testing.T) (*Manager, *Connection) {
	t.Helper()
	m := New(Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: StoreMemory})
	connector, err := m.Connectors.Load("sandbox")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Connections.Save(t.Context(), NewSetup(connector), Token{Key: "token", Secret: NewSecret("sample-token-secret")}, "sample", false)
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

// The clock is kept with the token in one record, and a renewal may come between.
func TestLongKeepingTheClockKeepsTheRenewedToken(t *testing.T) {
	t.Parallel()
	m, c := keptToken(t)
	for i := range testenv.Count(60, 1000) {
		fresh := Token{Key: fmt.Sprintf("token-%d", i), Secret: NewSecret("sample-token-secret")}
		c.oauth = c.conns.net.client(c.provider.Config, time.Duration(i+1)*time.Second)
		var both sync.WaitGroup
		both.Go(func() { c.noteUse(t.Context(), time.Now()) })
		both.Go(func() {
			c.refreshing.Lock()
			defer c.refreshing.Unlock()
			c.setToken(fresh)
			if err := c.tokens().save(t.Context(), "refreshing"); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		kept, err := m.Connections.Open(t.Context(), "sample")
		if err != nil {
			t.Fatal(err)
		}
		if kept.token.Key != fresh.Key || c.token.Key != fresh.Key {
			t.Fatalf("round %d: kept %s, have %s, renewed to %s", i, kept.token.Key, c.token.Key, fresh.Key)
		}
	}
}

func TestSuggestedNameIsNoTwin(t *testing.T) {
	t.Parallel()
	m, c := keptToken(t)
	if _, err := m.Connections.Save(t.Context(), c.setup, c.token, "Sandbox", false); err != nil {
		t.Fatal(err)
	}
	if name := m.Connections.FreeName(t.Context(), c.Connector); name != "sandbox-2" {
		t.Errorf("free name %q", name)
	}
}

func TestScriptsFormIsWrittenAsJavaScriptWouldWriteIt(t *testing.T) {
	t.Parallel()
	r := Request{Header: []Pair{{Name: "Content-Type", Value: oauth1.FormType}}}
	err := setData(&r, map[string]any{"z": "text", "count": float64(1000000), "list": []any{"a", true, nil}, "none": nil, "half": 0.5})
	if err != nil {
		t.Fatal(err)
	}
	const want = "count=1000000&half=0.5&list=a&list=true&z=text"
	if got := encodePairs(r.Form); got != want {
		t.Errorf("wrote %s, want %s", got, want)
	}
}
