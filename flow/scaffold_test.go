package flow

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"countersign/specs"
)

func TestANewConnectorIsListedUnderItsKey(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "connectors")
	m := New(Options{ConnectorsDir: dir})
	answers := NewConnectorSetup()
	for key, value := range map[string]string{
		"requestTokenUri": "https://www.service.example/request", "authorizeUri": "https://www.service.example/authorize", "tokenUri": "https://www.service.example/access",
	} {
		if err := answers.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	if missing := answers.Missing(); len(missing) > 0 {
		t.Errorf("it still needs %v", missing)
	}
	before := m.Connectors.Fingerprint()
	folder, err := m.Connectors.Write(BlueprintOf(answers), "")
	if err != nil || folder != filepath.Join(dir, "service") {
		t.Fatalf("got %s, %v", folder, err)
	}
	if m.Connectors.Fingerprint() == before {
		t.Error("the fingerprint does not tell")
	}
	if c, err := m.Connectors.Load("service"); err != nil || c.Name != "Service" {
		t.Errorf("got %v, %v", c, err)
	}
	if _, err = m.Connectors.Write(BlueprintOf(answers), ""); !errors.Is(err, ErrAlreadyExists) || !strings.Contains(Explain(err).Next, "Nothing was overwritten") {
		t.Errorf("again: %v", err)
	}
	other, err := m.Connectors.Write(BlueprintOf(answers), filepath.Join(dir, "..", "elsewhere"))
	if err != nil || filepath.Base(other) != "elsewhere" {
		t.Errorf("elsewhere: %s, %v", other, err)
	}
	if _, err = New(Options{}).Connectors.Write(BlueprintOf(answers), ""); err == nil {
		t.Error("without a folder of connectors it was written somewhere")
	}
}

func TestUnfitNamesTheLimit(t *testing.T) {
	t.Parallel()
	least := 8
	f := Field{Key: "pin", Secret: true, Limits: specs.Limits{MinLength: &least}}
	if got := InvalidReason(f, "1234567"); !strings.Contains(got, "at least 8") || strings.Contains(got, "1234567") {
		t.Errorf("got %q", got)
	}
	if got := InvalidReason(f, "12345678") + InvalidReason(f, ""); got != "" {
		t.Errorf("got %q", got)
	}
}
