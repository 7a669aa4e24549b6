package cause

import (
	"os"
	"strings"
	"testing"
)

func TestEveryCauseIsDocumented(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range All() {
		if n := strings.Count(string(data), "| `"+string(id)+"` |"); n != 1 {
			t.Errorf("docs/troubleshooting.md has %d rows for %s", n, id)
		}
		if r := Remedy(id); !strings.HasSuffix(r, ".") {
			t.Errorf("%s has the remedy %q", id, r)
		}
	}
}

func TestProblemsHaveCauses(t *testing.T) {
	t.Parallel()
	for problem, want := range map[string]ID{
		"token_expired": TokenExpired, "nonce_used": NonceUsed, "signature_invalid": "", "consumer_key_rejected": ConsumerKeyRefused, "made_up": "",
		"permission_denied": Permission,
	} {
		if got := OfProblem(problem, false); got != want {
			t.Errorf("%s has the cause %q, want %q", problem, got, want)
		}
	}
	if got := OfProblem("token_used", true); got != RequestTokenExpired {
		t.Errorf("token_used at the access token step has the cause %q", got)
	}
}
