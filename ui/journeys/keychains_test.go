package journeys_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/internal/testenv"
)

// Credential stores.

// I rename a connection and move it from my keyring to the encrypted file; the list of connections is damaged, I repair it,
// and the connection is back.
func TestAConnectionMovesOutOfTheKeyring(t *testing.T) {
	t.Parallel()
	testenv.Need(t, "secret-tool")
	h := moveIn(t)
	p := sitDown(t, h)
	p.Run("countersign").WaitFor("CONNECTIONS", "saved in: OS keychain ✓").Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Press a to allow").Press("a").WaitFor("Connected as anna").Press("Escape").WaitFor("1 connection")
	p.Press("Up", "Up", "r").WaitFor("Enter a new name").Type("_work").WaitFor("Press Enter to rename")
	p.Press("Enter").WaitFor("▸ sandbox_work", "Renamed ")

	p.Press("K").WaitFor("CREDENTIAL STORES", "1 connection", "not created").Press("m").WaitFor("Confirm")
	p.Type("sample").Press("Enter").Type("sample").Press("Enter").WaitFor("Move 1 connection")
	p.Press("y").WaitFor("Use that store from now on").Press("y").WaitFor("from now on")
	if item := h.run(t, "sh", "-c", "secret-tool search --all service countersign 2>&1 || true"); strings.Contains(item, "secret = ") {
		t.Errorf("the keyring still holds\n%s", item)
	}
	p.Press("Escape").WaitFor("saved in: encrypted file ✓", "1 connection").Press("C-c").AtPrompt()

	must(t, os.WriteFile(filepath.Join(h.dir, "data", "countersign", "index.json"), []byte(`{"version":2,"conn`), 0o600))
	p.Run("clear; countersign").WaitFor("Cannot list the connections", "Press r to rebuild the list")
	p.Press("r").WaitFor("Unlock it first").Press("y").WaitFor("▸ Passphrase")
	p.Type("sample").Press("Enter").WaitFor("restored: sandbox_work", "damaged-1")
	p.Press("Escape").WaitFor("CREDENTIAL STORES", "encrypted file")
	p.Press("Escape").WaitFor("1 connection", "▸ sandbox_work")
	p.Press("Enter").WaitFor("Who am I").Press("C-c").AtPrompt()
}
