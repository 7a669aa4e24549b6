package keychain

import (
	"maps"
	"testing"
)

// What is asked of one store leaves the choice of another as it is.
func TestStatusOfUsesNoStore(t *testing.T) {
	t.Parallel()
	k, _ := both(t)
	put(t, k, "in-file", []byte("sample"))
	k.Use(OS)
	put(t, k, "in-os", []byte("sample"))
	put(t, k, "in-os-too", []byte("sample"))
	k.Use(Memory)
	put(t, k, "in-memory", []byte("sample"))
	for _, kind := range []Kind{OS, File, Memory} {
		if s := k.StatusOf(t.Context(), kind); s.Kind != kind || !s.Ready {
			t.Errorf("%s: %+v", kind, s)
		}
	}
	must(t, k.OpenOS(t.Context()))
	must(t, k.UnlockFile(t.Context(), samplePassphrase))
	wantError(t, k.UnlockFile(t.Context(), "sample-wrong"), ErrWrongPassphrase)
	held, err := k.Count(t.Context())
	if err != nil || !maps.Equal(held, map[Kind]int{OS: 2, File: 1, Memory: 1}) {
		t.Errorf("got %v, %v", held, err)
	}
	if k.chosen() != Memory {
		t.Errorf("%s is in use now", k.chosen())
	}
	write(t, k.disk.path, []byte("{"))
	held, err = k.Count(t.Context())
	wantError(t, err, ErrDamaged)
	if held[Memory] != 1 {
		t.Errorf("with a damaged index, got %v", held)
	}
}
