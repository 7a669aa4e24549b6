//go:build !windows

package conversation_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/creack/pty"

	"countersign/internal/testenv"
	"countersign/ui/cli/clitest"
)

// The conversation.

// talk is a conversation with the program on a terminal.
type talk struct {
	*testing.T
	terminal *os.File
	cmd      *exec.Cmd

	mu    sync.Mutex
	heard strings.Builder
	from  int           // the end of what was heard
	ended chan struct{} // closed at the end of the output
}

// sitDown runs the program on a terminal with an empty home.
func sitDown(t *testing.T, args []string, env ...string) *talk {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	p := &talk{T: t, ended: make(chan struct{})}
	p.cmd = exec.Command(self, args...)
	p.cmd.Args[0] = "countersign" // which TestMain makes of it
	p.cmd.Env = append([]string{
		"HOME=" + home, "DATA=" + filepath.Join(home, "data"), "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0", "BROWSER=false",
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "PATH=" + os.Getenv("PATH"),
	}, env...)
	if p.terminal, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatalf("opening a pseudo-terminal: %v", err)
	}
	go func() {
		defer close(p.ended)
		buf := make([]byte, 4096)
		for {
			n, err := p.terminal.Read(buf)
			p.mu.Lock()
			p.heard.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		_ = p.terminal.Close()
		if t.Failed() {
			t.Logf("heard:\n%s", p.all())
		}
	})
	return p
}

func (p *talk) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.heard.String()
}

// hear waits for a text and returns what came before it.
func (p *talk) hear(text string) string {
	p.Helper()
	for limit := time.Now().Add(testenv.WaitTimeout()); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		output := p.all()
		if i := strings.Index(output[p.from:], text); i >= 0 {
			before := output[p.from : p.from+i+len(text)]
			p.from += i + len(text)
			return before
		}
	}
	p.Fatalf("never heard: %s", text)
	return ""
}

// say types a line.
func (p *talk) say(line string) *talk {
	p.Helper()
	if _, err := io.WriteString(p.terminal, line+"\n"); err != nil {
		p.Fatal(err)
	}
	return p
}

// answer waits for a question and answers it.
func (p *talk) answer(question, line string) *talk {
	p.Helper()
	p.hear(question)
	return p.say(line)
}

// press sends a key: \x03 is Ctrl+C, \x04 Ctrl+D.
func (p *talk) press(key string) {
	p.Helper()
	if _, err := io.WriteString(p.terminal, key); err != nil {
		p.Fatal(err)
	}
}

// leaves waits for the exit code and checks that a screen reader can read the output.
func (p *talk) leaves(code int) {
	p.Helper()
	select {
	case <-p.ended:
	case <-time.After(testenv.WaitTimeout()):
		p.Fatal("the program did not end")
	}
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.Fatal(err)
	}
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.Errorf("exit code %d, want %d", got, code)
	}
	output := p.all()
	if strings.Contains(strings.ReplaceAll(output, "\r\n", "\n"), "\r") {
		p.Error("a line was overwritten")
	}
	for _, r := range output {
		if r > unicode.MaxASCII || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			p.Errorf("output contains %q", r)
		}
	}
}

// connects starts a new connection to a sandbox and returns its link.
func (p *talk) connects(address, secret, name string) (link string) {
	p.Helper()
	p.menu("What do you want to do?", "new connection").menu("Which connector?", "sandbox")
	p.answer("Address, or Enter for", address).answer("Consumer key, or Enter for", "").answer("or Enter for the default:", secret)
	p.answer("Name for the connection, or Enter for", name)
	if secret != "" {
		return ""
	}
	return p.link()
}

func (p *talk) link() string {
	p.Helper()
	p.hear("Open this link and allow access:")
	lines := strings.Fields(p.hear("\nWaiting for the callback"))
	return lines[0]
}

// menu answers a menu.
func (p *talk) menu(question, choice string) *talk {
	p.Helper()
	p.hear(question)
	return p.answer("Number or name:", choice)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	return "http://" + testenv.FreeAddress(t)
}

// I connect, send requests, save a body, test, rename and delete the connection.
func TestConversation(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.connects(freeAddress(t), "", "")
	p.answer("You can type allow or deny here", "help")
	p.answer("You can type allow or deny here", "allow")
	p.hear("Done: connected sandbox as anna")

	p.menu("What do you want to do?", "1").menu("Which connection?", "sandbox")
	p.menu("What do you want to do with sandbox?", "saved").menu("Which request?", "1")
	p.hear("Done: 200 OK in ")
	p.menu("What do you want to do with the response?", "whole")
	p.hear(`"anna"`)
	p.menu("What do you want to do with the response?", "headers")
	p.hear("Content-Type: ")
	saved := filepath.Join(t.TempDir(), "body")
	p.menu("What do you want to do with the response?", "save").answer("File:", saved)
	p.hear("Done: saved ")
	if body, err := os.ReadFile(saved); err != nil || !json.Valid(body) {
		t.Errorf("saved %q: %v", body, err)
	}
	p.menu("What do you want to do with the response?", "curl")
	p.hear("curl \\")
	p.menu("What do you want to do with the response?", "back")

	p.menu("What do you want to do with sandbox?", "new request").answer("Method, or Enter for GET:", "post").answer("Target:", "/notes")
	p.answer("Query parameter", "").answer("Header as", "no header").hear("Failed: missing colon.")
	p.answer("Header as", "").menu("Which body?", "form").answer("Form field as", "text=said aloud").answer("Form field as", "")
	p.hear("Done: 201 Created")
	p.menu("What do you want to do with the response?", "back")

	p.menu("What do you want to do with sandbox?", "test").hear("Done: sandbox works as anna")
	p.menu("What do you want to do with sandbox?", "rename").answer("New name:", "aloud").hear("Renamed sandbox to aloud.")
	p.menu("What do you want to do with aloud?", "details").hear("name: aloud")
	p.menu("What do you want to do with aloud?", "delete").answer("Yes or no:", "no").hear("Cancelled.")
	p.menu("What do you want to do with aloud?", "delete").answer("Yes or no:", "yes").hear("Deleted aloud.")
	p.menu("What do you want to do?", "3").hear("No saved connections.")
	p.menu("What do you want to do?", "nonsense").hear("Failed: no choice matches nonsense.")
	p.say("help").hear("Type an answer and press Enter.")
	p.say("back").hear("This is the main menu.")
	p.menu("What do you want to do?", "quit")
	p.leaves(0)
}

// I deny access, paste a verifier and an address, enter a wrong secret and press Ctrl+C.
func TestConversationWithErrors(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	p := sitDown(t, nil, "ACCESSIBLE=1", "COUNTERSIGN_KEYCHAIN=memory")
	p.connects(address, "", "")
	p.answer("You can type allow or deny here", "deny")
	p.hear("Failed: ")
	p.hear("denied")

	// Out-of-band.
	p.menu("What do you want to do?", "out-of-band")
	p.hear("Open this link and allow access:")
	link := strings.Fields(p.hear("\nPaste the verifier"))[0]
	verifier := verifierOf(t, link)
	p.say("not a verifier").hear("Failed: ")
	p.say(verifier).hear("Done: connected sandbox as anna")

	// The address of the callback.
	p.menu("What do you want to do?", "2").menu("Which connector?", "sandbox")
	p.answer("Address, or Enter for", address).answer("Consumer key, or", "").answer("or Enter for the default:", "").answer("or Enter for sandbox-2:", "")
	p.say(verifierOf(t, p.link())).hear("Done: connected sandbox-2 as anna")

	// A wrong secret, then Ctrl+C while waiting, in a submenu and in the main menu.
	p.connects(address, "wrong-consumer-secret", "third")
	p.hear("Provider said: ")
	p.menu("What do you want to do?", "back to the main menu")
	p.connects(address, "", "fourth")
	p.press("\x03")
	p.hear("Cancelled.")
	p.menu("What do you want to do?", "1").hear("Which connection?")
	p.hear("Number or name:")
	p.press("\x03")
	p.hear("Cancelled.")
	p.hear("What do you want to do?")
	p.hear("Number or name:")
	p.press("\x03")
	p.leaves(130)
	if strings.Contains(p.all(), "wrong-consumer-secret") {
		t.Error("a secret was shown")
	}
}

// I unlock the encrypted file, go back, cancel, and leave with Ctrl+D.
func TestConversationWithTheEncryptedFile(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible", "--keychain", "file"})
	p.menu("What do you want to do?", "stores").menu("What do you want to do with the credential stores?", "unlock")
	p.answer("New passphrase", "sample passphrase").answer("Repeat the passphrase:", "a typo").hear("The passphrases do not match.")
	p.answer("New passphrase", "back").hear("Back.")
	p.menu("What do you want to do with the credential stores?", "6").hear("New passphrase")
	p.press("\x03")
	p.hear("Cancelled.")
	p.menu("What do you want to do with the credential stores?", "6") // the echo is on again
	p.answer("New passphrase", "sample passphrase").answer("Repeat the passphrase:", "sample passphrase").hear("Done: unlocked the encrypted file.")
	p.menu("What do you want to do with the credential stores?", "show").hear("store file, connections 0, state available; in use (--keychain)")
	p.hear("Number or name:")
	p.press("\x04")
	p.hear("Cancelled.")
	p.hear("What do you want to do?")
	p.hear("Number or name:")
	p.press("\x04")
	p.hear("Goodbye.")
	p.leaves(0)
	if strings.Contains(p.all(), "sample passphrase") {
		t.Error("a passphrase was shown")
	}
}

// I run commands in screen-reader mode.
func TestCommandsInScreenReaderMode(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible", "keychain"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.hear("store memory, connections 0, state available until the command ends; in use (COUNTERSIGN_KEYCHAIN)")
	p.leaves(0)
	p = sitDown(t, []string{"--accessible", "test", "nobody"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.hear("Failed: ")
	p.leaves(5)
	p = sitDown(t, []string{"--accessible", "connectors", "show", "etrade"}, "COUNTERSIGN_KEYCHAIN=memory")
	p.hear("key: etrade")
	p.leaves(0)
}

// verifierOf allows access and returns the verifier or callback address.
func verifierOf(t *testing.T, link string) string {
	t.Helper()
	return verifierBy(t, "anna", link)
}

// verifierBy is verifierOf for another account of the sandbox.
func verifierBy(t *testing.T, account, link string) string {
	t.Helper()
	response, err := clitest.Submit(link, "allow", account, "application/json")
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Callback, Verifier string }
	if err := errors.Join(json.NewDecoder(response).Decode(&page), response.Close()); err != nil {
		t.Fatal(err)
	}
	return page.Callback + page.Verifier
}
