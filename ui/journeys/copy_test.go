package journeys_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/internal/testenv"
)

// Copying requests to other programs.

// clipboardTools are a clipboard that a test can read: the text is in a file in the home.
func clipboardTools(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, tool := range []string{"xclip", "wl-copy"} {
		must(t, os.WriteFile(filepath.Join(dir, tool), []byte("#!/bin/sh\ncat >\"$HOME/clipboard\"\n"), 0o700))
	}
	return dir
}

// I copy a request as curl and run it: it works once and is refused the second time; it also works when selected on the
// screen.
func TestARequestIsCopiedAsCurl(t *testing.T) {
	t.Parallel()
	testenv.Need(t, "curl")
	file, err := program()
	must(t, err)
	tools := clipboardTools(t)
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=file", "DISPLAY=:7", "no_proxy=*", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
		"PATH="+tools+string(os.PathListSeparator)+filepath.Dir(file)+string(os.PathListSeparator)+os.Getenv("PATH"))
	p := sitDown(t, h)
	address := freeAddress(t)
	h.startSandbox(t, address)
	p.until("the sandbox to respond", func(string) bool { return answers(strings.TrimPrefix(address, "http://")) })
	p.Run("cd; clear; countersign").WaitFor("▸ + try the sandbox").Press("Enter").pointTo(address)
	p.Press("Enter").WaitFor("for the new encrypted file").Type("sample").Press("Enter").Type("sample").Press("Enter")
	p.WaitFor("Press a to allow").Press("a").WaitFor("Connected as anna").Press("Enter").WaitFor("Who am I")

	// The request is copied without being sent.
	p.Press("Y").WaitFor("▸ curl", "works once, usually within 5 minutes")
	p.Press("Enter").WaitFor("Copied curl", "Already signed: valid once", "usually for 5 minutes, until")

	// The command on the screen works as well.
	p.Press("p").WaitFor("oauth_signature=", "/me")
	seen := fromScreen(p.Screen())
	p.Press("C-c").AtPrompt()
	command, err := os.ReadFile(filepath.Join(h.dir, "clipboard"))
	must(t, err)
	for _, line := range []string{string(command), seen} {
		p.Run("clear").AtPrompt()
		p.Paste(line).Press("Enter").WaitFor(`"name":"Anna Sample"`)
		p.Run("clear").AtPrompt()
		p.Paste(line).Press("Enter").WaitFor("nonce_used")
	}
	if strings.Contains(string(command), "sandbox-consumer-secret") {
		t.Error("the command contains the consumer secret")
	}
}

// fromScreen returns the curl command on the screen, as a mouse would select it.
func fromScreen(screen string) string {
	_, text, _ := strings.Cut(screen, "\ncurl ")
	text, _, _ = strings.Cut("curl "+text, "\n\n")
	return text
}

// I inspect each part of a request's signature and the traffic, and copy the request as Python: it runs again and again with
// secrets from countersign.
func TestARequestIsCopiedAsPython(t *testing.T) {
	t.Parallel()
	testenv.Need(t, "python3")
	file, err := program()
	must(t, err)
	tools := clipboardTools(t)
	h := moveIn(t, "DISPLAY=:7", "PATH="+tools+string(os.PathListSeparator)+filepath.Dir(file)+string(os.PathListSeparator)+os.Getenv("PATH"))
	p := sitDown(t, h)
	address := freeAddress(t)
	h.startSandbox(t, address)
	p.until("the sandbox to respond", func(string) bool { return answers(strings.TrimPrefix(address, "http://")) })
	p.Run("cd; clear; countersign").WaitFor("▸ + try the sandbox").Press("Enter").pointTo(address)
	p.Press("Enter").WaitFor("Press a to allow").Press("a").WaitFor("Connected as anna").Press("Enter").WaitFor("Who am I")
	p.Press("Enter").WaitFor("200 OK", "Anna Sample")

	// The signature, part by part, and the traffic.
	p.Press("s").WaitFor("oauth_token=", "← connection: the access token", "••••&••••")
	p.Press("y").WaitFor("Copied the base string")
	p.Press("Left", "Left").WaitFor("access token ·").Press("e").WaitFor("TRAFFIC", "request token", "signed request", "✓ 200")
	p.Resize(60, 16).WaitFor("TRAFFIC", "✓ 200", "Esc back").Resize(80, 24)
	p.Press("Y").WaitFor("COPY REQUEST AS").Press("Down", "Down", "Down").WaitFor("▸ Python").Press("Enter").WaitFor("Copied Python", "countersign run sandbox")
	p.Press("C-c").AtPrompt()
	p.Run("clear; mv ~/clipboard call.py; countersign run sandbox -- python3 call.py; echo ended with $?").WaitFor(`"name":"Anna Sample"`, "ended with 0")
	p.Run("clear; countersign run sandbox -- python3 call.py; echo ended with $?").WaitFor(`"name":"Anna Sample"`, "ended with 0")
}
