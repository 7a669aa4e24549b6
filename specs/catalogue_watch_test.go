package specs

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestFingerprintChangesWithEveryFile(t *testing.T) {
	t.Parallel()
	dir, elsewhere := filepath.Join(t.TempDir(), "connectors"), filepath.Join(t.TempDir(), "linked")
	catalogue := NewCatalogue(dir)
	seen := map[string]string{}
	changed := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		now := catalogue.Fingerprint()
		if before, ok := seen[now]; ok {
			t.Errorf("%s: the fingerprint is as it was when %s", what, before)
		}
		if now != catalogue.Fingerprint() {
			t.Errorf("%s: the fingerprint does not stay", what)
		}
		seen[now] = what
	}
	script := filepath.Join(dir, "acme", "auth", "test.js")
	changed("nothing is there", nil)
	changed("a folder is there", os.MkdirAll(filepath.Dir(script), 0o700))
	changed("a file is there", os.WriteFile(script, []byte("one"), 0o600))
	changed("it is longer", os.WriteFile(script, []byte("longer"), 0o600))
	changed("it was written again", os.Chtimes(script, time.Time{}, time.Unix(1e9, 0)))
	changed("another is there", os.WriteFile(filepath.Join(dir, "single.yml"), nil, 0o600))
	changed("a file is gone", os.Remove(script))
	if err := os.MkdirAll(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(dir, "linked")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	changed("a link is there", nil)
	changed("a file behind it is there", os.WriteFile(filepath.Join(elsewhere, "spec.yml"), nil, 0o600))
	if NewCatalogue("").Fingerprint() != "" {
		t.Error("no folder has a fingerprint")
	}
}
